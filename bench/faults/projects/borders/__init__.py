"""Two more teams around the demo company: one reads its tables as sources, one refers to its public models."""
