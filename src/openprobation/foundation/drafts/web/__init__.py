"""Keeping what is typed, as pages see it."""
