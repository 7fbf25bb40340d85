"""Everything a person reads, in Chinese and English."""
