"""Which frameworks are there and what do they ask; which inspections are planned, and by whom?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q

from openprobation.vocabulary.inspection import MilestoneKind, SectionKind, TeamPart

from .models import (
    Framework,
    Inspection,
    Milestone,
    Prompt,
    Provider,
    Question,
    Section,
    TeamMember,
)


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    code: str
    text: str
    answer: str
    sureness: str
    prompts: tuple[str, ...]
    id: int = 0
    applies_when: str = "always"


@dataclass(frozen=True, slots=True)
class JudgedSection:
    code: str
    kind: str
    title: str
    short_title: str
    sureness: str
    questions: tuple[AskedQuestion, ...]


@dataclass(frozen=True, slots=True)
class FrameworkInFull:
    code: str
    version: int
    title: str
    unit: str
    is_scored: bool
    in_force_from: date
    in_force_until: date | None
    sureness: str
    note: str
    source: str
    sections: tuple[JudgedSection, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One of the things an organisation is judged on."""

    code: str
    title: str
    short_title: str


def outcomes(*, code: str) -> tuple[Outcome, ...]:
    """The outcomes of a framework's newest version, in its order. One query."""
    rows = list(
        Section.objects.filter(framework__code=code, kind=SectionKind.OUTCOME)
        .order_by("-framework__version", "position", "pk")
        .values_list("framework__version", "code", "title", "short_title")
    )
    return tuple(Outcome(*rest) for version, *rest in rows if version == rows[0][0])


def framework(*, code: str, version: int | None = None) -> FrameworkInFull | None:
    """A framework, the newest version where none is named, with all its parts in order. Always four queries."""
    versions = Framework.objects.filter(code=code).order_by("-version")
    found = (versions.filter(version=version) if version else versions).first()
    if found is None:
        return None
    prompts: dict[int, list[str]] = {}
    for question_id, text in (
        Prompt.objects.filter(question__section__framework=found)
        .order_by("position", "pk")
        .values_list("question_id", "text")
    ):
        prompts.setdefault(question_id, []).append(text)
    questions: dict[int, list[AskedQuestion]] = {}
    for question in Question.objects.filter(section__framework=found).order_by("position", "pk"):
        questions.setdefault(question.section_id, []).append(
            AskedQuestion(
                question.code,
                question.text,
                question.answer,
                question.sureness,
                tuple(prompts.get(question.pk, ())),
                question.pk,
                question.applies_when,
            )
        )
    return FrameworkInFull(
        code=found.code,
        version=found.version,
        title=found.title,
        unit=found.unit,
        is_scored=found.is_scored,
        in_force_from=found.in_force_from,
        in_force_until=found.in_force_until,
        sureness=found.sureness,
        note=found.note,
        source=found.source,
        sections=tuple(
            JudgedSection(
                section.code,
                section.kind,
                section.title,
                section.short_title,
                section.sureness,
                tuple(questions.get(section.pk, ())),
            )
            for section in Section.objects.filter(framework=found).order_by("position", "pk")
        ),
    )


@dataclass(frozen=True, slots=True)
class FrameworkLine:
    id: int
    code: str
    version: int
    title: str
    unit: str
    is_scored: bool
    in_force_from: date


def newest_frameworks() -> list[FrameworkLine]:
    """The newest version of each framework: what an inspection can be announced by."""
    every = frameworks()
    newest = {one.code: one.version for one in sorted(every, key=lambda one: one.version)}
    return [one for one in every if one.version == newest[one.code]]


def frameworks() -> list[FrameworkLine]:
    """Every framework loaded, the newest first. One query."""
    return [
        FrameworkLine(*row)
        for row in Framework.objects.order_by("-in_force_from", "code", "-version").values_list(
            "pk", "code", "version", "title", "unit", "is_scored", "in_force_from"
        )
    ]


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody on the team of an inspection."""

    user_id: int
    name: str
    part: TeamPart
    is_cleared: bool


@dataclass(frozen=True, slots=True)
class Inspected:
    """An organisation of an inspection; `id` is the provider's, not the organisation's."""

    id: int
    kind: str
    name: str
    organisation_id: int | None


@dataclass(frozen=True, slots=True)
class Planned:
    """An inspection that was announced here, with its plan."""

    id: int
    slug: str
    area: str
    framework_code: str
    framework_version: int
    framework_title: str
    announced_at: datetime
    fieldwork_from: date
    fieldwork_until: date
    providers: tuple[Inspected, ...]
    team: tuple[Member, ...]
    milestones: tuple[tuple[MilestoneKind, date], ...]
    follows_id: int | None = None
    follows: str = ""

    def member(self, user_id: int) -> Member | None:
        return next((one for one in self.team if one.user_id == user_id), None)

    def is_led_by(self, user_id: int) -> bool:
        found = self.member(user_id)
        return found is not None and found.part is TeamPart.LEAD


def planned(*, only: int | None = None) -> list[Planned]:
    """Inspections announced here, the latest fieldwork first. Four queries."""
    rows = Inspection.objects.filter(announced_at__isnull=False)
    if only is not None:
        rows = rows.filter(pk=only)
    found: list[tuple[Any, ...]] = list(
        rows.order_by("-fieldwork_from", "-pk").values_list(
            "pk",
            "slug",
            "area",
            "framework__code",
            "framework__version",
            "framework__title",
            "announced_at",
            "fieldwork_from",
            "fieldwork_until",
            "follows_id",
            "follows__area",
        )
    )
    ids = [row[0] for row in found]
    providers: dict[int, list[Inspected]] = {}
    for inspection_id, pk, kind, name, organisation_id in (
        Provider.objects.filter(inspection_id__in=ids)
        .order_by("kind", "pk")
        .values_list("inspection_id", "pk", "kind", "name", "organisation_id")
    ):
        providers.setdefault(inspection_id, []).append(Inspected(pk, kind, name, organisation_id))
    team: dict[int, list[Member]] = {}
    for inspection_id, user_id, name, part, is_cleared in (
        TeamMember.objects.filter(inspection_id__in=ids, left_at__isnull=True)
        .order_by("joined_at", "pk")
        .values_list("inspection_id", "user_id", "user__name", "part", "is_cleared")
    ):
        team.setdefault(inspection_id, []).append(Member(user_id, name, TeamPart(part), is_cleared))
    days: dict[int, list[tuple[MilestoneKind, date]]] = {}
    for inspection_id, kind, on in (
        Milestone.objects.filter(inspection_id__in=ids)
        .order_by("on", "pk")
        .values_list("inspection_id", "kind", "on")
    ):
        days.setdefault(inspection_id, []).append((MilestoneKind(kind), on))
    return [
        Planned(
            *(
                *row[:-2],
                tuple(providers.get(row[0], ())),
                tuple(team.get(row[0], ())),
                tuple(days.get(row[0], ())),
                row[-2],
                row[-1] or "",
            )
        )
        for row in found
    ]


def plan_of(inspection_id: int) -> Planned | None:
    """One inspection announced here. Four queries."""
    return next(iter(planned(only=inspection_id)), None)


@dataclass(frozen=True, slots=True)
class Earlier:
    """An inspection that another may look at again; of one that others published the day is not known."""

    id: int
    area: str
    fieldwork_until: date | None


def earlier(*, before: date) -> list[Earlier]:
    """What can be looked at again: fieldwork that was over by then, and what others published. One query."""
    rows = Inspection.objects.filter(
        Q(fieldwork_until__isnull=True) | Q(fieldwork_until__lt=before)
    )
    return [
        Earlier(*row)
        for row in rows.order_by("area", "pk").values_list("pk", "area", "fieldwork_until")
    ]


def proposed(fieldwork_from: date, fieldwork_until: date) -> dict[MilestoneKind, date]:
    """The days a plan begins with: three weeks before, and six and twelve weeks after the fieldwork."""
    return {
        MilestoneKind.SAMPLE: fieldwork_from - timedelta(weeks=3),
        MilestoneKind.FIELDWORK: fieldwork_from,
        MilestoneKind.FIELDWORK_ENDS: fieldwork_until,
        MilestoneKind.ACCURACY: fieldwork_until + timedelta(weeks=6),
        MilestoneKind.RELEASE: fieldwork_until + timedelta(weeks=12),
    }
