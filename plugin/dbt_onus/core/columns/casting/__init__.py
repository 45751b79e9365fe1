"""Types: what SQL casts and parses, what an engine can have refused of it, and how people write them."""
