"""How does a person prove who they are? A six-digit code, sent to a number an officer confirmed.

Whatever number is asked about, the answer is the same, so that nobody learns whose number is known.
`at` is the service's moment, for the outbox and the audit; `really_at` the machine's, for the code.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils.crypto import constant_time_compare, salted_hmac

from openprobation.foundation.audit.actions import record
from openprobation.foundation.messaging.actions import write
from openprobation.foundation.refusals import Refused
from openprobation.supervision.persons import queries as persons
from openprobation.vocabulary.messaging import Channel

from .models import Code

GOOD_FOR = timedelta(minutes=10)
MOST_TRIES = 5
KEPT_FOR = timedelta(days=7)
SHORT, LONG = timedelta(minutes=15), timedelta(hours=24)
#: How many codes may be asked for: of a number in each span, and from one address in the short one.
MOST_OF_A_NUMBER = {SHORT: 3, LONG: 10}
MOST_FROM_AN_ADDRESS = 20
NOBODY_KNOWN = "nobody known"


class AskedTooOften(Refused):
    def __init__(self) -> None:
        super().__init__(
            "You have asked for too many codes. Wait 15 minutes, then try again."
            " Or ring your probation office.",
            field="number",
        )


class CodeWrong(Refused):
    def __init__(self, left: int) -> None:
        tries = "1 more time" if left == 1 else f"{left} more times"
        super().__init__(
            f"That code is not right. Look at the text again. You can try {tries}.", field="code"
        )


class CodeOver(Refused):
    def __init__(self) -> None:
        super().__init__("That code does not work any more. Ask for a new one.", field="code")


@dataclass(frozen=True, slots=True)
class Asked:
    """A code that was asked for: one that lets somebody in and one that lets in nobody look the same."""

    id: int
    code: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class SignedIn:
    person_id: int
    crn: str


def ask_for_code(*, number: str, asked_from: str, at: datetime, really_at: datetime) -> Asked:
    """Send a code to a number an officer confirmed; do as much, and say as much, for any other."""
    number_hash = hashed("number", number)
    from_hash = hashed("address", asked_from)
    known = next(iter(persons.phones_for_sign_in(number)), None)
    plain = f"{secrets.randbelow(1_000_000):06d}"
    with transaction.atomic():
        # Always the address first, then the number: two requests never wait for each other.
        one_at_a_time(from_hash)
        one_at_a_time(number_hash)
        is_too_often = asked_too_often(number_hash, from_hash, really_at=really_at)
        if is_too_often:
            # Told in the audit, so the refusal is raised after this is kept.
            record(
                "selfservice.refused",
                by=known.crn if known else NOBODY_KNOWN,
                at=at,
                person_id=known.person_id if known else None,
                why="too_often",
            )
        else:
            code = Code.objects.create(
                number_hash=number_hash,
                asked_from_hash=from_hash,
                person_id=known.person_id if known else None,
                code_hash=hashed("code", plain),
                asked_at=really_at,
                good_until=really_at + GOOD_FOR,
            )
            if known is not None:
                send(code, plain, to=known, at=at)
    if is_too_often:
        raise AskedTooOften
    return Asked(code.pk, plain)


def send(code: Code, plain: str, *, to: persons.SignInPhone, at: datetime) -> None:
    """Text the code at once, and say in the audit that it was sent."""
    write(
        key=f"selfservice.code.{code.pk}",
        channel=Channel.TEXT,
        to=to.number,
        body=f"Your probation code is {plain}. It works for 10 minutes. Do not tell it to anyone.",
        person_id=to.person_id,
        at=at,
        wait=timedelta(0),
    )
    record("selfservice.code_sent", on=code, by=to.crn, at=at, person_id=to.person_id)


def one_at_a_time(about: str) -> None:
    """Wait for whoever asks about the same thing, until their transaction ends: so a count holds.

    PostgreSQL is asked for an advisory lock, for there is no row yet to lock. SQLite has one writer.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int(about[:15], 16)])


def asked_too_often(number_hash: str, from_hash: str, *, really_at: datetime) -> bool:
    of_number = Code.objects.filter(number_hash=number_hash)
    if any(
        of_number.filter(asked_at__gt=really_at - span).count() >= most
        for span, most in MOST_OF_A_NUMBER.items()
    ):
        return True
    from_here = Code.objects.filter(asked_from_hash=from_hash, asked_at__gt=really_at - SHORT)
    return from_here.count() >= MOST_FROM_AN_ADDRESS


def prove(*, code_id: int, typed: str, at: datetime, really_at: datetime) -> SignedIn:
    """Let in whoever types the code that was sent. Five tries, ten minutes, once."""
    refusal: Refused | None = None
    with transaction.atomic():
        # A refused try is counted, so the refusal is raised after the count is kept.
        code = Code.objects.select_for_update().filter(pk=code_id).first()
        if code is None:
            raise CodeOver
        person = persons.by_id(code.person_id) if code.person_id else None
        if code.used_at or code.tries >= MOST_TRIES or code.good_until <= really_at:
            refusal = CodeOver()
        elif (
            not constant_time_compare(code.code_hash, hashed("code", typed))
            or person is None
            or person.died_on
        ):
            code.tries += 1
            code.save(update_fields=["tries"])
            left = MOST_TRIES - code.tries
            refusal = CodeWrong(left) if left else CodeOver()
        if refusal is not None or person is None:
            record(
                "selfservice.refused",
                on=code,
                by=person.crn if person else NOBODY_KNOWN,
                at=at,
                person_id=person.id if person else None,
                why="wrong" if isinstance(refusal, CodeWrong) else "over",
            )
        else:
            code.used_at = really_at
            code.save(update_fields=["used_at"])
            record("selfservice.signed_in", on=code, by=person.crn, at=at, person_id=person.id)
            return SignedIn(person.id, person.crn)
    raise refusal or CodeOver()


def forget_old(really_at: datetime) -> None:
    """Forget requests that no limit looks at any more. A job."""
    Code.objects.filter(asked_at__lt=really_at - KEPT_FOR).delete()


def hashed(what: str, value: str) -> str:
    """A keyed hash: what is kept cannot be turned back without the service's secret key."""
    return salted_hmac(f"openprobation.selfservice.{what}", value, algorithm="sha256").hexdigest()
