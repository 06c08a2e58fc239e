"""How long may words of a referral be, and what does a risk summary say of itself?"""

LONGEST = 4_000
MOST_OUTCOMES = 4
MOST_SESSIONS = 60
