"""Words that must vanish: found, taken out of rows, remembered without being kept, cleared from the disk."""
