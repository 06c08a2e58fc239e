"""What is in the e-mail at noon, and what goes above it?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from openprobation.foundation.audit.models import Entry
from openprobation.foundation.messaging.models import Message
from openprobation.publication.news import queries as news
from openprobation.vocabulary.messaging import MessageState

from .models import Edition, Mail, Subscription, Told
from .policies import link, noon, whose


@dataclass(frozen=True, slots=True)
class Letter:
    """What an e-mail says, but for the last lines, which are each reader's own."""

    subject: str
    body: str
    articles: tuple[news.ArticleLine, ...]


@dataclass(frozen=True, slots=True)
class Sending:
    """How one edition left."""

    day: date
    articles: int
    mails: int
    sent: int
    waiting: int
    stopped: int
    failed: int
    sent_again: int


@dataclass(frozen=True, slots=True)
class Caught:
    """A message as the demonstration's mail catcher shows it."""

    to: str
    subject: str
    body: str
    state: MessageState
    written_at: datetime


def news_for(day: date) -> list[news.ArticleLine]:
    """What is public by noon and no edition has told of. Three queries, few rows."""
    till = noon(day)
    fresh = news.public(at=till)
    told = set(
        Told.objects.filter(article_id__in=[one.id for one in fresh]).values_list(
            "article_id", flat=True
        )
    )
    since = Subscription.objects.order_by("asked_at").values_list("asked_at", flat=True).first()
    return [
        one
        for one in fresh
        if one.id not in told and since and one.published_at and one.published_at >= since
    ]


def letter(articles: list[news.ArticleLine], day: date) -> Letter:
    """The e-mail of a day, in plain words."""
    parts = [
        f"{one.title}\n{one.summary}\n{settings.SERVICE_ADDRESS}"
        f"{reverse('public:article', args=[one.slug])}"
        for one in articles
    ]
    first = articles[0].title
    more = len(articles) - 1
    subject = first
    if more:
        subject += " " + ngettext("and %(n)s more", "and %(n)s more", more) % {"n": more}
    return Letter(
        subject=subject,
        body=_("News of %(day)s") % {"day": date_format(day, "j F Y")}
        + "\n\n"
        + "\n\n".join(parts)
        + "\n",
        articles=tuple(articles),
    )


def ending(subscription_id: int) -> str:
    return (
        "\n-- \n"
        + _("You get this because you asked for it and confirmed it. To end it:")
        + f"\n{link('unsubscribe', subscription_id)}\n"
    )


def preview(*, at: datetime) -> tuple[date, Letter | None]:
    """What the next noon would send if nothing more came, and its day."""
    day = timezone.localdate(at)
    if Edition.objects.filter(day=day).exists() or at > noon(day):
        day += timedelta(days=1)
    found = news_for(day)
    return day, letter(found, day) if found else None


def headers(key: str) -> Mapping[str, str]:
    """Above an e-mail at noon: how a mail reader ends it with one press (RFC 8058)."""
    _kind, edition, subscription = [*key.split("."), "", ""][:3]
    if not edition.isdigit():
        return {}
    return {
        "List-Unsubscribe": f"<{link('unsubscribe', int(subscription))}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def is_standing(purpose: str, token: str) -> bool | None:
    """Whether the subscription of a link still stands; None where the link is none of ours."""
    found = Subscription.objects.filter(pk=whose(purpose, token) or 0).first()
    return None if found is None else found.ended_at is None


def readers() -> tuple[int, int]:
    """How many confirmed, and how many have not yet."""
    standing = Subscription.objects.standing().count()
    confirmed = Subscription.objects.confirmed().count()
    return confirmed, standing - confirmed


def sendings(*, most: int = 30) -> list[Sending]:
    """How the latest editions left, the newest first."""
    found = []
    for edition in Edition.objects.order_by("-day")[:most]:
        mails = Message.objects.filter(key__startswith=f"digest.{edition.pk}.")
        states = list(mails.values_list("state", flat=True))
        again = Entry.objects.filter(
            action="message.sent_again",
            record_id__in=mails.values("pk"),
        ).count()
        found.append(
            Sending(
                day=edition.day,
                articles=edition.told.count(),
                mails=Mail.objects.filter(edition=edition).count(),
                sent=states.count(MessageState.SENT),
                waiting=states.count(MessageState.WAITING) + states.count(MessageState.LEAVING),
                stopped=states.count(MessageState.WITHDRAWN),
                failed=states.count(MessageState.FAILED),
                sent_again=again,
            )
        )
    return found


def caught(*, most: int = 50) -> list[Caught]:
    """What the demonstration sent to subscribers, the newest first; addresses are not shown whole."""
    rows = Message.objects.filter(key__startswith="digest.").exclude(body="").order_by("-pk")
    return [
        Caught(masked(row.to), row.subject, row.body, MessageState(row.state), row.written_at)
        for row in rows[:most]
    ]


def masked(address: str) -> str:
    name, _at, place = address.rpartition("@")
    return f"{name[:1]}…@{place}"
