"""What each organisation of an inspection is rated on each standard, from which shares, and who moved what."""
