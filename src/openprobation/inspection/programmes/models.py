"""By what are services judged, and which areas have been inspected?

A framework is read-only once an inspection has used it: what was asked then can always be seen. A
change is a new version.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from openprobation.foundation.constraints import all_or_none, ends_after_start
from openprobation.foundation.personal import NOT_PERSONAL
from openprobation.foundation.refusals import Refused
from openprobation.vocabulary.inspection import (
    AnswerKind,
    AppliesWhen,
    MilestoneKind,
    SectionKind,
    Sureness,
    TeamPart,
)
from openprobation.vocabulary.organisations import OrganisationKind


class FrameworkIsUsed(Refused):
    def __init__(self) -> None:
        super().__init__(
            "This framework has been used by an inspection, so it can no longer change."
            " Give the change a new version."
        )


class PartQuerySet(models.QuerySet[Any]):
    """Rows of a framework: no road around `save` may change what has been used."""

    def update(self, **changes: Any) -> int:
        self._refuse_if_used()
        return super().update(**changes)

    def delete(self) -> tuple[int, dict[str, int]]:
        self._refuse_if_used()
        return super().delete()

    def bulk_create(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> list[Any]:
        rows = list(objs)
        if any(row.is_used() for row in rows):
            raise FrameworkIsUsed
        return super().bulk_create(rows, *args, **kwargs)

    def _refuse_if_used(self) -> None:
        to_framework = self.model.to_framework
        if self.filter(**{f"{to_framework}inspections__isnull": False}).exists():
            raise FrameworkIsUsed


class Part(models.Model):
    """A row of a framework, or the framework itself."""

    to_framework: ClassVar[str] = ""

    objects = PartQuerySet.as_manager()

    class Meta:
        abstract = True
        base_manager_name = "objects"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.is_used():
            raise FrameworkIsUsed
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        if self.is_used():
            raise FrameworkIsUsed
        return super().delete(*args, **kwargs)

    def is_used(self) -> bool:
        """Whether an inspection has been made under the framework of this row. One query."""
        key = self.framework_key()
        return key is not None and Inspection.objects.filter(framework_id=key).exists()

    def framework_key(self) -> int | None:
        raise NotImplementedError


class Framework(Part):
    """One version of what inspectors judge services by, in force from a day to a day."""

    code = models.TextField(db_comment=NOT_PERSONAL)
    version = models.PositiveIntegerField(db_comment=NOT_PERSONAL)
    title = models.TextField(db_comment=NOT_PERSONAL)
    unit = models.TextField(db_comment=NOT_PERSONAL)
    is_scored = models.BooleanField(db_comment=NOT_PERSONAL)
    in_force_from = models.DateField(db_comment=NOT_PERSONAL)
    in_force_until = models.DateField(null=True, blank=True, db_comment=NOT_PERSONAL)
    sureness = models.TextField(choices=Sureness.choices, db_comment=NOT_PERSONAL)
    note = models.TextField(blank=True, default="", db_comment=NOT_PERSONAL)
    source = models.TextField(db_comment=NOT_PERSONAL)
    content = models.TextField(db_comment=NOT_PERSONAL)  # digest of the file it was loaded from
    loaded_at = models.DateTimeField(db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="framework_version_once"),
            ends_after_start("in_force_from", "in_force_until", name="framework_span"),
            models.CheckConstraint(condition=Q(version__gte=1), name="framework_version_from_one"),
            models.CheckConstraint(condition=~Q(source=""), name="framework_has_a_source"),
        ]

    def __str__(self) -> str:
        return f"{self.title}, version {self.version}"

    def framework_key(self) -> int | None:
        return self.pk


class Section(Part):
    """An outcome or a topic of a framework, in its place."""

    to_framework = "framework__"

    framework = models.ForeignKey(
        Framework, models.PROTECT, related_name="sections", db_comment=NOT_PERSONAL
    )
    position = models.PositiveIntegerField(db_comment=NOT_PERSONAL)
    code = models.TextField(db_comment=NOT_PERSONAL)
    kind = models.TextField(choices=SectionKind.choices, db_comment=NOT_PERSONAL)
    title = models.TextField(db_comment=NOT_PERSONAL)
    short_title = models.TextField(db_comment=NOT_PERSONAL)
    sureness = models.TextField(choices=Sureness.choices, db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["framework", "code"], name="section_code_once"),
            models.UniqueConstraint(fields=["framework", "position"], name="section_place_once"),
        ]

    def __str__(self) -> str:
        return self.title

    def framework_key(self) -> int | None:
        return self.framework_id


class Question(Part):
    """A question of a section, in its place."""

    to_framework = "section__framework__"

    section = models.ForeignKey(
        Section, models.PROTECT, related_name="questions", db_comment=NOT_PERSONAL
    )
    position = models.PositiveIntegerField(db_comment=NOT_PERSONAL)
    code = models.TextField(db_comment=NOT_PERSONAL)
    text = models.TextField(db_comment=NOT_PERSONAL)
    answer = models.TextField(choices=AnswerKind.choices, db_comment=NOT_PERSONAL)
    applies_when = models.TextField(
        choices=AppliesWhen.choices, default=AppliesWhen.ALWAYS, db_comment=NOT_PERSONAL
    )
    sureness = models.TextField(choices=Sureness.choices, db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["section", "code"], name="question_code_once"),
            models.UniqueConstraint(fields=["section", "position"], name="question_place_once"),
        ]

    def __str__(self) -> str:
        return self.text

    def framework_key(self) -> int | None:
        return self.section.framework_id


class Prompt(Part):
    """Where to look when answering a question: our own words, never an answer."""

    to_framework = "question__section__framework__"

    question = models.ForeignKey(
        Question, models.PROTECT, related_name="prompts", db_comment=NOT_PERSONAL
    )
    position = models.PositiveIntegerField(db_comment=NOT_PERSONAL)
    text = models.TextField(db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["question", "position"], name="prompt_place_once")
        ]

    def __str__(self) -> str:
        return self.text

    def framework_key(self) -> int | None:
        return self.question.section.framework_id


class Inspection(models.Model):
    """The inspection of one area under one framework."""

    framework = models.ForeignKey(
        Framework, models.PROTECT, related_name="inspections", db_comment=NOT_PERSONAL
    )
    slug = models.SlugField(max_length=100, unique=True, db_comment=NOT_PERSONAL)
    area = models.TextField(db_comment=NOT_PERSONAL)
    number = models.PositiveIntegerField(null=True, blank=True, db_comment=NOT_PERSONAL)
    number_sureness = models.TextField(
        choices=Sureness.choices, blank=True, default="", db_comment=NOT_PERSONAL
    )
    announced_at = models.DateTimeField(null=True, blank=True, db_comment=NOT_PERSONAL)
    announced_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_comment=NOT_PERSONAL,
    )
    fieldwork_from = models.DateField(null=True, blank=True, db_comment=NOT_PERSONAL)
    fieldwork_until = models.DateField(null=True, blank=True, db_comment=NOT_PERSONAL)
    follows = models.ForeignKey(  # the earlier one it looks at again
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="followed_by",
        db_comment=NOT_PERSONAL,
    )

    class Meta:
        constraints = [
            all_or_none(
                "announced_at",
                "announced_by",
                "fieldwork_from",
                "fieldwork_until",
                name="inspection_announced_whole",
            ),
            ends_after_start("fieldwork_from", "fieldwork_until", name="inspection_fieldwork_span"),
            models.UniqueConstraint(fields=["framework", "number"], name="inspection_number_once"),
            models.CheckConstraint(
                condition=Q(number__isnull=True, number_sureness="")
                | (Q(number__isnull=False) & ~Q(number_sureness="")),
                name="inspection_number_says_how_sure",
            ),
        ]

    def __str__(self) -> str:
        return self.area


class Provider(models.Model):
    """One organisation as it was inspected, by the name it then had."""

    inspection = models.ForeignKey(
        Inspection, models.PROTECT, related_name="providers", db_comment=NOT_PERSONAL
    )
    kind = models.TextField(choices=OrganisationKind.choices, db_comment=NOT_PERSONAL)
    name = models.TextField(db_comment=NOT_PERSONAL)
    sureness = models.TextField(choices=Sureness.choices, db_comment=NOT_PERSONAL)
    owner = models.TextField(blank=True, default="", db_comment=NOT_PERSONAL)
    organisation = models.ForeignKey(
        "organisations.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_comment=NOT_PERSONAL,
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["inspection", "kind"], name="provider_kind_once")
        ]

    def __str__(self) -> str:
        return self.name


class Milestone(models.Model):
    """By which day one step of an inspection is to be reached."""

    inspection = models.ForeignKey(
        Inspection, models.PROTECT, related_name="milestones", db_comment=NOT_PERSONAL
    )
    kind = models.TextField(choices=MilestoneKind.choices, db_comment=NOT_PERSONAL)
    on = models.DateField(db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["inspection", "kind"], name="milestone_kind_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.on}"


class TeamMember(models.Model):
    """Somebody of the inspectorate on the team of an inspection, from a moment to a moment."""

    inspection = models.ForeignKey(
        Inspection, models.PROTECT, related_name="team", db_comment=NOT_PERSONAL
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    part = models.TextField(choices=TeamPart.choices, db_comment=NOT_PERSONAL)
    is_cleared = models.BooleanField(default=False, db_comment=NOT_PERSONAL)
    joined_at = models.DateTimeField(db_comment=NOT_PERSONAL)
    left_at = models.DateTimeField(null=True, blank=True, db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [
            ends_after_start("joined_at", "left_at", name="team_member_span"),
            models.UniqueConstraint(
                fields=["inspection", "user"],
                condition=Q(left_at__isnull=True),
                name="team_member_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} on {self.inspection_id}"
