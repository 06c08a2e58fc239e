"""What needs leave about articles?"""

from openprobation.vocabulary.term import Term


class Permission(Term):
    WRITE = (
        "article.write",
        "Write articles",
        "Read and write articles that are not public yet.",
    )
    APPROVE = (
        "article.approve",
        "Approve an article",
        "Say that an article written by somebody else may go out as it stands.",
    )
    PUBLISH = (
        "article.publish",
        "Publish an article",
        "Make an approved article public at a named minute, call it back, correct or withdraw it.",
    )
