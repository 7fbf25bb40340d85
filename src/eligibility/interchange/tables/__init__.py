"""Tables of scenarios in Excel, CSV and YAML: what a colleague without Python writes and reads."""
