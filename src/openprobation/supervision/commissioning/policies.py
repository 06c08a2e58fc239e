"""How long may words about a service be, and how much may be ordered at once?"""

LONGEST_NOTE = 4_000
MOST_UNITS = 200
