"""Words about how a member of staff shows who they are."""

from openprobation.vocabulary.term import Term


class FactorKind(Term):
    """The values are those of the library that keeps them."""

    PASSKEY = (
        "webauthn",
        "Passkey",
        "A key on a device or on a stick, opened by touch, face or PIN.",
    )
    APP = "totp", "Authenticator app", "An app that shows a new six-digit code every 30 seconds."
    CODES = "recovery_codes", "Recovery codes", "Codes on paper that each work once, for the day a key is lost."  # fmt: skip


class FactorLoss(Term):
    LOST = "lost", "Lost", "Nobody knows where the key or the phone is."
    STOLEN = "stolen", "Stolen", "Somebody else may have the key or the phone."
    BROKEN = "broken", "Broken", "The key or the phone does not work any more."
    REPLACED = (
        "replaced",
        "Replaced",
        "They have a new phone or computer and no longer the old one.",
    )
