"""Does a question apply to a case? Facts of the case in; yes, or why not, out.

The facts themselves are found in the orders that ran on the day the sample stands at: each with its
reason, and none is guessed. What the record does not say, an inspector must.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from openprobation.rules.dates import Length, words
from openprobation.vocabulary.inspection import AppliesWhen, CaseFact
from openprobation.vocabulary.sentences import OrderKind, Unit

SHORT_LICENCE_WEEKS = 8
"""Read in the rules of the dynamic inspection of public protection, October 2025."""
WINDOW = timedelta(days=365)
"""How far back custody and court work count. Ours: the inspectorate's windows were not read."""
YEAR_OF = {Unit.DAYS: 365, Unit.WEEKS: 52, Unit.MONTHS: 12}
AFTER_CUSTODY = (OrderKind.LICENCE, OrderKind.POST_SENTENCE_SUPERVISION)


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What is known of a case at the day the sample stands at. None: the record does not say."""

    has_unpaid_work: bool | None = None
    left_custody: bool | None = None
    has_court_work: bool | None = None
    qualifies_for_victim_contact: bool | None = None
    contact_suspended: bool | None = None
    only_post_sentence: bool | None = None
    licence_weeks: float | None = None
    on_licence: bool | None = None

    @property
    def asks_adjusted_set(self) -> bool | None:
        """Contact suspended, and post-sentence supervision only or a licence of eight weeks or less."""
        if self.contact_suspended is False:
            return False
        by_licence = (
            (False if self.on_licence is False else None)
            if self.licence_weeks is None
            else self.licence_weeks <= SHORT_LICENCE_WEEKS
        )
        if self.only_post_sentence or by_licence:
            return self.contact_suspended
        if self.only_post_sentence is False and by_licence is False:
            return False
        return None


@dataclass(frozen=True, slots=True)
class Applicable:
    """Whether a question applies; `why_not` is empty where it does. None: an inspector must say."""

    applies: bool | None
    why_not: str = ""


def applicable(when: AppliesWhen, facts: CaseFacts) -> Applicable:
    """Whether a question that is asked `when` applies to a case of these facts."""
    adjusted = facts.asks_adjusted_set
    known: dict[AppliesWhen, tuple[bool | None, str]] = {
        AppliesWhen.ALWAYS: (True, ""),
        AppliesWhen.UNPAID_WORK: (facts.has_unpaid_work, "There is no unpaid work requirement."),
        AppliesWhen.LEFT_CUSTODY: (
            facts.left_custody,
            "The person did not leave custody in the sample window.",
        ),
        AppliesWhen.COURT_WORK: (
            facts.has_court_work,
            "No court report and no allocation falls in the sample window.",
        ),
        AppliesWhen.VICTIM_CONTACT: (
            facts.qualifies_for_victim_contact,
            "The case does not qualify for contact with a victim.",
        ),
        AppliesWhen.CORE_SET: (
            None if adjusted is None else not adjusted,
            "The adjusted set is asked of this case.",
        ),
        AppliesWhen.ADJUSTED_SET: (adjusted, "The core set is asked of this case."),
    }
    holds, why_not = known[when]
    return Applicable(holds, why_not if holds is False else "")


DEPENDS_ON: Mapping[AppliesWhen, tuple[CaseFact, ...]] = {
    AppliesWhen.ALWAYS: (),
    AppliesWhen.UNPAID_WORK: (CaseFact.UNPAID_WORK,),
    AppliesWhen.LEFT_CUSTODY: (CaseFact.LEFT_CUSTODY,),
    AppliesWhen.COURT_WORK: (CaseFact.COURT_WORK,),
    AppliesWhen.VICTIM_CONTACT: (CaseFact.VICTIM_CONTACT,),
    **dict.fromkeys(
        (AppliesWhen.CORE_SET, AppliesWhen.ADJUSTED_SET),
        (
            CaseFact.CONTACT_SUSPENDED,
            CaseFact.ONLY_POST_SENTENCE,
            CaseFact.ON_LICENCE,
            CaseFact.LICENCE_WEEKS,
        ),
    ),
}


def deciding(whens: Collection[AppliesWhen]) -> tuple[CaseFact, ...]:
    """Which facts decide anything where questions are asked `whens`, in the order of the words."""
    wanted = {fact for when in whens for fact in DEPENDS_ON[when]}
    return tuple(fact for fact in CaseFact if fact in wanted)


# ── What the record says ───────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class OrderStood:
    """An order that ran on the day, as it stood. Its days are both inclusive."""

    kind: OrderKind
    starts_on: date
    ends_on: date
    sentenced_on: date
    released_on: date | None = None
    custody: Length | None = None
    requires_unpaid_work: bool = False

    @property
    def left_custody_on(self) -> date | None:
        """A licence begins on the day of release; supervision after it needs its own."""
        if self.kind not in AFTER_CUSTODY:
            return None
        return self.released_on or (self.starts_on if self.kind is OrderKind.LICENCE else None)

    @property
    def is_year_in_custody(self) -> bool | None:
        if self.kind not in AFTER_CUSTODY:
            return False
        if self.custody is None or self.custody.unit not in YEAR_OF:
            return None
        return self.custody.number >= YEAR_OF[self.custody.unit]

    @property
    def weeks(self) -> float:
        return round(((self.ends_on - self.starts_on).days + 1) / 7, 1)


Value = bool | float | None


@dataclass(frozen=True, slots=True)
class Found:
    """What the record says of one fact, and where it says so. None: it does not say."""

    value: Value
    because: str


def found(
    orders: Collection[OrderStood], *, allocated_on: Collection[date], on: date
) -> dict[CaseFact, Found]:
    """What the orders that ran on a day say of every fact."""
    since = on - WINDOW
    licences = [one for one in orders if one.kind is OrderKind.LICENCE]
    longest = max(licences, key=lambda one: one.weeks, default=None)
    return {
        CaseFact.UNPAID_WORK: _unpaid_work(orders),
        CaseFact.LEFT_CUSTODY: _left_custody(orders, since),
        CaseFact.COURT_WORK: _court_work(orders, allocated_on, since),
        CaseFact.VICTIM_CONTACT: _victim_contact(orders),
        CaseFact.CONTACT_SUSPENDED: Found(
            None, "The record has no place for a decision to suspend contact."
        ),
        CaseFact.ONLY_POST_SENTENCE: _only_post_sentence(orders),
        CaseFact.ON_LICENCE: Found(bool(licences), _named(licences) or "No licence ran."),
        CaseFact.LICENCE_WEEKS: Found(
            longest.weeks if longest else None,
            f"From {words(longest.starts_on)} to {words(longest.ends_on)}."
            if longest
            else "No licence ran.",
        ),
    }


def facts(said: Mapping[CaseFact, Found]) -> CaseFacts:
    """The facts alone, as they are kept with the first answer."""
    return CaseFacts(**{fact.value: one.value for fact, one in said.items()})  # type: ignore[arg-type]


def _named(orders: Collection[OrderStood]) -> str:
    return " ".join(f"{one.kind.label} from {words(one.starts_on)}." for one in orders)


def _unpaid_work(orders: Collection[OrderStood]) -> Found:
    asking = [one for one in orders if one.requires_unpaid_work]
    return Found(bool(asking), _named(asking) or "No order that ran requires it.")


def _left_custody(orders: Collection[OrderStood], since: date) -> Found:
    after = [one for one in orders if one.kind in AFTER_CUSTODY]
    days = [one.left_custody_on for one in after if one.left_custody_on]
    if days:
        return Found(max(days) > since, f"Released on {words(max(days))}.")
    if after:
        return Found(None, "The day of release is not in the record.")
    return Found(False, "No licence and no post-sentence supervision ran.")


def _court_work(
    orders: Collection[OrderStood], allocated_on: Collection[date], since: date
) -> Found:
    sentenced = [one.sentenced_on for one in orders if one.sentenced_on > since]
    if sentenced:
        return Found(True, f"Sentenced on {words(max(sentenced))}.")
    allocated = [day for day in allocated_on if day > since]
    if allocated:
        return Found(True, f"Allocated on {words(max(allocated))}.")
    return Found(None, "No sentence and no allocation in that year; it may hold a report to court.")


def _victim_contact(orders: Collection[OrderStood]) -> Found:
    long = [one.is_year_in_custody for one in orders]
    if any(each is not False for each in long):
        return Found(
            None, "Long enough in prison; whether for violence or a sexual offence is not coded."
        )
    return Found(False, "No prison sentence of twelve months or more.")


def _only_post_sentence(orders: Collection[OrderStood]) -> Found:
    if not orders:
        return Found(None, "No order ran on the day.")
    others = [one for one in orders if one.kind is not OrderKind.POST_SENTENCE_SUPERVISION]
    return Found(not others, _named(others or orders))
