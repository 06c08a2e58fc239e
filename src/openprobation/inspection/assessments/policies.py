"""Which numbers does judging go by?"""

LONGEST = 4_000
"""Characters of a reason or a note."""
