"""What an assistant may ask: who owns, what feeds, what is hit, what is open and why. It only ever reads."""
