"""Which frameworks are there, and what do they ask?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from openprobation.vocabulary.inspection import SectionKind

from .models import Framework, Prompt, Question, Section


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    code: str
    text: str
    answer: str
    sureness: str
    prompts: tuple[str, ...]


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


def framework(*, code: str, version: int) -> FrameworkInFull | None:
    """A framework with its sections, questions and prompts in order. Always four queries."""
    found = Framework.objects.filter(code=code, version=version).first()
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
