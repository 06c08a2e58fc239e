"""Inspection rounds and frameworks: what is judged, and which areas have been inspected."""
