"""How long may what is written in a plan be, and how far ahead may it reach?"""

LONGEST_LINE = 500
LONGEST_NOTE = 4_000

DUE_SOON_DAYS = 14
"""A formal review within these days stands on the officer's day."""
