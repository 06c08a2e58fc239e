"""What is done with frameworks and inspections?"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from openprobation.foundation.access.check import authority, require
from openprobation.foundation.audit.actions import record
from openprobation.foundation.identity import queries as identity
from openprobation.foundation.identity.models import User
from openprobation.foundation.organisations import queries as organisations
from openprobation.foundation.refusals import Refused, RefusedForSeveralReasons
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.inspection import (
    AnswerKind,
    AppliesWhen,
    MilestoneKind,
    SectionKind,
    Sureness,
    TeamPart,
)

from . import queries
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
from .permissions import Permission

DATA = Path(__file__).parent / "data"
LOADED_BY = "published load"


class VersionAlreadyUsed(Refused):
    def __init__(self, framework: Framework) -> None:
        super().__init__(
            f"{framework} has been used by an inspection and its file has changed since."
            " Put the file back, or give the change a new version."
        )


@dataclass(frozen=True, slots=True)
class InspectedProvider:
    """An organisation as an inspection met it."""

    kind: str
    name: str
    sureness: str
    owner: str = ""


@transaction.atomic
def load_framework(*, path: Path, at: datetime) -> Framework:
    """Take a framework from its file. The same file twice changes nothing; a used one stays."""
    text = path.read_bytes()
    content = hashlib.sha256(text).hexdigest()
    told = tomllib.loads(text.decode())
    found: Framework | None = Framework.objects.filter(
        code=told["code"], version=told["version"]
    ).first()
    if found is not None and found.content == content:
        return found
    if found is not None and found.is_used():
        raise VersionAlreadyUsed(found)
    if found is not None:
        _remove(found)

    framework = Framework.objects.create(
        code=told["code"],
        version=told["version"],
        title=told["title"],
        unit=told["unit"],
        is_scored=told["is_scored"],
        in_force_from=told["in_force_from"],
        in_force_until=told.get("in_force_until"),
        sureness=Sureness(told["sureness"]),
        note=told.get("note", ""),
        source=told["source"],
        content=content,
        loaded_at=at,
    )
    for position, section in enumerate(told["section"], start=1):
        _add_section(framework, position, section)

    record(
        "framework.loaded",
        by=LOADED_BY,
        at=at,
        on=framework,
        code=framework.code,
        version=framework.version,
    )
    return framework


def load_frameworks(*, at: datetime) -> list[Framework]:
    """Every framework that this service ships."""
    return [
        load_framework(path=path, at=at)
        for path in sorted(DATA.glob("*.toml"))
        if "section" in tomllib.loads(path.read_text())
    ]


@dataclass(frozen=True, slots=True)
class KeptInspection:
    """An inspection written down, with the keys of what it judged and by what."""

    inspection_id: int
    providers: dict[str, int]  # by kind
    outcomes: dict[str, int]  # by code, in order


@transaction.atomic
def keep_inspection(
    *,
    framework: Framework,
    slug: str,
    area: str,
    number: int | None,
    number_sureness: str,
    providers: list[InspectedProvider],
) -> KeptInspection:
    """Write down, or bring up to date, an inspection that somebody else made and published."""
    inspection, _made = Inspection.objects.update_or_create(
        slug=slug,
        defaults={
            "framework": framework,
            "area": area,
            "number": number,
            "number_sureness": Sureness(number_sureness).value if number is not None else "",
        },
    )
    for provider in providers:
        Provider.objects.update_or_create(
            inspection=inspection,
            kind=provider.kind,
            defaults={
                "name": provider.name,
                "sureness": Sureness(provider.sureness),
                "owner": provider.owner,
            },
        )
    sections = framework.sections.filter(kind=SectionKind.OUTCOME).order_by("position", "pk")
    return KeptInspection(
        inspection_id=inspection.pk,
        providers=dict(inspection.providers.values_list("kind", "pk")),
        outcomes=dict(sections.values_list("code", "pk")),
    )


def _add_section(framework: Framework, position: int, told: dict[str, Any]) -> None:
    section = Section.objects.create(
        framework=framework,
        position=position,
        code=told["code"],
        kind=told["kind"],
        title=told["title"],
        short_title=told["short_title"],
        sureness=Sureness(told["sureness"]),
    )
    for place, asked in enumerate(told.get("question", []), start=1):
        question = Question.objects.create(
            section=section,
            position=place,
            code=asked["code"],
            text=asked["text"],
            answer=AnswerKind(asked.get("answer", AnswerKind.YES_NO_NOT_APPLICABLE)),
            applies_when=AppliesWhen(asked.get("applies_when", AppliesWhen.ALWAYS)),
            sureness=Sureness(asked.get("sureness", Sureness.DERIVED)),
        )
        Prompt.objects.bulk_create(
            Prompt(question=question, position=n, text=text)
            for n, text in enumerate(asked.get("prompts", []), start=1)
        )


def _remove(framework: Framework) -> None:
    Prompt.objects.filter(question__section__framework=framework).delete()
    Question.objects.filter(section__framework=framework).delete()
    Section.objects.filter(framework=framework).delete()
    framework.delete()


# ── Our own inspections ────────────────────────────────────────────────────────────────────


class NoSuchInspection(Refused):
    def __init__(self) -> None:
        super().__init__("There is no such inspection that was announced here.")


class NoSuchFramework(Refused):
    def __init__(self) -> None:
        super().__init__("Choose a framework.", field="framework")


class AreaMissing(Refused):
    def __init__(self) -> None:
        super().__init__("Name the area.", field="area")


class NobodyInspected(Refused):
    def __init__(self) -> None:
        super().__init__(
            "Choose the organisations inspected, one of a kind.", field="organisations"
        )


class FieldworkInThePast(Refused):
    def __init__(self) -> None:
        super().__init__(
            "Give a first day of fieldwork that is still to come.", field="fieldwork_from"
        )


class FieldworkEndsEarly(Refused):
    def __init__(self) -> None:
        super().__init__("The last day comes after the first.", field="fieldwork_until")


class NothingToFollow(Refused):
    def __init__(self) -> None:
        super().__init__(
            "Choose an inspection whose fieldwork was over before this one begins, and that looked at one"
            " of these organisations.",
            field="follows",
        )


class NotAnInspector(Refused):
    def __init__(self) -> None:
        super().__init__("Choose somebody who holds a post as an inspector today.", field="user")


class OnTheTeam(Refused):
    def __init__(self, name: str) -> None:
        super().__init__(f"{name} is on the team already.", field="user")


class NotOnTheTeam(Refused):
    def __init__(self) -> None:
        super().__init__("Nobody of that name is on the team.")


class TeamNeedsALead(Refused):
    def __init__(self) -> None:
        super().__init__("The lead leads: name another lead before this one leaves.")


class OutOfOrder(Refused):
    def __init__(self) -> None:
        super().__init__("The steps must follow each other in time.", field="on")


@transaction.atomic
def announce(
    *,
    framework_id: int,
    area: str,
    organisation_ids: Collection[int],
    fieldwork_from: date,
    fieldwork_until: date,
    by: User,
    at: datetime,
    milestones: Mapping[MilestoneKind, date] | None = None,
    follows_id: int | None = None,
) -> Inspection:
    """Announce an inspection of an area and its organisations. Who announces leads it, cleared.

    `follows_id` is an earlier one that it looks at again.
    """
    require(by, Permission.PLAN, at=at)
    on = timezone.localdate(at)
    framework = Framework.objects.filter(pk=framework_id).first()
    chosen = [one for one in organisations.organisations() if one.id in set(organisation_ids)]
    faults: list[Refused] = []
    if framework is None:
        faults.append(NoSuchFramework())
    if not area.strip():
        faults.append(AreaMissing())
    if (
        not chosen
        or len(chosen) != len(set(organisation_ids))
        or len({one.kind for one in chosen}) != len(chosen)
    ):
        faults.append(NobodyInspected())
    if fieldwork_from <= on:
        faults.append(FieldworkInThePast())
    if fieldwork_until <= fieldwork_from:
        faults.append(FieldworkEndsEarly())
    if follows_id is not None and not _can_follow(follows_id, chosen, before=fieldwork_from):
        faults.append(NothingToFollow())
    if faults:
        raise RefusedForSeveralReasons(faults)
    assert framework is not None
    inspection = Inspection.objects.create(
        framework=framework,
        slug=_free_slug(area, fieldwork_from.year),
        area=area.strip(),
        announced_at=at,
        announced_by=by,
        fieldwork_from=fieldwork_from,
        fieldwork_until=fieldwork_until,
        follows_id=follows_id,
    )
    Provider.objects.bulk_create(
        Provider(
            inspection=inspection,
            kind=one.kind,
            name=one.name,
            sureness=Sureness.VERIFIED,
            organisation_id=one.id,
        )
        for one in chosen
    )
    days = queries.proposed(fieldwork_from, fieldwork_until) | dict(milestones or {})
    _refuse_disorder(days)
    Milestone.objects.bulk_create(
        Milestone(inspection=inspection, kind=kind, on=day) for kind, day in days.items()
    )
    TeamMember.objects.create(
        inspection=inspection, user=by, part=TeamPart.LEAD, is_cleared=True, joined_at=at
    )
    record(
        "inspection.announced",
        on=inspection,
        by=by.username,
        at=at,
        framework=framework.code,
        organisations=len(chosen),
    )
    return inspection


@transaction.atomic
def move_milestone(
    *, inspection_id: int, kind: MilestoneKind, on: date, by: User, at: datetime
) -> None:
    """Give a step of the plan another day."""
    inspection = led(inspection_id, by=by, at=at)
    days = {MilestoneKind(one.kind): one.on for one in inspection.milestones.all()}
    days[kind] = on
    _refuse_disorder(days)
    Milestone.objects.update_or_create(inspection=inspection, kind=kind, defaults={"on": on})
    record("inspection.milestone.moved", on=inspection, by=by.username, at=at, milestone=kind)


@transaction.atomic
def join_team(
    *,
    inspection_id: int,
    user_id: int | None,
    part: TeamPart,
    is_cleared: bool,
    by: User,
    at: datetime,
) -> TeamMember:
    """Put an inspector on the team; a cleared one may be given restricted cases."""
    inspection = led(inspection_id, by=by, at=at)
    user = identity.by_id(user_id) if user_id else None
    if user is None or not authority(user, at).roles & {Role.INSPECTOR, Role.LEAD_INSPECTOR}:
        raise NotAnInspector
    if inspection.team.filter(user=user, left_at__isnull=True).exists():
        raise OnTheTeam(user.name)
    member = TeamMember.objects.create(
        inspection=inspection, user=user, part=part, is_cleared=is_cleared, joined_at=at
    )
    record(
        "inspection.team.joined",
        on=inspection,
        by=by.username,
        at=at,
        user=user.username,
        part=part,
        cleared=is_cleared,
    )
    return member


@transaction.atomic
def leave_team(*, inspection_id: int, user_id: int, by: User, at: datetime) -> None:
    """Take somebody off the team. Their cases are taken back by `samples.actions.leave_team`."""
    inspection = led(inspection_id, by=by, at=at)
    member = inspection.team.filter(user_id=user_id, left_at__isnull=True).first()
    if member is None:
        raise NotOnTheTeam
    if (
        member.part == TeamPart.LEAD
        and inspection.team.filter(part=TeamPart.LEAD, left_at__isnull=True).count() == 1
    ):
        raise TeamNeedsALead
    member.left_at = at
    member.save(update_fields=["left_at"])
    record("inspection.team.left", on=inspection, by=by.username, at=at, part=member.part)


def led(inspection_id: int, *, by: User, at: datetime) -> Inspection:
    """The announced inspection, its row locked, if this is one of its leads."""
    require(by, Permission.PLAN, at=at)
    inspection = (
        Inspection.objects.select_for_update()
        .filter(pk=inspection_id, announced_at__isnull=False)
        .first()
    )
    if (
        inspection is None
        or not inspection.team.filter(user=by, part=TeamPart.LEAD, left_at__isnull=True).exists()
    ):
        raise NoSuchInspection
    return inspection


def hold(inspection_id: int) -> None:
    """Lock an inspection's row where nobody leads what is done: others who change it wait."""
    Inspection.objects.select_for_update().filter(pk=inspection_id).first()


def _can_follow(
    earlier_id: int, chosen: Collection[organisations.OrganisationLine], *, before: date
) -> bool:
    kinds = {one.kind for one in chosen}
    return (
        earlier_id in {one.id for one in queries.earlier(before=before)}
        and Provider.objects.filter(inspection_id=earlier_id, kind__in=kinds).exists()
    )


def _refuse_disorder(days: Mapping[MilestoneKind, date]) -> None:
    in_order = [days[kind] for kind in MilestoneKind if kind in days]
    if in_order != sorted(in_order):
        raise OutOfOrder


def _free_slug(area: str, year: int) -> str:
    stem = f"{slugify(area)[:80]}-{year}"
    taken = set(Inspection.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    if stem not in taken:
        return stem
    return next(name for n in range(2, 1000) if (name := f"{stem}-{n}") not in taken)
