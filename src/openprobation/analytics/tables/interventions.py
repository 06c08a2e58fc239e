"""What do referrals, sessions and offers to women look like in an extract?"""

from __future__ import annotations

from .shape import Column, Kind, Table, key, person

REFERRALS = Table(
    "referrals",
    "One row a person sent to a service for a need.",
    (
        key("The referral."),
        person(),
        Column("service", Kind.NUMBER, "The service on the catalogue."),
        Column("supplier", Kind.NUMBER, "The organisation that works with the person.", stays=True),
        Column("order", Kind.NUMBER, "What was bought for it: `orders.id`.", stays=True),
        Column("requirement", Kind.NUMBER, "The requirement its days count towards, if any."),
        Column("need", Kind.WORD, "The need."),
        Column("state", Kind.WORD, "Where it stands.", stays=True),
        Column("begun_at", Kind.MOMENT, "When it was begun."),
        Column("sent_at", Kind.MOMENT, "When it was first sent."),
        Column("assessed_at", Kind.MOMENT, "When the supplier had assessed the person."),
        Column("ended_at", Kind.MOMENT, "When it ended, by an end report or withdrawn."),
    ),
)
REFERRAL_MOVES = Table(
    "referral_moves",
    "One row each time a referral was sent, answered, planned, begun, ended or withdrawn.",
    (
        key("The move."),
        person(),
        Column("referral", Kind.NUMBER, "The referral: `referrals.id`.", stays=True),
        Column("move", Kind.WORD, "What was done.", stays=True),
        Column("to_state", Kind.WORD, "Where it stood after it.", stays=True),
        Column("returned", Kind.WORD, "Why it was sent back, if it was."),
        Column("withdrawn", Kind.WORD, "Why it was withdrawn, if it was."),
        Column("by", Kind.NUMBER, "Who did it, as a number."),
        Column("at", Kind.MOMENT, "When."),
    ),
)
SESSIONS = Table(
    "sessions",
    "One row a session with a supplier, alone or in a group, and what the supplier reports of it.",
    (
        key("The session."),
        person(),
        Column("referral", Kind.NUMBER, "The referral: `referrals.id`.", stays=True),
        Column("kind", Kind.WORD, "What kind of session."),
        Column("appointment", Kind.NUMBER, "The same session in the person's record."),
        Column("starts_at", Kind.MOMENT, "When it starts."),
        Column("minutes", Kind.NUMBER, "How long it lasts."),
        Column("delivery", Kind.WORD, "Where it is held, or by telephone."),
        Column("state", Kind.WORD, "Whether it is planned, reported or cancelled.", stays=True),
        Column("attendance", Kind.WORD, "What the supplier reports: the officer decides."),
        Column("no_session", Kind.WORD, "Why it was not held, as the supplier sees it."),
        Column("reported_at", Kind.MOMENT, "When the supplier reported it."),
    ),
)
WOMENS_OFFERS = Table(
    "womens_offers",
    "One row each time it was recorded what a woman was offered; those taken back are marked.",
    (
        key("The offer."),
        person(),
        Column("space", Kind.WORD, "A space for women only."),
        Column("officer", Kind.WORD, "A choice of officer."),
        Column("childcare", Kind.WORD, "What she said of childcare."),
        Column("asked_at", Kind.MOMENT, "When she was asked."),
        Column("undone", Kind.YES_NO, "Whether it was taken back as a mistake.", stays=True),
    ),
)
