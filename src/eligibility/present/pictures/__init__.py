"""Pictures: an outcome against a fact, the tree of a programme, and where a group of persons falls out."""
