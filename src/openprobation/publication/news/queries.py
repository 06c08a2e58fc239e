"""What is public of articles, and what do editors see?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from openprobation.ui import article_text
from openprobation.vocabulary.publication import ArticleMove, ArticleState, Topic

from .models import Article, ArticleStep, ArticleTopic

MOST_RELATED = 4


@dataclass(frozen=True, slots=True)
class ArticleLine:
    """An article as a list shows it."""

    id: int
    slug: str
    title: str
    summary: str
    state: ArticleState
    published_at: datetime | None
    changed_at: datetime
    is_invented: bool
    topics: tuple[Topic, ...]

    def is_public(self, at: datetime) -> bool:
        is_out = self.state in (ArticleState.PUBLISHED, ArticleState.CORRECTED)
        return is_out and self.published_at is not None and self.published_at <= at


@dataclass(frozen=True, slots=True)
class Step:
    move: ArticleMove
    to_state: ArticleState
    by: str
    at: datetime
    why: str


@dataclass(frozen=True, slots=True)
class ArticleInFull:
    line: ArticleLine
    text: str
    tells_of: str
    written_by: str
    written_by_id: int
    approved_by: str
    version: int
    steps: tuple[Step, ...]

    @property
    def blocks(self) -> tuple[article_text.Block, ...]:
        return article_text.read(self.text)

    @property
    def corrections(self) -> list[Step]:
        return [step for step in self.steps if step.move is ArticleMove.CORRECT]


def public(*, at: datetime, topic: str = "", most: int | None = None) -> list[ArticleLine]:
    """Every public article, the newest first. Two queries."""
    found = Article.objects.public(at)
    if topic:
        found = found.filter(topics__topic=topic)
    return lines(found.newest_first()[:most])


def article(*, slug: str, at: datetime) -> ArticleInFull | None:
    """One public article, or none."""
    return in_full(Article.objects.public(at).filter(slug=slug))


def withdrawn(*, slug: str) -> ArticleInFull | None:
    """One that was public and is not any more."""
    return in_full(Article.objects.filter(slug=slug, state=ArticleState.WITHDRAWN))


def related(one: ArticleLine, *, at: datetime) -> list[ArticleLine]:
    """Other public articles that share a topic, the newest first."""
    found = Article.objects.public(at).filter(topics__topic__in=one.topics).exclude(pk=one.id)
    return lines(found.distinct().newest_first()[:MOST_RELATED])


def desk() -> list[ArticleLine]:
    """Every article, wherever it stands: for editors."""
    return lines(Article.objects.order_by("-changed_at", "-pk"))


def draft(pk: int) -> ArticleInFull | None:
    """One article whole, wherever it stands: for editors."""
    return in_full(Article.objects.filter(pk=pk))


def page_stamps(*, at: datetime) -> dict[str, datetime]:
    """When the page of each public article last changed: it, or what its related posts may show."""
    rows = [
        (pk, slug, state, published_at, changed_at)
        for pk, slug, state, published_at, changed_at in Article.objects.filter(
            published_at__lte=at
        ).values_list("pk", "slug", "state", "published_at", "changed_at")
        if published_at is not None
    ]
    topics = topics_of([row[0] for row in rows])
    latest: dict[Topic, datetime] = {}
    for pk, _slug, _state, published_at, changed_at in rows:
        for topic in topics.get(pk, ()):
            latest[topic] = max(latest.get(topic, published_at), published_at, changed_at)
    return {
        slug: max(published_at, changed_at, *(latest[topic] for topic in topics.get(pk, ())))
        for pk, slug, state, published_at, changed_at in rows
        if state != ArticleState.WITHDRAWN
    }


def kin(slug: str) -> list[str]:
    """The article and all that share a topic with it: those whose pages may name it."""
    shared = ArticleTopic.objects.filter(article__slug=slug).values("topic")
    others = ArticleTopic.objects.filter(topic__in=shared).values_list("article__slug", flat=True)
    return sorted({slug, *others})


def lines(articles: Iterable[Article]) -> list[ArticleLine]:
    rows = list(articles)
    topics = topics_of([row.pk for row in rows])
    return [line_of(row, topics.get(row.pk, ())) for row in rows]


def line_of(row: Article, topics: tuple[Topic, ...]) -> ArticleLine:
    return ArticleLine(
        row.pk, row.slug, row.title, row.summary, ArticleState(row.state), row.published_at,
        row.changed_at, row.is_invented, topics,
    )  # fmt: skip


def texts_of(ids: Iterable[int]) -> dict[int, str]:
    """What some articles say, by their ids. One query."""
    return dict(Article.objects.filter(pk__in=list(ids)).values_list("pk", "text"))


def topics_of(ids: Iterable[int]) -> dict[int, tuple[Topic, ...]]:
    found: dict[int, tuple[Topic, ...]] = {}
    rows = ArticleTopic.objects.filter(article_id__in=list(ids)).order_by("pk")
    for article_id, topic in rows.values_list("article_id", "topic"):
        found[article_id] = (*found.get(article_id, ()), Topic(topic))
    return found


def in_full(found: Iterable[Article]) -> ArticleInFull | None:
    row = next(iter(found), None)
    if row is None:
        return None
    steps = ArticleStep.objects.filter(article=row).select_related("by").order_by("pk")
    return ArticleInFull(
        line=line_of(row, topics_of([row.pk]).get(row.pk, ())),
        text=row.text,
        tells_of=row.tells_of,
        written_by=row.written_by.name,
        written_by_id=row.written_by_id,
        approved_by=row.approved_by.name if row.approved_by else "",
        version=row.version,
        steps=tuple(
            Step(ArticleMove(s.move), ArticleState(s.to_state), s.by.name, s.at, s.why)
            for s in steps
        ),
    )
