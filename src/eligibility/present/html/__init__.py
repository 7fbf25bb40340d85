"""Displays: decisions and what belongs to them as HTML fragments, for notebooks, pages and print."""
