"""What is done with frameworks and inspections?"""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from openprobation.foundation.audit.actions import record
from openprobation.foundation.refusals import Refused
from openprobation.vocabulary.inspection import AnswerKind, SectionKind, Sureness

from .models import Framework, Inspection, Prompt, Provider, Question, Section

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
