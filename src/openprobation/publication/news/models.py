"""What is told to the public in articles, where does each stand and what became of it?

Nothing here is public but through `Article.objects.public(at)`: its state and its moment together.
"""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from openprobation.foundation.personal import NOT_PERSONAL
from openprobation.vocabulary.publication import ArticleMove, ArticleState, Topic


class ArticleQuerySet(models.QuerySet["Article"]):
    def public(self, at: datetime) -> Self:
        """Published, and its moment has come. The public is shown nothing else."""
        return self.filter(
            state__in=(ArticleState.PUBLISHED, ArticleState.CORRECTED), published_at__lte=at
        )

    def newest_first(self) -> Self:
        return self.order_by("-published_at", "-pk")


class Article(models.Model):
    """One article, under an address that lasts."""

    slug = models.SlugField(max_length=100, unique=True, db_comment=NOT_PERSONAL)
    title = models.TextField(db_comment=NOT_PERSONAL)
    summary = models.TextField(db_comment=NOT_PERSONAL)
    text = models.TextField(db_comment=NOT_PERSONAL)
    state = models.TextField(choices=ArticleState.choices, db_comment=NOT_PERSONAL)
    published_at = models.DateTimeField(null=True, blank=True, db_comment=NOT_PERSONAL)
    changed_at = models.DateTimeField(db_comment=NOT_PERSONAL)
    is_invented = models.BooleanField(default=False, db_comment=NOT_PERSONAL)
    tells_of = models.TextField(blank=True, default="", db_comment=NOT_PERSONAL)
    """The address of the report it announces: such an article is approved by the report's release."""
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_comment=NOT_PERSONAL,
    )
    version = models.PositiveIntegerField(default=1, db_comment=NOT_PERSONAL)

    objects = ArticleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(text=""), name="article_says_something"
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=("published", "corrected", "withdrawn"), published_at__isnull=False
                )
                | Q(state__in=("draft", "approved"), published_at__isnull=True),
                name="article_public_has_a_moment",
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(approved_by__isnull=False) | ~Q(tells_of=""),
                name="article_approved_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(approved_by=F("written_by")), name="article_approved_by_another"
            ),
        ]
        indexes = [models.Index(fields=["-published_at", "-id"], name="article_newest")]

    def __str__(self) -> str:
        return self.slug


class ArticleTopic(models.Model):
    """An article is about this."""

    article = models.ForeignKey(
        Article, models.PROTECT, related_name="topics", db_comment=NOT_PERSONAL
    )
    topic = models.TextField(choices=Topic.choices, db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["article", "topic"], name="article_topic_once")
        ]

    def __str__(self) -> str:
        return f"{self.article_id} about {self.topic}"


class ArticleStep(models.Model):
    """An article going from one state to the next: who did it, when, why, and what it said before."""

    article = models.ForeignKey(
        Article, models.PROTECT, related_name="steps", db_comment=NOT_PERSONAL
    )
    move = models.TextField(choices=ArticleMove.choices, db_comment=NOT_PERSONAL)
    from_state = models.TextField(
        choices=ArticleState.choices, blank=True, default="", db_comment=NOT_PERSONAL
    )
    to_state = models.TextField(choices=ArticleState.choices, db_comment=NOT_PERSONAL)
    published_at = models.DateTimeField(null=True, blank=True, db_comment=NOT_PERSONAL)
    why = models.TextField(blank=True, default="", db_comment=NOT_PERSONAL)
    said = models.JSONField(default=dict, blank=True, db_comment=NOT_PERSONAL)
    """Title, summary and text before a correction."""
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    at = models.DateTimeField(db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(move__in=("reopen", "call_back", "correct", "withdraw")) | ~Q(why=""),
                name="article_step_says_why",
            )
        ]

    def __str__(self) -> str:
        return f"{self.article_id} to {self.to_state}"
