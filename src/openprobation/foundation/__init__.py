"""What we stand on: no word of probation in it."""
