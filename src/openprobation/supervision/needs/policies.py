"""How long may what is written about needs be, and how old may a look at a protective factor be?"""

LONGEST_NOTE = 4_000
LONGEST_LINE = 500

LOOKED_AT_WITHIN = 120
"""days; after them a protective factor is shown as not looked at for long"""
