"""What needs leave about who somebody is?"""

from openprobation.vocabulary.term import Term


class Permission(Term):
    VIEW = "person.view", "View a person", "See an open record's personal details."
    CREATE = "person.create", "Create a person", "Make a record for somebody not known before."
    CHANGE = (
        "person.details.change",
        "Change personal details",
        "Add or end names, addresses, telephones, circumstances and contacts.",
    )
    MERGE = (
        "person.merge",
        "Join two records",
        "Join two records of one person, and part them again.",
    )
