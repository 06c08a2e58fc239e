"""What needs leave about organisations and posts?"""

from openprobation.vocabulary.term import Term


class Permission(Term):
    KEEP_ORGANISATIONS = (
        "organisation.keep",
        "Keep organisations",
        "Change organisations, teams, offices and the areas they serve.",
    )
    KEEP_ACCOUNTS = (
        "account.keep",
        "Keep accounts and posts",
        "Make accounts and post people to roles.",
    )
