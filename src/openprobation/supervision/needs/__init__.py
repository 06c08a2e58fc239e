"""What somebody needs and does well, what holds them steady, their own view, and how to work with them."""
