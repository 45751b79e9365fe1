"""The SQL of a node: compiled by dbt, or made from its template, with the node that each relation is."""
