"""Of which columns a column is made: read from the SQL, or by node where no SQL is read."""
