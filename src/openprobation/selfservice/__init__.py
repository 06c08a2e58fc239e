"""Let a person see and act on their own case."""
