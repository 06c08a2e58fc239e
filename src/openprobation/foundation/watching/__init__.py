"""Watching the service: whether it answers, whether it is ready, what was slow, what its log says."""
