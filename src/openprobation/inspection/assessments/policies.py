"""Which numbers does judging go by?"""

LONGEST = 4_000
"""Characters of a reason or a note."""
MOST_WEEKS = 5_200
"""Weeks of a licence: a hundred years."""
