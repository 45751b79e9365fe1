"""Is a notification ever lost, or visible twice? A loop that kills onus wherever it can be killed."""
