"""Courts: where sentences are passed."""
