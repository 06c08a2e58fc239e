"""The chronological record: everything that happened with a person; append-only."""
