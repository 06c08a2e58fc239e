"""Pages about unpaid work."""
