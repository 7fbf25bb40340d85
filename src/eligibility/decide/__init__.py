"""One person: outcomes fast, explanations on demand."""
