"""Other people's formats: person files, decisions and records as JSON, JSON Schema."""
