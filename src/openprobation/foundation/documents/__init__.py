"""Files and letters held against a record: kept by what they hold, in the backup, and gone when they must be."""
