"""What does the next officer inherit with a case, and who has looked at it?"""

from __future__ import annotations

from django.conf import settings
from django.db import models

from openprobation.foundation.constraints import all_or_none
from openprobation.foundation.personal import NOT_PERSONAL, PERSONAL
from openprobation.vocabulary.moves import HandoverWay

from .responsibility import Spell


class Handover(models.Model):
    """One change of officer: from whom, the how manieth it is, by when the two officers talk.

    Why it moved, the line of whoever moved it and the day of first contact are the spell's. `batch`
    names the move of a whole caseload that it was part of. One taken back within ten minutes stays, and
    says so.
    """

    person = models.ForeignKey(
        "persons.Person", models.PROTECT, related_name="handovers", db_comment=NOT_PERSONAL
    )
    spell = models.OneToOneField(
        Spell, models.PROTECT, related_name="handover", db_comment=NOT_PERSONAL
    )
    before = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    number = models.PositiveSmallIntegerField(db_comment=NOT_PERSONAL)
    meet_by = models.DateField(db_comment=NOT_PERSONAL)
    batch = models.UUIDField(null=True, blank=True, db_comment=NOT_PERSONAL)
    met_how = models.TextField(
        choices=HandoverWay.choices, null=True, blank=True, db_comment=NOT_PERSONAL
    )
    met_on = models.DateField(null=True, blank=True, db_comment=NOT_PERSONAL)
    read_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_comment=NOT_PERSONAL,
    )
    read_at = models.DateTimeField(null=True, blank=True, db_comment=NOT_PERSONAL)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_comment=NOT_PERSONAL,
    )
    undone_at = models.DateTimeField(null=True, blank=True, db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [
            all_or_none("met_how", "met_on", name="handover_met_whole"),
            all_or_none("read_by", "read_at", name="handover_read_whole"),
            all_or_none("undone_by", "undone_at", name="handover_undone_whole"),
        ]
        indexes = [
            models.Index(fields=["person", "-id"], name="handover_of_person"),
            models.Index(fields=["batch"], name="handover_batch"),
        ]

    def __str__(self) -> str:
        return f"Handover {self.number} of {self.person_id}"


class HandoverPage(models.Model):
    """The one page as somebody corrected it; the latest stands, and before the first the record drafts it."""

    handover = models.ForeignKey(
        Handover, models.PROTECT, related_name="pages", db_comment=NOT_PERSONAL
    )
    who_they_are = models.TextField(blank=True, default="", db_comment=PERSONAL)
    risk_to_whom = models.TextField(blank=True, default="", db_comment=PERSONAL)
    what_works = models.TextField(blank=True, default="", db_comment=PERSONAL)
    promised = models.TextField(blank=True, default="", db_comment=PERSONAL)
    next_event = models.TextField(blank=True, default="", db_comment=PERSONAL)
    not_to_say = models.TextField(blank=True, default="", db_comment=PERSONAL)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    at = models.DateTimeField(db_comment=NOT_PERSONAL)

    class Meta:
        indexes = [models.Index(fields=["handover", "-id"], name="handover_page_latest")]

    def __str__(self) -> str:
        return f"Page of {self.handover_id} at {self.at:%d %B %Y %H:%M}"
