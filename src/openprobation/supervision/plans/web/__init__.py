"""Pages about what we agreed to do, formal reviews, and the operating model."""
