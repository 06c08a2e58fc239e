"""How is an article written, approved, published, corrected and withdrawn?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.utils.text import slugify

from openprobation.foundation.access.check import require
from openprobation.foundation.audit.actions import record
from openprobation.foundation.identity.models import User
from openprobation.foundation.reactions import announce
from openprobation.foundation.refusals import Refused, RefusedForSeveralReasons
from openprobation.ui import article_text
from openprobation.vocabulary.publication import ArticleMove, ArticleState, Topic

from .events import ArticleChanged
from .models import Article, ArticleStep, ArticleTopic
from .permissions import Permission

LONGEST = 20_000
S, M = ArticleState, ArticleMove
GOES: Mapping[ArticleMove, tuple[tuple[ArticleState, ...], ArticleState]] = {
    M.APPROVE: ((S.DRAFT,), S.APPROVED),
    M.REOPEN: ((S.APPROVED,), S.DRAFT),
    M.PUBLISH: ((S.APPROVED,), S.PUBLISHED),
    M.CALL_BACK: ((S.PUBLISHED,), S.APPROVED),
    M.CORRECT: ((S.PUBLISHED, S.CORRECTED), S.CORRECTED),
    M.WITHDRAW: ((S.PUBLISHED, S.CORRECTED), S.WITHDRAWN),
}


class NoSuchArticle(Refused):
    def __init__(self) -> None:
        super().__init__("There is no such article.")


class NotNow(Refused):
    def __init__(self, state: str) -> None:
        super().__init__(f"This cannot be done now: the article stands at “{state}”.")


class ChangedMeanwhile(Refused):
    def __init__(self) -> None:
        super().__init__(
            "Somebody changed this article since you opened it. Nothing of yours was saved:"
            " read it again."
        )


class WriterApproves(Refused):
    def __init__(self) -> None:
        super().__init__("You wrote this. Somebody else must read it and approve it.")


class Unsaid(Refused):
    def __init__(self, field: str) -> None:
        super().__init__("Write this before you save it.", field=field)


class TooLong(Refused):
    def __init__(self, field: str) -> None:
        super().__init__(f"Keep this to {LONGEST:,} characters.", field=field)


class NotLinked(Refused):
    def __init__(self, address: str) -> None:
        super().__init__(
            f"“{address[:80]}” cannot be linked. Begin an address with https:// or, for a page of"
            " this service, with one /.",
            field="text",
        )


class MomentPast(Refused):
    def __init__(self) -> None:
        super().__init__("This moment has passed. Name one still to come.", field="on")


class NotToTheMinute(Refused):
    def __init__(self) -> None:
        super().__init__("An article is published to the minute.", field="time")


class NothingChanged(Refused):
    def __init__(self) -> None:
        super().__init__("Nothing is different from what it says now.", field="text")


@transaction.atomic
def write(
    *, title: str, summary: str, text: str, topics: Iterable[Topic], by: User, at: datetime,
    is_invented: bool = False,
) -> Article:  # fmt: skip
    """Begin an article."""
    require(by, Permission.WRITE, at=at)
    refuse_unfit(title=title, summary=summary, text=text)
    article = Article.objects.create(
        slug=free_slug(title), title=title.strip(), summary=summary.strip(), text=text.strip(),
        state=S.DRAFT, changed_at=at, is_invented=is_invented, written_by=by,
    )  # fmt: skip
    put_topics(article, topics)
    step(article, M.BEGIN, before="", by=by, at=at)
    return article


@transaction.atomic
def rewrite(
    *, article_id: int, title: str, summary: str, text: str, topics: Iterable[Topic], by: User,
    at: datetime, seen_version: int | None = None,
) -> None:  # fmt: skip
    """Change a draft. Whoever changed it last is its writer, and cannot approve it."""
    require(by, Permission.WRITE, at=at)
    refuse_unfit(title=title, summary=summary, text=text)
    article = locked(article_id, seen_version)
    if article.state != S.DRAFT:
        raise NotNow(ArticleState(article.state).label)
    article.title, article.summary, article.text = title.strip(), summary.strip(), text.strip()
    article.written_by, article.changed_at = by, at
    article.version += 1
    article.save()
    put_topics(article, topics)
    record("article.written", by=by.username, at=at, on=article)


@transaction.atomic
def approve(*, article_id: int, by: User, at: datetime, seen_version: int | None = None) -> None:
    require(by, Permission.APPROVE, at=at)
    article = taken_up(article_id, M.APPROVE, seen_version)
    if article.written_by_id == by.pk:
        raise WriterApproves
    article.approved_by = by
    move(article, M.APPROVE, by=by, at=at)


@transaction.atomic
def reopen(*, article_id: int, why: str, by: User, at: datetime) -> None:
    require(by, Permission.WRITE, at=at)
    refuse_unfit(why=why)
    article = taken_up(article_id, M.REOPEN)
    article.approved_by = None
    move(article, M.REOPEN, by=by, at=at, why=why)


@transaction.atomic
def publish(
    *, article_id: int, publish_at: datetime | None, by: User, at: datetime,
    seen_version: int | None = None,
) -> None:  # fmt: skip
    """Make it public, now (None) or at a minute still to come."""
    require(by, Permission.PUBLISH, at=at)
    if publish_at is not None and (publish_at.second or publish_at.microsecond):
        raise NotToTheMinute
    if publish_at is not None and publish_at < at:
        raise MomentPast
    article = taken_up(article_id, M.PUBLISH, seen_version)
    article.published_at = publish_at or at
    move(article, M.PUBLISH, by=by, at=at)


@transaction.atomic
def call_back(*, article_id: int, why: str, by: User, at: datetime) -> None:
    """Take back a publication whose moment has not come."""
    require(by, Permission.PUBLISH, at=at)
    refuse_unfit(why=why)
    article = taken_up(article_id, M.CALL_BACK)
    if article.published_at is None or article.published_at <= at:
        raise NotNow("public")
    article.published_at = None
    move(article, M.CALL_BACK, by=by, at=at, why=why)


@transaction.atomic
def correct(
    *, article_id: int, title: str, summary: str, text: str, why: str, by: User, at: datetime,
    seen_version: int | None = None,
) -> None:  # fmt: skip
    """Put right what is public. What it said is kept, and why it changed is told on the page."""
    require(by, Permission.PUBLISH, at=at)
    refuse_unfit(title=title, summary=summary, text=text, why=why)
    article = taken_up(article_id, M.CORRECT, seen_version, public_at=at)
    said = {"title": article.title, "summary": article.summary, "text": article.text}
    says = {"title": title.strip(), "summary": summary.strip(), "text": text.strip()}
    if said == says:
        raise NothingChanged
    article.title, article.summary, article.text = says["title"], says["summary"], says["text"]
    move(article, M.CORRECT, by=by, at=at, why=why, said=said)


@transaction.atomic
def withdraw(*, article_id: int, why: str, by: User, at: datetime) -> None:
    """Take down what is public. Its address says that it was withdrawn, and why."""
    require(by, Permission.PUBLISH, at=at)
    refuse_unfit(why=why)
    article = taken_up(article_id, M.WITHDRAW, public_at=at)
    move(article, M.WITHDRAW, by=by, at=at, why=why)


@transaction.atomic
def release_article(
    *, slug: str, title: str, summary: str, text: str, topics: Iterable[Topic], tells_of: str,
    public_at: datetime, by: User, at: datetime, is_invented: bool = False,
) -> Article:  # fmt: skip
    """Announce a report from the moment it is public. For the context that releases it, which checks the right.

    The report was read by others before its release, and that approves the article. A release that
    was called back and made again takes up the same article.
    """
    refuse_all(unfit(title=title, summary=summary, text=text))
    article = Article.objects.select_for_update().filter(slug=slug).first()
    if article is None:
        article = Article.objects.create(
            slug=slug, title=title, summary=summary, text=text, state=S.APPROVED, changed_at=at,
            is_invented=is_invented, tells_of=tells_of, written_by=by,
        )  # fmt: skip
        step(article, M.BEGIN, before="", by=by, at=at)
    elif article.state != S.APPROVED or article.tells_of != tells_of:
        raise NotNow(ArticleState(article.state).label)
    article.title, article.summary, article.text = title, summary, text
    article.published_at = public_at
    put_topics(article, topics)
    move(article, M.PUBLISH, by=by, at=at)
    return article


@transaction.atomic
def call_release_back(*, slug: str, why: str, by: User, at: datetime) -> bool:
    """Take the announcement of a report back before its moment, if there is one."""
    article = Article.objects.select_for_update().filter(slug=slug, published_at__gt=at).first()
    if article is None:
        return False
    article.published_at = None
    move(article, M.CALL_BACK, by=by, at=at, why=why)
    return True


# ── What they share ────────────────────────────────────────────────────────────────────────


def refuse_unfit(**texts: str) -> None:
    """All that is wrong at once, with links that may not be."""
    links = article_text.not_linked(texts.get("text", ""))
    refuse_all([*unfit(**texts), *map(NotLinked, links)])


def unfit(**texts: str) -> list[Refused]:
    faults: list[Refused] = [Unsaid(name) for name, text in texts.items() if not text.strip()]
    return faults + [TooLong(name) for name, text in texts.items() if len(text) > LONGEST]


def refuse_all(faults: list[Refused]) -> None:
    if faults:
        raise faults[0] if len(faults) == 1 else RefusedForSeveralReasons(faults)


def free_slug(title: str) -> str:
    """From the title; a number follows where another article has it."""
    begins = slugify(title)[:80] or "article"
    taken = set(Article.objects.filter(slug__startswith=begins).values_list("slug", flat=True))
    number, slug = 1, begins
    while slug in taken:
        number += 1
        slug = f"{begins}-{number}"
    return slug


def put_topics(article: Article, topics: Iterable[Topic]) -> None:
    article.topics.all().delete()
    ArticleTopic.objects.bulk_create(
        ArticleTopic(article=article, topic=topic) for topic in dict.fromkeys(topics)
    )


def locked(article_id: int, seen_version: int | None = None) -> Article:
    article = Article.objects.select_for_update().filter(pk=article_id).first()
    if article is None:
        raise NoSuchArticle
    if seen_version is not None and seen_version != article.version:
        raise ChangedMeanwhile
    return article


def taken_up(
    article_id: int, verb: ArticleMove, seen_version: int | None = None, *,
    public_at: datetime | None = None,
) -> Article:  # fmt: skip
    """The article with its row locked, once the move is allowed; `public_at`: only if public by then."""
    article = locked(article_id, seen_version)
    if article.state not in GOES[verb][0]:
        raise NotNow(ArticleState(article.state).label)
    if public_at is not None and (article.published_at is None or article.published_at > public_at):
        raise NotNow("waits for its moment")
    return article


def move(
    article: Article, verb: ArticleMove, *, by: User, at: datetime, why: str = "",
    said: Mapping[str, str] | None = None,
) -> None:  # fmt: skip
    before = article.state
    article.state, article.changed_at = GOES[verb][1], at
    article.version += 1
    article.save()
    step(article, verb, before=before, by=by, at=at, why=why, said=said)
    if verb not in (M.APPROVE, M.REOPEN):
        announce(ArticleChanged(article.slug))


def step(
    article: Article, verb: ArticleMove, *, before: str, by: User, at: datetime, why: str = "",
    said: Mapping[str, str] | None = None,
) -> None:  # fmt: skip
    ArticleStep.objects.create(
        article=article, move=verb, from_state=before, to_state=article.state,
        published_at=article.published_at, why=why.strip(), said=dict(said or {}), by=by, at=at,
    )  # fmt: skip
    record("article.moved", by=by.username, at=at, on=article, move=verb, state=article.state)
