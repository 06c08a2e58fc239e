"""Is a breach pack ready to be sent, line by line, and where does each line come from?

What is served and what is not come as two values that share nothing, so that no line of one can be
made from the other. A red line stops the pack: every line of the list that must be there can be red.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from openprobation.rules.dates import words
from openprobation.rules.policy import DEFAULT_PACK, SPLIT_ON, Dated, Pack, Timeline
from openprobation.vocabulary.breach import LineState, PackLine
from openprobation.vocabulary.sentences import OrderKind

WARNED_FIRST = frozenset({OrderKind.COMMUNITY_ORDER, OrderKind.SUSPENDED_SENTENCE})
"""Orders whose breach rests on a warning: CJA 2003 Sch 8 para 5 and Sch 12 para 4 [law]."""

RISK_IS_OLD_AFTER = Timeline(
    "breach.risk_is_old_after",
    "Days after which an assessment of risk is marked as old in a pack",
    (Dated(SPLIT_ON, 112, "Local policy; no published number [general knowledge]", 50),),
)


@dataclass(frozen=True, slots=True)
class FailureFacts:
    """One failure as the record holds it. `excuse_accepted` None: nobody has decided.

    `decided_on` is the day the officer formed the opinion that there was no reasonable excuse.
    """

    on: date
    what: str
    requirement: str
    instruction: str
    proof: str
    explanation: str
    explain_by: date | None
    excuse_accepted: bool | None
    excuse_why: str
    source: str
    decided_on: date | None = None


@dataclass(frozen=True, slots=True)
class WarningFacts:
    """A warning of this order. `expires_on` is the first day on which it is alive no more.

    `is_excused`: the excuse for the failure it was given for was accepted afterwards.
    """

    given_on: date
    expires_on: date
    withdrawn_on: date | None
    source: str
    is_excused: bool = False

    def counts_for(self, failure: FailureFacts, *, on: date) -> bool:
        """Whether a failure came under it, as `rules.enforcement` says; a test holds the two equal.

        The failure was after it was given, and it was alive when the officer formed the opinion.
        """
        if self.withdrawn_on is not None and self.withdrawn_on <= on:
            return False
        opinion_on = failure.decided_on or on
        return (
            not self.is_excused
            and self.given_on < failure.on
            and self.given_on <= opinion_on < self.expires_on
        )


@dataclass(frozen=True, slots=True)
class OrderFacts:
    kind: OrderKind
    court: str
    made_on: date
    ends_on: date
    ended_on: date | None
    offence: str
    source: str


@dataclass(frozen=True, slots=True)
class ExhibitFacts:
    """A file that goes with the papers. `stands`: it is there still, and nothing replaced it."""

    number: int
    what: str
    source: str
    stands: bool = True
    may_be_served: bool = True


@dataclass(frozen=True, slots=True)
class ServedFacts:
    """What the court and the person are given."""

    name: str
    date_of_birth: date | None
    address: str
    address_source: str
    order: OrderFacts | None
    failures: tuple[FailureFacts, ...] = ()
    warnings: tuple[WarningFacts, ...] = ()
    without_warning_why: str = ""
    tried: str = ""
    tried_source: str = ""
    kept: int = 0
    asked: int = 0
    kept_source: str = ""
    proposal: str = ""
    proposal_source: str = ""
    exhibits: tuple[ExhibitFacts, ...] = ()


@dataclass(frozen=True, slots=True)
class NotServedFacts:
    """What only the enforcement officer is given."""

    harm: str = ""
    harm_on: date | None = None
    harm_source: str = ""
    staff_safety: tuple[str, ...] = ()
    staff_safety_source: str = ""
    who_is_at_risk: str = ""
    victims_source: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    """One line of the checklist: how it stands, said in a sentence, and where it is from."""

    line: PackLine
    state: LineState
    says: str
    sources: tuple[str, ...] = field(default=())

    @property
    def stops(self) -> bool:
        """Whether the pack cannot be sent because of it."""
        return self.state is LineState.RED


def checklist(
    served: ServedFacts, not_served: NotServedFacts, *, on: date, pack: Pack = DEFAULT_PACK
) -> tuple[Checked, ...]:
    """Every line, in the order of the pack. `on` is the day somebody looks."""
    return (
        _person(served),
        _order(served.order, on),
        _requirement(served.failures),
        _instruction(served.failures),
        _failures(served.failures),
        _warnings(served, on),
        _explanations(served.failures, on),
        _typed(PackLine.TRIED, served.tried, served.tried_source, "what was tried"),
        _compliance(served),
        _typed(PackLine.PROPOSAL, served.proposal, served.proposal_source, "what you propose"),
        _exhibits(served.exhibits),
        _risk(not_served, on, pack),
        _staff_safety(not_served),
        _victims(not_served),
    )


def missing(lines: Iterable[Checked]) -> tuple[Checked, ...]:
    """What stops the pack."""
    return tuple(line for line in lines if line.stops)


def _green(line: PackLine, says: str, *sources: str) -> Checked:
    return Checked(line, LineState.GREEN, says, tuple(dict.fromkeys(filter(None, sources))))


def _amber(line: PackLine, says: str, *sources: str) -> Checked:
    return Checked(line, LineState.AMBER, says, tuple(dict.fromkeys(filter(None, sources))))


def _old(line: PackLine, says: str, *sources: str) -> Checked:
    return Checked(line, LineState.OLD, says, tuple(dict.fromkeys(filter(None, sources))))


def _red(line: PackLine, says: str) -> Checked:
    return Checked(line, LineState.RED, says)


def _days(days: Iterable[date]) -> str:
    said = [words(day) for day in sorted(days)]
    return " and ".join([", ".join(said[:-1]), said[-1]] if len(said) > 1 else said)


def _person(served: ServedFacts) -> Checked:
    if not served.name or served.date_of_birth is None:
        return _red(PackLine.PERSON, "The record has no full name or no date of birth.")
    if not served.address:
        return _amber(
            PackLine.PERSON,
            "No address is recorded where a summons could be served: ask for a warrant.",
        )
    return _green(
        PackLine.PERSON, "Name, date of birth and address are there.", served.address_source
    )


def _order(order: OrderFacts | None, on: date) -> Checked:
    if order is None:
        return _red(PackLine.ORDER, "No order is named. Link the failures to an order.")
    if order.ended_on is not None and order.ended_on <= on:
        return _red(PackLine.ORDER, f"The order ended on {words(order.ended_on)}.")
    made = f"{order.kind.label}, {order.court}, {words(order.made_on)}."
    return _green(PackLine.ORDER, made, order.source)


def _without(failures: Sequence[FailureFacts], attribute: str) -> list[date]:
    return [each.on for each in failures if not str(getattr(each, attribute)).strip()]


def _requirement(failures: Sequence[FailureFacts]) -> Checked:
    if not failures:
        return _red(PackLine.REQUIREMENT, "There is no failure to put to a requirement.")
    if days := _without(failures, "requirement"):
        return _red(PackLine.REQUIREMENT, f"Say which requirement was broken on {_days(days)}.")
    broken = dict.fromkeys(each.requirement for each in failures)
    return _green(PackLine.REQUIREMENT, "; ".join(broken) + ".", *(f.source for f in failures))


def _instruction(failures: Sequence[FailureFacts]) -> Checked:
    if not failures:
        return _red(PackLine.INSTRUCTION, "There is no failure, so no instruction.")
    faults = []
    if days := _without(failures, "instruction"):
        faults.append(f"Say what the person was told to do on {_days(days)}.")
    if days := _without(failures, "proof"):
        faults.append(f"Say how and when the person was told, for {_days(days)}.")
    if faults:
        return _red(PackLine.INSTRUCTION, " ".join(faults))
    return _green(
        PackLine.INSTRUCTION,
        "Each failure has its instruction and how it was given.",
        *(each.source for each in failures),
    )


def _failures(failures: Sequence[FailureFacts]) -> Checked:
    if not failures:
        return _red(PackLine.FAILURES, "No failure is alleged.")
    if days := [each.on for each in failures if each.excuse_accepted]:
        return _red(
            PackLine.FAILURES,
            f"The excuse for {_days(days)} was accepted. Take that failure out of the pack.",
        )
    if days := [each.on for each in failures if each.excuse_accepted is None]:
        return _red(PackLine.FAILURES, f"Decide on the excuse for {_days(days)} first.")
    return _green(
        PackLine.FAILURES,
        f"{_days(each.on for each in failures)}: no excuse was accepted.",
        *(each.source for each in failures),
    )


def _warnings(served: ServedFacts, on: date) -> Checked:
    line = PackLine.WARNINGS
    alive = [
        warning
        for warning in served.warnings
        if any(warning.counts_for(failure, on=on) for failure in served.failures)
    ]
    if alive:
        return _green(
            line,
            f"Warned on {_days(each.given_on for each in alive)}; it counts for a failure alleged.",
            *(each.source for each in alive),
        )
    if served.without_warning_why.strip():
        return _green(line, "Referred without a warning, and the pack says why.", "Typed here")
    if served.order is not None and served.order.kind not in WARNED_FIRST:
        return _amber(line, "No warning is on record. The law asks for none here.")
    return _red(
        line, "No warning counts for a failure alleged. Say why it is referred without one."
    )


def _explanations(failures: Sequence[FailureFacts], on: date) -> Checked:
    line = PackLine.EXPLANATIONS
    if not failures:
        return _red(line, "There is no failure to explain.")
    faults = []
    waiting = [
        each
        for each in failures
        if not each.explanation.strip() and (each.explain_by is None or each.explain_by >= on)
    ]
    never = [each.on for each in waiting if each.explain_by is None]
    if never:
        faults.append(f"No time to explain was given for {_days(never)}.")
    faults += [
        f"Time to explain {words(each.on)} runs until {words(each.explain_by)}."
        for each in waiting
        if each.explain_by is not None
    ]
    unanswered = [
        each.on for each in failures if each.explanation.strip() and not each.excuse_why.strip()
    ]
    if unanswered:
        faults.append(f"Say why the explanation for {_days(unanswered)} was not accepted.")
    if faults:
        return _red(line, " ".join(faults))
    given = sum(bool(each.explanation.strip()) for each in failures)
    said = f"{given} given and answered" if given else "None was given in the time allowed"
    return _green(line, f"{said}.", *(each.source for each in failures))


def _typed(line: PackLine, text: str, source: str, what: str) -> Checked:
    if not text.strip():
        return _red(line, f"Say {what}.")
    return _green(line, "It is there.", source)


def _compliance(served: ServedFacts) -> Checked:
    if not served.asked:
        return _amber(PackLine.COMPLIANCE, "No appointment has been recorded yet.")
    return _green(
        PackLine.COMPLIANCE,
        f"Kept {served.kept} of {served.asked} appointments.",
        served.kept_source,
    )


def _exhibits(exhibits: Sequence[ExhibitFacts]) -> Checked:
    line = PackLine.EXHIBITS
    if not exhibits:
        return _amber(line, "No file of the record goes with the papers.")
    faults = [
        f"Exhibit {each.number} may not be served. Take it out."
        for each in exhibits
        if not each.may_be_served
    ] + [
        f"Exhibit {each.number} was withdrawn, replaced or removed. Take it out."
        for each in exhibits
        if each.may_be_served and not each.stands
    ]
    if faults:
        return _red(line, " ".join(faults))
    said = "1 file goes" if len(exhibits) == 1 else f"{len(exhibits)} files go"
    return _green(line, f"{said} with the papers.", *(each.source for each in exhibits))


def _risk(facts: NotServedFacts, on: date, pack: Pack) -> Checked:
    if not facts.harm or facts.harm_on is None:
        return _red(PackLine.RISK, "Risk of serious harm has not been assessed.")
    days = RISK_IS_OLD_AFTER.on(max(on, SPLIT_ON), pack=pack).value
    if (on - facts.harm_on).days > days:
        return _old(
            PackLine.RISK,
            f"Assessed on {words(facts.harm_on)}, more than {days} days ago.",
            facts.harm_source,
        )
    return _green(PackLine.RISK, f"{facts.harm}, {words(facts.harm_on)}.", facts.harm_source)


def _staff_safety(facts: NotServedFacts) -> Checked:
    said = "; ".join(facts.staff_safety) or "Nothing is registered"
    return _green(PackLine.STAFF_SAFETY, f"{said}.", facts.staff_safety_source)


def _victims(facts: NotServedFacts) -> Checked:
    if not facts.who_is_at_risk.strip():
        return _red(PackLine.VICTIMS, "Nobody has written down who could be harmed.")
    return _green(PackLine.VICTIMS, "Who could be harmed is written down.", facts.victims_source)
