"""Pages of the shared list."""
