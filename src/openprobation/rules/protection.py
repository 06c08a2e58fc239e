"""What does policy ask of a case to protect people, why, by which day, and is it done?

Each policy is a text and the risk and circumstances it speaks of, dated. What is decided says its
reasons, the rule's date, and what was looked at and left alone. Nothing is done before its answer is
used: an enquiry asked, chased or answered counts as not done.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from openprobation.rules.dates import months_later, words
from openprobation.rules.harm import ORDER, overall
from openprobation.rules.policy import DEFAULT_PACK, SPLIT_ON, Dated, Pack, PolicyTable, Rule
from openprobation.rules.working_days import full_business_day_after
from openprobation.vocabulary.persons import CircumstanceKind
from openprobation.vocabulary.protection import EnquiryState, ProtectionTask
from openprobation.vocabulary.risk import HarmGroup, HarmLevel, RegistrationKind

HIGHER = (HarmLevel.HIGH, HarmLevel.VERY_HIGH)
LOCAL = "Local policy, set for this service: the providers' own texts are not published [general knowledge]"


@dataclass(frozen=True, slots=True)
class Policy:
    """What one policy says, of which cases, and how soon and how often it must be done."""

    says: str
    within: int
    """working days from the day its first reason came"""
    again: int
    """months from when it was last done"""
    again_when_high: int
    of_overall: HarmLevel | None = None
    of_groups: Mapping[HarmGroup, HarmLevel] = field(default_factory=dict)
    """from this level of harm to this group"""
    of_registrations: tuple[RegistrationKind, ...] = ()
    of_circumstances: tuple[CircumstanceKind, ...] = ()
    of_mappa: bool = False

    def months(self, level: HarmLevel | None) -> int:
        return self.again_when_high if level in HIGHER else self.again


def _since_the_split(policy: Policy) -> tuple[Dated[Policy], ...]:
    return (Dated(SPLIT_ON, policy, LOCAL, 50),)


ABUSE = (
    RegistrationKind.DOMESTIC_ABUSE_PERPETRATOR,
    RegistrationKind.DOMESTIC_ABUSE_HISTORY,
    RegistrationKind.STALKING,
)
CHILDREN = (
    RegistrationKind.CHILD_PROTECTION,
    RegistrationKind.CHILD_CONCERNS,
    RegistrationKind.RISK_TO_CHILDREN,
)

PROTECTION = PolicyTable[ProtectionTask, Policy](
    code="protection",
    title="What policy asks of a case to protect people",
    rows={
        ProtectionTask.SAFEGUARDING: _since_the_split(
            Policy(
                "Where a child may be at risk, or lives with the person, children's services are"
                " asked what they know, and the answer is used in the assessment.",
                within=5,
                again=6,
                again_when_high=3,
                of_groups={HarmGroup.CHILDREN: HarmLevel.MEDIUM},
                of_registrations=(*CHILDREN, RegistrationKind.DOMESTIC_ABUSE_PERPETRATOR),
                of_circumstances=(CircumstanceKind.CARING, CircumstanceKind.PREGNANT),
            )
        ),
        ProtectionTask.DOMESTIC_ABUSE: _since_the_split(
            Policy(
                "Where a partner, former partner or another known adult may be at risk, the police"
                " are asked about calls, and the answer is used in the assessment.",
                within=5,
                again=6,
                again_when_high=3,
                of_groups={HarmGroup.KNOWN_ADULT: HarmLevel.MEDIUM},
                of_registrations=ABUSE,
            )
        ),
        ProtectionTask.HOME_VISIT: _since_the_split(
            Policy(
                "Where harm is high, a child is of concern or there is domestic abuse, the person"
                " is visited at home, and what was seen is used in the assessment.",
                within=10,
                again=6,
                again_when_high=3,
                of_overall=HarmLevel.HIGH,
                of_registrations=(
                    RegistrationKind.CHILD_PROTECTION,
                    RegistrationKind.RISK_TO_CHILDREN,
                    RegistrationKind.DOMESTIC_ABUSE_PERPETRATOR,
                ),
            )
        ),
        ProtectionTask.OVERSIGHT: _since_the_split(
            Policy(
                "Where harm is high, a child has a protection plan or the case is under MAPPA, a"
                " manager reads the case and says whether people are protected.",
                within=10,
                again=6,
                again_when_high=3,
                of_overall=HarmLevel.HIGH,
                of_registrations=(RegistrationKind.CHILD_PROTECTION, RegistrationKind.TERRORISM),
                of_mappa=True,
            )
        ),
        ProtectionTask.PROTECTION_CHECK: _since_the_split(
            Policy(
                "What protects each person at risk is checked, not assumed.",
                within=5,
                again=3,
                again_when_high=1,
            )
        ),
        ProtectionTask.REGISTRATION_REVIEW: _since_the_split(
            Policy(
                "Each flag on the record is looked at again by its day.",
                within=0,
                again=6,
                again_when_high=6,
            )
        ),
    },
    otherwise=_since_the_split(Policy("Nothing is asked.", within=0, again=12, again_when_high=12)),
)

#: How an enquiry moves. None: nobody has asked yet. Used and not needed are its two ends.
MOVES: Mapping[EnquiryState | None, frozenset[EnquiryState]] = {
    None: frozenset({EnquiryState.ASKED, EnquiryState.NOT_NEEDED}),
    EnquiryState.ASKED: frozenset(
        {EnquiryState.CHASED, EnquiryState.ANSWERED, EnquiryState.NOT_NEEDED}
    ),
    EnquiryState.CHASED: frozenset(
        {EnquiryState.CHASED, EnquiryState.ANSWERED, EnquiryState.NOT_NEEDED}
    ),
    EnquiryState.ANSWERED: frozenset({EnquiryState.USED}),
    EnquiryState.USED: frozenset(),
    EnquiryState.NOT_NEEDED: frozenset(),
}


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing about the case that a policy speaks of, and since when it is so."""

    says: str
    since: date


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a case on a day; everything the policies look at."""

    began_on: date | None
    """when supervision began; None where none runs, and then nothing is asked"""
    levels: Sequence[tuple[date, Mapping[HarmGroup, HarmLevel]]] = ()
    """every assessment of harm, the oldest first"""
    registrations: Mapping[RegistrationKind, date] = field(default_factory=dict)
    """flags in force and since when"""
    reviews_due: Mapping[RegistrationKind, date] = field(default_factory=dict)
    circumstances: frozenset[CircumstanceKind] = frozenset()
    mappa_since: date | None = None
    done: Mapping[ProtectionTask, date] = field(default_factory=dict)
    """the day each was last used in the assessment, or decided to be not needed"""
    checked: Mapping[int, date] = field(default_factory=dict)
    """each person at risk, and the day what protects them was last checked"""

    @property
    def level(self) -> HarmLevel | None:
        said = overall(self.levels[-1][1]) if self.levels else None
        return said.level if said else None


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing policy asks of a case: why, by which rule, by which day, and when it was last done."""

    task: ProtectionTask
    reasons: tuple[Reason, ...]
    rule: Rule[Policy]
    due_on: date
    done_on: date | None = None
    is_done: bool = False
    """done since its last reason came; it is due again on its day"""

    @property
    def because(self) -> str:
        """ "Asked because harm to children is medium since 3 May 2016 (rule of 1 June 2014)"."""
        why = "; ".join(f"{each.says} since {words(each.since)}" for each in self.reasons)
        unsure = "" if self.rule.is_sure else ", set for this service"
        return f"Asked because {why} (rule of {words(self.rule.in_force_from)}{unsure})."

    def is_overdue(self, on: date) -> bool:
        """Whether the due day is over."""
        return on > self.due_on


@dataclass(frozen=True, slots=True)
class LeftAlone:
    """A policy that was looked at and asks nothing here."""

    task: ProtectionTask
    because: str
    rule: Rule[Policy]


@dataclass(frozen=True, slots=True)
class Protection:
    """What is asked of one case on a day, and what was looked at and left alone."""

    asked: tuple[Asked, ...]
    left_alone: tuple[LeftAlone, ...]

    def of(self, task: ProtectionTask) -> Asked | None:
        return next((each for each in self.asked if each.task is task), None)


def asked_of(facts: Facts, *, on: date, pack: Pack = DEFAULT_PACK) -> Protection:
    """What the policies in force on a day ask of a case."""
    asked: list[Asked] = []
    left: list[LeftAlone] = []
    for task in ProtectionTask:
        rule = PROTECTION.on(on, task, pack=pack)
        found = _asked(task, rule, facts) if facts.began_on is not None else None
        if found is not None:
            asked.append(found)
        else:
            left.append(LeftAlone(task, _why_not(task, facts), rule))
    return Protection(tuple(asked), tuple(left))


def _asked(task: ProtectionTask, rule: Rule[Policy], facts: Facts) -> Asked | None:
    if task is ProtectionTask.PROTECTION_CHECK:
        return _check(rule, facts)
    if task is ProtectionTask.REGISTRATION_REVIEW:
        return _reviews(rule, facts)
    assert facts.began_on is not None
    reasons = tuple(_reasons(rule.value, facts))
    if not reasons:
        return None
    since = [max(each.since, facts.began_on) for each in reasons]
    done_on = facts.done.get(task)
    if done_on is None:
        due_on = full_business_day_after(min(since), rule.value.within)
    elif max(since) > done_on:  # a reason that came after the answer asks again
        due_on = full_business_day_after(max(since), rule.value.within)
    else:
        due_on = months_later(done_on, rule.value.months(facts.level))
    is_done = done_on is not None and max(since) <= done_on
    return Asked(task, reasons, rule, due_on, done_on, is_done)


def _reasons(policy: Policy, facts: Facts) -> Iterator[Reason]:
    if policy.of_overall is not None:
        since = since_when(facts, policy.of_overall)
        if since is not None and facts.level is not None:
            yield Reason(f"risk of serious harm is {facts.level.label.lower()}", since)
    for group, level in policy.of_groups.items():
        since = since_when(facts, level, group)
        if since is not None:
            now = facts.levels[-1][1][group]
            yield Reason(f"harm to this group is {now.label.lower()}: {group.label.lower()}", since)
    for kind in policy.of_registrations:
        if kind in facts.registrations:
            yield Reason(f"registered: {kind.label.lower()}", facts.registrations[kind])
    for circumstance in policy.of_circumstances:
        if circumstance in facts.circumstances and facts.began_on is not None:
            yield Reason(f"circumstances: {circumstance.label.lower()}", facts.began_on)
    if policy.of_mappa and facts.mappa_since is not None:
        yield Reason("managed under MAPPA", facts.mappa_since)


def since_when(facts: Facts, level: HarmLevel, group: HarmGroup | None = None) -> date | None:
    """Since when harm has been at a level or above without a break; None where it is below now.

    Assessed again at the same level it counts on: looking again does not put a day off.
    """
    since: date | None = None
    for on, levels in reversed(facts.levels):
        said = overall(levels) if group is None else None
        now = said.level if said else levels.get(group) if group is not None else None
        if now is None or ORDER.index(now) < ORDER.index(level):
            break
        since = on
    return since


def _check(rule: Rule[Policy], facts: Facts) -> Asked | None:
    """The person at risk whose protection was checked longest ago sets the day."""
    if not facts.checked:
        return None
    oldest = min(facts.checked.values())
    many = len(facts.checked)
    said = "somebody is at risk" if many == 1 else f"{many} people are at risk"
    due_on = months_later(oldest, rule.value.months(facts.level))
    return Asked(
        ProtectionTask.PROTECTION_CHECK,
        (Reason(f"{said}, unchecked", oldest),),
        rule,
        due_on,
        oldest,
        is_done=True,
    )


def _reviews(rule: Rule[Policy], facts: Facts) -> Asked | None:
    if not facts.reviews_due:
        return None
    first = min(facts.reviews_due, key=lambda kind: (facts.reviews_due[kind], kind))
    return Asked(
        ProtectionTask.REGISTRATION_REVIEW,
        tuple(
            Reason(f"registered: {kind.label.lower()}", since)
            for kind, since in facts.registrations.items()
        ),
        rule,
        facts.reviews_due[first],
        is_done=True,
    )


def _why_not(task: ProtectionTask, facts: Facts) -> str:
    if facts.began_on is None:
        return "No order or licence runs."
    if task is ProtectionTask.PROTECTION_CHECK:
        return "Nobody is named as at risk."
    if task is ProtectionTask.REGISTRATION_REVIEW:
        return "Nothing is registered."
    if not facts.levels:
        return "Harm has not been assessed, and nothing else on the record asks for it."
    return "Nothing in the level of harm, the flags or the circumstances asks for it."


@dataclass(frozen=True, slots=True)
class Share:
    """How many cases a policy asks something of by now, and in how many it is done."""

    task: ProtectionTask
    of: int
    done: int

    @property
    def percent(self) -> int | None:
        return round(100 * self.done / self.of) if self.of else None


def shares(cases: Sequence[Protection], *, on: date) -> tuple[Share, ...]:
    """Of the cases a policy speaks of: those where it is done and not due again, or overdue.

    Numerator: done (used in the assessment, decided not needed, checked, reviewed) and the next day
    has not passed. Denominator: those and the overdue. Left out: first asked and still in time.
    """
    found = []
    for task in ProtectionTask:
        asked = [each for case in cases if (each := case.of(task)) is not None]
        late = sum(each.is_overdue(on) for each in asked)
        done = sum(each.is_done and not each.is_overdue(on) for each in asked)
        found.append(Share(task, done + late, done))
    return tuple(found)
