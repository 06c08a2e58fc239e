"""My appointments, with whom, where, and how far I have come."""
