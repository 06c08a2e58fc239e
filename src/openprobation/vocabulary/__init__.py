"""The field's words as code: stored value, label people read, meaning."""
