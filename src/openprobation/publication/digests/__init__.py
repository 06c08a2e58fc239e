"""Subscriptions, and one e-mail a day at noon."""
