"""How does somebody subscribe and end it, and how is the e-mail of a day written?

An edition, its articles, its mails and their messages are written in one transaction: all or none.
Sending is the outbox's: `foundation.messaging`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from openprobation.foundation.access.check import require
from openprobation.foundation.audit.actions import record
from openprobation.foundation.identity.actions import system_user
from openprobation.foundation.identity.models import User
from openprobation.foundation.messaging import actions as messaging
from openprobation.foundation.refusals import Refused
from openprobation.vocabulary.messaging import Channel
from openprobation.vocabulary.publication import SubscriptionEnd

from . import queries
from .models import Edition, Mail, Subscription, Told
from .permissions import Permission
from .policies import (
    ASK_AGAIN_AFTER,
    CONFIRM_WITHIN,
    KEPT_FOR,
    MOST_ASKED_AN_HOUR,
    link,
    noon,
    whose,
)

AT_ONCE = 1_000


class TooManyAsk(Refused):
    def __init__(self) -> None:
        super().__init__("Too many people are subscribing just now. Try again in an hour.")


class LinkTooOld(Refused):
    def __init__(self) -> None:
        super().__init__("This link is no longer good. Ask for the e-mail again.")


class NoSuchAddress(Refused):
    def __init__(self) -> None:
        super().__init__("Nothing goes to this address.", field="address")


# ── Whoever reads it ───────────────────────────────────────────────────────────────────────


@transaction.atomic
def ask(*, address: str, at: datetime) -> None:
    """Send an address the link that confirms it. Whether it was known already is not told."""
    address = address.strip().lower()
    if (
        Subscription.objects.filter(asked_at__gt=at - timedelta(hours=1)).count()
        >= MOST_ASKED_AN_HOUR
    ):
        raise TooManyAsk
    made, is_new = Subscription.objects.standing().get_or_create(
        address=address, defaults={"asked_at": at}
    )
    if not is_new:
        if made.confirmed_at or made.asked_at > at - ASK_AGAIN_AFTER:
            return
        messaging.stop(confirming(made))
        messaging.forget(confirming(made))
        made.asked_at = at
        made.save(update_fields=["asked_at"])
    messaging.write(
        key=confirming(made),
        channel=Channel.EMAIL,
        to=address,
        subject=_("Confirm: one e-mail a day at noon"),
        body=_("Somebody, probably you, asked for our news at this address. To get it:")
        + f"\n{link('confirm', made.pk)}\n\n"
        + _("If it was not you, do nothing: nothing more comes, and the address is forgotten.")
        + "\n",
        at=at,
        wait=timedelta(0),
    )
    record("subscription.asked", by=system_user().username, at=at, on=made)


@transaction.atomic
def confirm(*, token: str, at: datetime) -> None:
    found = locked(whose("confirm", token))
    if (
        found is None
        or found.ended_at
        or (found.confirmed_at is None and found.asked_at < at - CONFIRM_WITHIN)
    ):
        raise LinkTooOld
    if found.confirmed_at is None:
        found.confirmed_at = at
        found.save(update_fields=["confirmed_at"])
        record("subscription.confirmed", by=system_user().username, at=at, on=found)


@transaction.atomic
def unsubscribe(*, token: str, at: datetime) -> None:
    """End it from this second. Ended already is as good."""
    found = locked(whose("unsubscribe", token))
    if found is None:
        raise LinkTooOld
    end(found, why=SubscriptionEnd.UNSUBSCRIBED, at=at)


@transaction.atomic
def erase(*, address: str, by: User, at: datetime) -> None:
    """Take an address out because somebody asked for that, by telephone or letter."""
    require(by, Permission.KEEP, at=at)
    found = Subscription.objects.standing().filter(address=address.strip().lower()).first()
    if found is None:
        raise NoSuchAddress
    end(found, why=SubscriptionEnd.ERASED, at=at, by=by.username)


def confirming(found: Subscription) -> str:
    """The key of the message with the link that confirms."""
    return f"digest.confirm.{found.pk}.{int(found.asked_at.timestamp())}"


def locked(subscription_id: int | None) -> Subscription | None:
    return Subscription.objects.select_for_update().filter(pk=subscription_id or 0).first()


def end(found: Subscription, *, why: SubscriptionEnd, at: datetime, by: str = "") -> None:
    """No message leaves any more, and the address is forgotten, here and in the outbox."""
    if found.ended_at is not None:
        return
    found.ended_at, found.end, found.address = at, why, ""
    found.save(update_fields=["ended_at", "end", "address"])
    keys = [mail.key for mail in Mail.objects.filter(subscription=found)]
    keys.append(confirming(found))
    messaging.stop(*keys)
    messaging.forget(*keys)
    record("subscription.ended", by=by or system_user().username, at=at, on=found, why=why)


# ── Noon ───────────────────────────────────────────────────────────────────────────────────


def write_noon(at: datetime) -> None:
    """From noon on write the day's e-mail, once. A job: asked every minute, it does nothing the second time."""
    day = timezone.localdate(at)
    if at < noon(day) or Edition.objects.filter(day=day).exists():
        return
    articles = queries.news_for(day)
    if not articles:
        return
    with transaction.atomic():
        edition, is_ours = Edition.objects.get_or_create(day=day, defaults={"made_at": at})
        if not is_ours:
            return
        Told.objects.bulk_create(Told(edition=edition, article_id=one.id) for one in articles)
        letter = queries.letter(articles, day)
        edition.html = letter.html
        edition.save(update_fields=["html"])
        readers = Subscription.objects.confirmed().filter(confirmed_at__lte=noon(day))
        for some in batches(readers.select_for_update().order_by("pk"), AT_ONCE):
            mails = [Mail(edition=edition, subscription=reader) for reader in some]
            Mail.objects.bulk_create(mails)
            written = []
            for mail, reader in zip(mails, some, strict=True):
                message = messaging.message(
                    key=mail.key,
                    channel=Channel.EMAIL,
                    to=reader.address,
                    body=letter.body + queries.last_lines(reader.pk),
                    at=at,
                    wait=timedelta(0),
                )
                message.subject = letter.subject
                written.append(message)
            messaging.write_many(written)
        record(
            "digest.written", by=system_user().username, at=at, on=edition, articles=len(articles)
        )


def batches(rows: Iterable[Subscription], size: int) -> Iterable[list[Subscription]]:
    some: list[Subscription] = []
    for row in rows:
        some.append(row)
        if len(some) == size:
            yield some
            some = []
    if some:
        yield some


def forget_old(at: datetime) -> None:
    """Forget addresses nobody confirmed, and what e-mails said that left a month ago. A job."""
    for found in Subscription.objects.standing().filter(
        confirmed_at__isnull=True, asked_at__lt=at - CONFIRM_WITHIN
    ):
        with transaction.atomic():
            end(found, why=SubscriptionEnd.ERASED, at=at)
    for edition in Edition.objects.filter(made_at__lt=at - KEPT_FOR, made_at__gt=at - KEPT_FOR * 2):
        messaging.forget(*(mail.key for mail in edition.mails.all()))
