"""Integrated Offender Management: one list for police, both providers and partners in one place."""
