"""The SQL of questions, by what is asked: SELECTs of one row, `broken` and `seen`."""
