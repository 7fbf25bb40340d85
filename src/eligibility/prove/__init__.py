"""Every person at once: claims, differences, nearest changes and gaps, worked out by z3 (the extra ``prove``)."""
