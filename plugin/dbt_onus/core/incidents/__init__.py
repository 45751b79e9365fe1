"""The life of an incident: from its first failure to its end, and what people do to it."""
