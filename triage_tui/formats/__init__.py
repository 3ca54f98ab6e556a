"""Files that are not ours: one small module for each kind, and the table that lists them."""
