"""Failures whose message explains them: the platform, a table or a column that is gone, the node's own text."""
