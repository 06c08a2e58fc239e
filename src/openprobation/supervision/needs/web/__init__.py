"""Pages about what somebody needs, what holds them steady, and how to work with them."""
