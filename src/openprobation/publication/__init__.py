"""Tell the public."""
