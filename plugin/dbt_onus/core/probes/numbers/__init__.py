"""Numbers that are wrong beside others: another unit or clock, one branch of a union, one table of several."""
