"""A demo company with two dbt projects, its producers, and ways to break them."""
