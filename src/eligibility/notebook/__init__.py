"""The form for notebooks, made from a pack's vocabulary."""
