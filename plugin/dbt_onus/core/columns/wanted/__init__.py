"""What a test's own SQL looks for, and which values of a column it minds."""
