"""What was counted, what was it rated, and what did a panel move?

A settling is one working-out of an inspection's ratings; the latest is what holds, and those before it stay.
Shares rest on applicable cases alone, and their number is always kept.
"""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from openprobation.foundation.constraints import all_or_none
from openprobation.foundation.personal import NOT_PERSONAL
from openprobation.vocabulary.inspection import Rating


class Settling(models.Model):
    """One working-out of all ratings of an inspection, by somebody at a moment."""

    inspection = models.ForeignKey(
        "programmes.Inspection", models.PROTECT, related_name="settlings", db_comment=NOT_PERSONAL
    )
    number = models.PositiveIntegerField(db_comment=NOT_PERSONAL)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    at = models.DateTimeField(db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["inspection", "number"], name="settling_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="settling_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.inspection_id}, {self.number}"


class StandardRating(models.Model):
    """What one organisation was rated on one standard in a settling, and why.

    No rating: nothing rated it, or the framework rates nothing. No percent: no share decided.
    """

    settling = models.ForeignKey(
        Settling, models.PROTECT, related_name="ratings", db_comment=NOT_PERSONAL
    )
    provider = models.ForeignKey(
        "programmes.Provider", models.PROTECT, related_name="ratings", db_comment=NOT_PERSONAL
    )
    standard = models.TextField(db_comment=NOT_PERSONAL)
    percent = models.PositiveIntegerField(null=True, blank=True, db_comment=NOT_PERSONAL)
    rating = models.TextField(
        choices=Rating.choices, blank=True, default="", db_comment=NOT_PERSONAL
    )
    findings = models.TextField(blank=True, default="", db_comment=NOT_PERSONAL)
    explanation = models.TextField(db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["settling", "provider", "standard"], name="standard_rated_once"
            ),
            models.CheckConstraint(
                condition=Q(percent__isnull=True) | Q(percent__lte=100),
                name="rating_percent_in_a_hundred",
            ),
            models.CheckConstraint(condition=~Q(explanation=""), name="rating_explains_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.provider_id} on {self.standard}"


class EvidenceRating(models.Model):
    """What somebody rated one organisation on a standard judged from evidence, and why.

    The one not ended holds, and counts from the next settling on.
    """

    provider = models.ForeignKey(
        "programmes.Provider", models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    standard = models.TextField(db_comment=NOT_PERSONAL)
    rating = models.TextField(choices=Rating.choices, db_comment=NOT_PERSONAL)
    why = models.TextField(db_comment=NOT_PERSONAL)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    at = models.DateTimeField(db_comment=NOT_PERSONAL)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_comment=NOT_PERSONAL,
    )
    ended_at = models.DateTimeField(null=True, blank=True, db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "standard"],
                condition=Q(ended_at__isnull=True),
                name="one_evidence_rating_holds",
            ),
            models.CheckConstraint(condition=~Q(why=""), name="evidence_rating_says_why"),
            all_or_none("ended_by", "ended_at", name="evidence_rating_ended_whole"),
        ]

    def __str__(self) -> str:
        return f"{self.provider_id} on {self.standard}"


class QuestionShare(models.Model):
    """How many of the applicable cases met one key question, of one organisation, in a settling."""

    rating = models.ForeignKey(
        StandardRating, models.PROTECT, related_name="shares", db_comment=NOT_PERSONAL
    )
    position = models.PositiveIntegerField(db_comment=NOT_PERSONAL)
    question = models.TextField(db_comment=NOT_PERSONAL)
    met = models.PositiveIntegerField(db_comment=NOT_PERSONAL)
    applicable = models.PositiveIntegerField(db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["rating", "question"], name="question_counted_once"),
            models.UniqueConstraint(fields=["rating", "position"], name="share_place_once"),
            models.CheckConstraint(
                condition=Q(met__lte=F("applicable")), name="no_more_met_than_applicable"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.met} of {self.applicable}"


class PanelMoveQuerySet(models.QuerySet["PanelMove"]):
    def standing(self) -> Self:
        """Neither taken back nor lapsed."""
        return self.filter(taken_back_at__isnull=True, lapsed_why="")


class PanelMove(models.Model):
    """A panel's use of its discretion: from which rating to which, on what grounds and why.

    When ratings are settled again it is written beside the new rating, with `carried_from`: standing
    while its grounds hold, else lapsed with the reason.
    """

    rating = models.ForeignKey(
        StandardRating, models.PROTECT, related_name="moves", db_comment=NOT_PERSONAL
    )
    from_rating = models.TextField(choices=Rating.choices, db_comment=NOT_PERSONAL)
    to_rating = models.TextField(choices=Rating.choices, db_comment=NOT_PERSONAL)
    grounds = models.TextField(db_comment=NOT_PERSONAL)  # why it might: the rules' own sentence
    why = models.TextField(db_comment=NOT_PERSONAL)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    at = models.DateTimeField(db_comment=NOT_PERSONAL)
    taken_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_comment=NOT_PERSONAL,
    )
    taken_back_at = models.DateTimeField(null=True, blank=True, db_comment=NOT_PERSONAL)
    taken_back_why = models.TextField(null=True, blank=True, db_comment=NOT_PERSONAL)
    carried_from = models.ForeignKey(
        "self",
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_comment=NOT_PERSONAL,
    )
    lapsed_why = models.TextField(blank=True, default="", db_comment=NOT_PERSONAL)

    objects = PanelMoveQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["rating"],
                condition=Q(taken_back_at__isnull=True, lapsed_why=""),
                name="one_standing_move_of_a_rating",
            ),
            models.CheckConstraint(
                condition=~Q(from_rating=F("to_rating")), name="panel_moves_somewhere"
            ),
            models.CheckConstraint(condition=~Q(why=""), name="panel_says_why"),
            all_or_none(
                "taken_back_by", "taken_back_at", "taken_back_why", name="move_taken_back_whole"
            ),
            models.CheckConstraint(
                condition=Q(lapsed_why="")
                | Q(carried_from__isnull=False, taken_back_at__isnull=True),
                name="only_a_carried_move_lapses",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_rating} to {self.to_rating}"


class PanelSeat(models.Model):
    """One inspector who sat on a panel."""

    move = models.ForeignKey(
        PanelMove, models.PROTECT, related_name="seats", db_comment=NOT_PERSONAL
    )
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["move", "member"], name="seat_taken_once")]

    def __str__(self) -> str:
        return f"{self.member_id}"
