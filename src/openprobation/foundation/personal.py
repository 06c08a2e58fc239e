"""Which fields are about a person? Every field of every model says so, beside the field.

The mark is the column's comment, so PostgreSQL carries it too and a database administrator can see it.
A house test refuses a field that has none; redaction and retention walk these marks.
"""

PERSONAL = "personal"
NOT_PERSONAL = "not personal"

QUARANTINED = "quarantined"
"""About a person, and for no paper, letter, message, export, search or log: only a `quarantine.QuarantinedField`."""
