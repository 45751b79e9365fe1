"""From one SQL text to its columns, and where each comes from: one pass over the parse tree."""
