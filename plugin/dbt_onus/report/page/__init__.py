"""Reports as pages of their own: one file each, without network, that a browser opens from disk."""
