"""How long may what is written in a plan be, and within which bounds is an operating model set?"""

LONGEST_LINE = 500
LONGEST_NOTE = 4_000

REVIEW_MONTHS = (1, 24)
"""the fewest and the most months between two formal reviews"""
WITHIN_DAYS = (0, 365)
"""the fewest and the most days from the start of supervision within which a stage is reached"""
