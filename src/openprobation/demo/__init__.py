"""A synthetic service, built only by calling actions: demonstrations, tests, load."""
