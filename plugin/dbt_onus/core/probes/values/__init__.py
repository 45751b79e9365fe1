"""Faults that sit in the values of a row: nulls, words, ranges, duplicates, texts that cannot be read."""
