"""Who has how much left to judge, and where does each case stand? Worked out from rows already read."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from openprobation.inspection.assessments.queries import JudgementLine
from openprobation.inspection.samples.queries import SampledCase
from openprobation.vocabulary.inspection import Reading

Readings = Mapping[int, Mapping[str, JudgementLine]]
"""What was begun, by case and by which reading it is."""


@dataclass(frozen=True, slots=True)
class Work:
    """What one assessor was given, and how far they are."""

    name: str
    given: int
    second: int
    begun: int
    handed_in: int

    @property
    def left(self) -> int:
        return self.given - self.handed_in


def workload(cases: Iterable[SampledCase], readings: Readings) -> list[Work]:
    """By assessor, who has most left first."""
    given: dict[tuple[int, str], list[tuple[bool, JudgementLine | None]]] = {}
    for case in cases:
        for user_id, name, reading in (
            (case.assessor_id, case.assessor, Reading.FIRST),
            (case.second_id, case.second, Reading.SECOND),
        ):
            if user_id is not None:
                begun = readings.get(case.id, {}).get(reading.value)
                theirs = begun if begun and begun.assessor_id == user_id else None
                given.setdefault((user_id, name), []).append((reading is Reading.SECOND, theirs))
    work = [
        Work(
            name,
            len(each),
            sum(is_second for is_second, _begun in each),
            sum(begun is not None and begun.handed_in_at is None for _second, begun in each),
            sum(begun is not None and begun.handed_in_at is not None for _second, begun in each),
        )
        for (_user_id, name), each in given.items()
    ]
    return sorted(work, key=lambda one: (-one.left, one.name))


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a case stands, and the cases that stand there."""

    label: str
    cases: int


def standings(
    cases: Sequence[SampledCase], readings: Readings, *, differing: Collection[int]
) -> list[Standing]:
    """Every case once, in the order a case goes. `differing` still has a difference to settle."""
    labels = (
        _("Given to nobody yet"),
        _("Not begun"),
        _("Being read"),
        _("First reading in, second to come"),
        _("Differences to settle"),
        _("Done"),
    )
    counts = [0] * len(labels)
    for case in cases:
        counts[place_of(case, readings.get(case.id, {}), case.id in differing)] += 1
    return [Standing(*pair) for pair in zip(labels, counts, strict=True)]


def place_of(case: SampledCase, begun: Mapping[str, JudgementLine], differs: bool) -> int:
    first = begun.get(Reading.FIRST.value)
    second = begun.get(Reading.SECOND.value)
    if case.assessor_id is None and first is None:
        return 0
    if first is None and second is None:
        return 1
    if first is None or first.handed_in_at is None:
        return 2
    if case.second_id is not None and (second is None or second.handed_in_at is None):
        return 3
    return 4 if differs else 5
