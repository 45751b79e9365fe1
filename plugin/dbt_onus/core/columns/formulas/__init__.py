"""What a value is in terms of what the node reads: followed up, taken apart, or said in other columns."""
