"""Inspect services, independently of the people who run them."""
