"""By which ways a fault can have come to a place from above it, and what is known to close them."""
