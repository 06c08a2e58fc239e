"""Who may do what to which record: locate, open, restricted."""
