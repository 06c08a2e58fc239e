"""Work done later: what is due, done once, and written down."""
