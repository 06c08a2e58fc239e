"""Home pages that gather from many contexts, one folder an audience."""
