"""Nothing above failed: where was it born? Brackets, unchanged code, numbers that moved, or not known."""
