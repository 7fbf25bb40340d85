"""A folder of YAML to one frozen tree."""
