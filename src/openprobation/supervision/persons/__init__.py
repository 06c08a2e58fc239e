"""Who they are: names, identifiers, contact details, circumstances, preferences, merges."""
