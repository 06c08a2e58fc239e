"""Who provides probation, where, and who works in which post; all with dates."""
