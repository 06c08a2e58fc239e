"""What did the court say, as the court officer hands it in?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from openprobation.rules.dates import Length
from openprobation.rules.sentences import RequirementAsTyped
from openprobation.vocabulary.sentences import ConditionKind, OrderKind, RequirementKind, Unit


@dataclass(frozen=True, slots=True)
class OffenceGiven:
    description: str
    committed_on: date
    is_main: bool = False


@dataclass(frozen=True, slots=True)
class RequirementGiven:
    """`hours_a_day` is for curfews; `detail` names the place, programme or thing forbidden."""

    kind: RequirementKind
    length: int | None = None
    unit: Unit | None = None
    detail: str = ""
    hours_a_day: int | None = None

    @property
    def how_long(self) -> Length | None:
        return length_of(self.length, self.unit)

    def as_typed(self) -> RequirementAsTyped:
        return RequirementAsTyped(self.kind, self.how_long, hours_a_day=self.hours_a_day)


@dataclass(frozen=True, slots=True)
class ConditionGiven:
    """A condition of a licence besides the standard ones, which are added of themselves."""

    kind: ConditionKind
    text: str


@dataclass(frozen=True, slots=True)
class OrderGiven:
    """One order as the court passed it.

    Community order: `length`. Suspended sentence order: `length` is the supervision and
    `custody_length` the prison held over the person for `operational_length`. Licence:
    `custody_length` is the prison passed, from which the licence and the supervision after it are
    worked out; `released_on` is given when the release is known to be another day than half way.
    `custody_months` is short for a custody in months. Units are days, weeks or months.
    """

    kind: OrderKind
    length: int | None = None
    unit: Unit | None = None
    starts_on: date | None = None
    custody_months: int | None = None
    custody_length: int | None = None
    custody_unit: Unit | None = None
    remand_days: int = 0
    released_on: date | None = None
    operational_length: int | None = None
    operational_unit: Unit | None = None
    requirements: Sequence[RequirementGiven] = ()
    conditions: Sequence[ConditionGiven] = ()

    @property
    def how_long(self) -> Length | None:
        return length_of(self.length, self.unit)

    @property
    def custody(self) -> Length | None:
        if self.custody_months is not None:
            return Length(self.custody_months, Unit.MONTHS)
        return length_of(self.custody_length, self.custody_unit)

    @property
    def operational(self) -> Length | None:
        return length_of(self.operational_length, self.operational_unit)


def length_of(number: int | None, unit: Unit | None) -> Length | None:
    return Length(number, unit) if number is not None and unit is not None else None


# ── What it says, put right ────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class OffenceFacts:
    id: int
    description: str
    committed_on: date


@dataclass(frozen=True, slots=True)
class SentenceFacts:
    """What a sentence says of its hearing, its offences and one of its orders.

    `length` and `operational_ends_on` are of orders a court passes; `starts_on` and `ends_on` are
    given for a licence and what follows it: the days of the others are worked out.
    """

    court_id: int
    sentenced_on: date
    offences: tuple[OffenceFacts, ...]
    length: Length | None = None
    custody: Length | None = None
    operational_ends_on: date | None = None
    starts_on: date | None = None
    ends_on: date | None = None
