"""Numbers that are wrong beside others: another unit, clock or sign, one branch of a union, one table."""
