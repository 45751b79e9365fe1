"""From a failing check up to what failed above it, and to what that failure held up."""
