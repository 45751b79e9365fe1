"""What a query says, whatever way it is written: two versions of it compared."""
