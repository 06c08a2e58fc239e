"""Supervise people serving sentences in the community, across organisations."""
