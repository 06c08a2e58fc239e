"""Whose case it is: organisation, team, officer; no moment without somebody."""
