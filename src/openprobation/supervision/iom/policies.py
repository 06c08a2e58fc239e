"""Which numbers does the shared list go by? Ours: the arrangement is local everywhere."""

LONGEST = 4_000
"""Characters of a reason, a note or a line of intelligence."""
SIDES_AT_A_PANEL = 2
"""A panel of one organisation alone is none."""
CLEARED_FOR_DAYS = 365
"""At most, before somebody is asked again whether it is still needed."""
