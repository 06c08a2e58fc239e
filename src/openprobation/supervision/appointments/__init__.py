"""Meetings planned and what came of them."""
