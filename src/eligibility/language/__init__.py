"""One line of text to a typed tree, and the tree in words."""
