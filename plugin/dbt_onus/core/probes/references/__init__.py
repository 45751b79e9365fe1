"""Keys that find no row: whether the key is wrong or the row gone."""
