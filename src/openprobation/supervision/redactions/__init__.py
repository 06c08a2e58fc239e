"""Redactions: words that two people agree must vanish from a record, and records whose time to be kept is over."""
