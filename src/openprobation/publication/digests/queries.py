"""What is in the e-mail at noon, and what goes above it?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from openprobation.foundation.audit.models import Entry
from openprobation.foundation.messaging.models import Message
from openprobation.publication.news import queries as news
from openprobation.ui import article_text
from openprobation.vocabulary.messaging import MessageState

from .models import Edition, Mail, Subscription, Told
from .policies import link, noon, whose

WHOLE_IN_A_LETTER = 3_000
"""Letters of an article that an e-mail still tells whole."""
BETWEEN = "\n\n" + "· · ·".center(11) + "\n\n"


@dataclass(frozen=True, slots=True)
class InLetter:
    """An article as the e-mail tells it: whole where it is short, else its summary."""

    title: str
    summary: str
    address: str
    blocks: tuple[article_text.Block, ...]
    is_longer: bool

    @property
    def in_words(self) -> str:
        parts = [self.title, self.summary, article_text.plain(self.blocks), self.address]
        return "\n\n".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Letter:
    """What an e-mail says, but for the last lines, which are each reader's own."""

    subject: str
    body: str
    html: str
    articles: tuple[news.ArticleLine, ...]
    told: tuple[InLetter, ...]


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
    """The e-mail of a day, in plain words and in HTML: both from one reading of each article."""
    texts = news.texts_of(one.id for one in articles)
    told = [in_letter(one, texts[one.id]) for one in articles]
    first = articles[0].title
    more = len(articles) - 1
    subject = first
    if more:
        subject += " " + ngettext("and %(n)s more", "and %(n)s more", more) % {"n": more}
    heading = _("News of %(day)s") % {"day": date_format(day, "j F Y")}
    is_invented = any(one.is_invented for one in articles)
    band = _("Demonstration: invented people and figures")
    return Letter(
        subject=subject,
        body="\n\n".join(
            [heading, *([band] if is_invented else []), BETWEEN.join(one.in_words for one in told)]
        )
        + "\n",
        html=render_to_string(
            "digests/letter.html",
            {"heading": heading, "band": band, "is_invented": is_invented, "articles": told},
        ),
        articles=tuple(articles),
        told=tuple(told),
    )


def in_letter(one: news.ArticleLine, text: str) -> InLetter:
    is_longer = len(text) > WHOLE_IN_A_LETTER
    return InLetter(
        one.title,
        one.summary,
        settings.SERVICE_ADDRESS + reverse("public:article", args=[one.slug]),
        () if is_longer else article_text.read(text, home=settings.SERVICE_ADDRESS),
        is_longer,
    )


def ending() -> str:
    return _("You get this because you asked for it and confirmed it. To end it:")


def last_lines(subscription_id: int) -> str:
    """Each reader's own, below the letter."""
    return f"\n-- \n{ending()}\n{link('unsubscribe', subscription_id)}\n"


def html_of(key: str) -> str:
    """The e-mail of a key for a program that shows HTML; "" where it has none. The same each time. One query."""
    edition, subscription = of_key(key)
    found = Edition.objects.filter(pk=edition).values_list("html", flat=True).first()
    if not found:
        return ""
    return render_to_string(
        "digests/whole.html",
        {
            "letter": mark_safe(found),  # drawn at noon by a template that escapes every word
            "ending": ending(),
            "link": link("unsubscribe", subscription),
        },
    )


def of_key(key: str) -> tuple[int, int]:
    """The edition and the subscription of a mail, by its message's key; zeros: it is no mail at noon."""
    _kind, edition, subscription = [*key.split("."), "", ""][:3]
    if not edition.isdigit() or not subscription.isdigit():
        return 0, 0
    return int(edition), int(subscription)


def preview(*, at: datetime) -> tuple[date, Letter | None]:
    """What the next noon would send if nothing more came, and its day."""
    day = timezone.localdate(at)
    if Edition.objects.filter(day=day).exists() or at > noon(day):
        day += timedelta(days=1)
    found = news_for(day)
    return day, letter(found, day) if found else None


def headers(key: str) -> Mapping[str, str]:
    """Above an e-mail at noon: how a mail reader ends it with one press (RFC 8058)."""
    edition, subscription = of_key(key)
    if not edition:
        return {}
    return {
        "List-Unsubscribe": f"<{link('unsubscribe', subscription)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def is_standing(purpose: str, token: str) -> bool | None:
    """Whether the subscription of a link still stands; None where the link is none of ours."""
    found = Subscription.objects.filter(pk=whose(purpose, token) or 0).first()
    return None if found is None else found.ended_at is None


def subscription_of(address: str) -> int | None:
    """The number of the standing subscription of an address."""
    standing = Subscription.objects.standing().filter(address=address.strip().lower())
    return standing.values_list("pk", flat=True).first()


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
