"""What was done, by whom, to what, when and why; append-only."""
