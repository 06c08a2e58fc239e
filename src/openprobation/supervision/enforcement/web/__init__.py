"""Pages about failures to comply and what follows."""
