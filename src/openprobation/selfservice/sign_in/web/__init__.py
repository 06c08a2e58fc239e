"""Pages of signing in by a code."""
