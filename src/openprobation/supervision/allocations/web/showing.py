"""What do the pages about whose case it is show, ready to show?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from openprobation.foundation.access import queries as access
from openprobation.foundation.access.check import authority
from openprobation.foundation.organisations import queries as organisations
from openprobation.rules import allocation as rules
from openprobation.rules.clocks import allocation_due
from openprobation.rules.policy import PACKS, Rule
from openprobation.rules.working_days import Deadline
from openprobation.supervision.persons import queries as persons
from openprobation.supervision.persons.web.views import about as about_person
from openprobation.supervision.risk import queries as risk
from openprobation.supervision.sentences import queries as sentences
from openprobation.vocabulary.access import RestrictionKind
from openprobation.vocabulary.allocations import ProviderKind
from openprobation.vocabulary.organisations import OrganisationKind, TeamKind
from openprobation.vocabulary.sentences import OrderKind

from .. import queries

if TYPE_CHECKING:
    from openprobation.foundation.identity.models import User


def about(person: persons.Handle, *, at: datetime) -> dict[str, Any]:
    """Whose page it is and who holds the case. Two queries."""
    return {**about_person(person), "holder": queries.holder(person.ids, at)}


# ── To an organisation ─────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class Sentence:
    """What is to be allocated, and by when."""

    event: sentences.EventLine
    due: Deadline | None
    working_days_left: int

    @property
    def kind(self) -> OrderKind:
        return self.event.kinds[0] if self.event.kinds else OrderKind.COMMUNITY_ORDER


@dataclass(frozen=True, slots=True)
class Receiver:
    """An organisation that could supervise, with the team that would receive the case and its load."""

    kind: ProviderKind
    organisation: str
    team: str
    cases: int | None

    def as_option(self, ruled: ProviderKind | None) -> tuple[str, str, str]:
        """Value, label and hint of a choice on the check page."""
        hints = [
            _("As the rule says.") if self.kind is ruled else "",
            ngettext(
                "%(team)s receives it and holds %(cases)s case now.",
                "%(team)s receives it and holds %(cases)s cases now.",
                self.cases,
            )
            % {"team": self.team, "cases": self.cases}
            if self.cases is not None
            else _("The record names no receiving team: choose one below."),
        ]
        return self.kind.value, self.organisation, " ".join(hint for hint in hints if hint)


@dataclass(frozen=True, slots=True)
class Deciding:
    """All that is needed to decide on one sentence: what, by when, what is known, who could have it."""

    sentence: Sentence
    known: queries.Known
    receivers: tuple[Receiver, ...]
    teams: tuple[tuple[int, str], ...]

    @property
    def nameless(self) -> tuple[Receiver, ...]:
        """Organisations for which the person's area names no receiving team."""
        return tuple(receiver for receiver in self.receivers if not receiver.team)

    def options(self, ruled: ProviderKind | None) -> list[tuple[str, str, str]]:
        return [receiver.as_option(ruled) for receiver in self.receivers]


def deciding(
    person: persons.Handle, *, wanted: int | None, at: datetime, on: date
) -> Deciding | None:
    """A sentence nobody has allocated, the one wanted or the earliest, and what is needed to.

    Twelve queries at most.
    """
    event_id = queries.event_to_allocate(person.ids, wanted=wanted)
    event = sentences.event(event_id, person_ids=person.ids) if event_id is not None else None
    if event is None:
        return None
    due = allocation_due(event.sentenced_on, pack=queries.pack())
    receivers = receivers_of(person, on=on, at=at)
    return Deciding(
        sentence=Sentence(event, due, due.working_days_left(on) if due else 0),
        known=queries.known(person, at=at),
        receivers=receivers,
        teams=tuple(
            (team.id, f"{team.name}, {team.organisation}")
            for receiver in receivers
            if not receiver.team
            for team in queries.teams_to_choose(OrganisationKind(receiver.kind.value), on=on)
        ),
    )


MARKS = {
    "[law]": gettext_lazy("(legislation)"),
    "[page]": gettext_lazy("(a published page)"),
    "[code]": gettext_lazy("(published code)"),
    "[general knowledge]": gettext_lazy("(not yet checked)"),
}


def said_source(source: str) -> str:
    """Where a rule comes from, with its mark in words."""
    for mark, said in MARKS.items():
        source = source.replace(mark, str(said))
    return source


def receivers_of(person: persons.Handle, *, on: date, at: datetime) -> tuple[Receiver, ...]:
    """Every organisation that shares the work on a day. Two queries."""
    named = queries.receiving_teams(person.area_id, on=on)
    load = queries.team_load([one.team_id for one in named.values()], at)
    found = []
    for kind in rules.PROVIDERS.on(on, pack=queries.pack()).value.providers:
        team = named.get(OrganisationKind(kind.value))
        found.append(
            Receiver(
                kind,
                team.organisation if team else kind.label,
                team.team if team else "",
                load[team.team_id].cases if team else None,
            )
        )
    return tuple(found)


def threshold(sentence: Sentence) -> Rule[Any] | None:
    """The dated number behind the score."""
    on = queries.ruled_on(sentence.event.sentenced_on)
    return rules.RSR_THRESHOLD.find(on, pack=queries.pack())


def where_from(given: rules.AllocationInputs, known: queries.Known, by: User) -> dict[str, str]:
    """Where each input came from: the record while it stands as there, else whoever answered."""
    sources: dict[str, str] = {}
    for name, value in given.as_record().items():
        if value is None:
            continue
        is_as_known = value == known.inputs.as_record()[name]
        typed = _("Answered by %(name)s with the allocation") % {"name": by.name}
        sources[name] = known.sources[name] if is_as_known and name in known.sources else typed
    return sources


# ── To an officer ──────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class Choice:
    """One officer as shown: team, load, and everything that speaks against it."""

    candidate: queries.Candidate
    team: str
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Officers:
    """Who could hold the case, on one scale."""

    choices: tuple[Choice, ...]
    scale: int
    large: int

    def chosen(self, officer_id: str) -> Choice | None:
        return next((c for c in self.choices if str(c.candidate.user_id) == officer_id), None)


def officers_for(
    person: persons.Handle, holder: queries.Holder, viewer: User, *, at: datetime, on: date
) -> Officers:
    """Officers of the team that holds the case and of those the viewer manages beside it. Five queries."""
    theirs = authority(viewer, at)
    teams = {
        team.id: team.name
        for team in organisations.teams(on=on, organisation_id=holder.organisation_id).values()
        if team.id == holder.team_id
        or (
            team.kind is TeamKind.SUPERVISION
            and (team.id in theirs.team_ids or team.unit_id in theirs.unit_ids)
        )
    }
    harm = risk.latest(risk.harm(person.ids))
    found = queries.candidates(
        teams,
        at=at,
        harm=harm.overall if harm else None,
        holder_id=holder.officer_id,
    )
    shut_out = cannot_open(person, at=at)
    choices = tuple(
        Choice(
            candidate,
            teams[candidate.team_id],
            (*shut_out(candidate), *candidate.warnings),
        )
        for candidate in found
    )
    large = queries.large_from(on)
    most = max((choice.candidate.after for choice in choices), default=0)
    return Officers(choices, max(most, large), large)


def cannot_open(person: persons.Handle, *, at: datetime) -> Any:
    """For a restricted record: a warning for every officer its lists keep out. One query."""
    lines = access.restrictions(at=at, record_id=person.id)
    let_in = {line.user_id for line in lines if line.kind == RestrictionKind.LET_IN}
    shut_out = {line.user_id for line in lines if line.kind == RestrictionKind.SHUT_OUT}

    def warning(candidate: queries.Candidate) -> tuple[str, ...]:
        if candidate.user_id in shut_out or (let_in and candidate.user_id not in let_in):
            return (_("This record is restricted, and they may not open it."),)
        return ()

    return warning


# ── Why, and who before ────────────────────────────────────────────────────────────────────
#: The rule's inputs as people read them, in the order shown.
INPUTS = (
    "harm",
    "is_mappa_eligible",
    "rsr",
    "is_liable_to_deportation",
    "is_public_interest",
    "crc",
)


@dataclass(frozen=True, slots=True)
class Looked:
    """One thing the rule looked at: what it is, what was known, and where that came from."""

    title: str
    says: str
    is_met: bool | None
    source: str


@dataclass(frozen=True, slots=True)
class Why:
    """A decision explained: rule, date, certainty, grounds, and whether it comes out the same again."""

    decision: queries.Decision
    event: sentences.EventLine | None
    title: str
    source: str
    certainty: int
    pack: str
    looked: tuple[Looked, ...]
    is_same_again: bool


GROUND_INPUT = {
    "harm": "harm",
    "mappa": "is_mappa_eligible",
    "rsr": "rsr",
    "deportation": "is_liable_to_deportation",
    "public_interest": "is_public_interest",
}


def looked_at(ruled: rules.AllocationDecision, sources: Mapping[str, str]) -> tuple[Looked, ...]:
    """Every ground, those that decided first."""
    return tuple(
        Looked(
            ground.title,
            ground.says if ground.is_met is not None else _("Not known"),
            ground.is_met,
            sources.get(GROUND_INPUT[ground.code], ""),
        )
        for ground in (*ruled.decided_by, *ruled.left_alone)
    )


def why(decision: queries.Decision, event: sentences.EventLine | None) -> Why:
    """The stored decision beside the same rule run again. No query."""
    again = queries.run_again(decision)
    return Why(
        decision=decision,
        event=event,
        title=again.title,
        source=said_source(again.rule.source),
        certainty=again.rule.certainty,
        pack=PACKS[decision.policy_pack].title,
        looked=looked_at(again, decision.sources),
        is_same_again=(again.provider, again.because) == (decision.by_rule, decision.because),
    )


def reasons(person: persons.Handle) -> list[Why]:
    """Every allocation of a person explained, latest first. Three queries."""
    decisions = queries.decisions(person.ids)
    events = sentences.events([decision.event_id for decision in decisions])
    return [why(decision, events.get(decision.event_id)) for decision in decisions]


def changes_said(changes: int) -> str:
    """How often the officer changed, in words."""
    if changes == 0:
        return _("The officer has not changed in this supervision.")
    if changes == 1:
        return _("The officer has changed once in this supervision.")
    if changes == 2:
        return _("The officer has changed twice in this supervision.")
    return _("The officer has changed %(n)s times in this supervision.") % {"n": changes}


def ordinal(number: int) -> str:
    """1st, 2nd, 3rd, 4th, 11th."""
    ends = {1: "st", 2: "nd", 3: "rd"}
    end = "th" if number % 100 in (11, 12, 13) else ends.get(number % 10, "th")
    return f"{number}{end}"
