"""How is an alleged breach prepared, sent, returned, decided on and taken through court?

Every move goes one road, `taken_up` then `move`: the rights, the machine, the row, the record and the audit.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from openprobation.foundation.access.actions import end_relations, relate
from openprobation.foundation.access.check import NotAllowed, authority, may, require
from openprobation.foundation.audit.actions import record as audit
from openprobation.foundation.documents.letters import form_and_texts
from openprobation.foundation.identity.models import User
from openprobation.foundation.organisations import queries as organisations
from openprobation.foundation.refusals import Refused, RefusedForSeveralReasons
from openprobation.rules.breach import Checked, endorsement_is_asked, why_not
from openprobation.rules.dates import words
from openprobation.supervision.contacts import actions as contacts
from openprobation.supervision.courts import queries as courts
from openprobation.supervision.persons import queries as persons
from openprobation.supervision.sentences import queries as sentences
from openprobation.supervision.sentences.policies import policy_pack
from openprobation.vocabulary.access import HolderKind, RelationKind
from openprobation.vocabulary.breach import (
    BreachMove,
    BreachState,
    CourtProcess,
    HearingOutcome,
    NotLaidReason,
    PackLine,
    ReturnReason,
    WithdrawalReason,
)
from openprobation.vocabulary.contacts import ContactKind
from openprobation.vocabulary.enforcement import Excuse
from openprobation.vocabulary.organisations import OrganisationKind, TeamKind
from openprobation.vocabulary.sentences import OrderKind

from ..models import (
    Breach,
    BreachFailure,
    BreachHearing,
    BreachStep,
    Failure,
    ReturnedLine,
    SentPack,
    Warning,
)
from ..permissions import Permission
from ..queries import breach as queries
from ..queries import packs

LONGEST = 4_000
OPEN_AFTERWARDS = timedelta(weeks=4)
"""How long the enforcement team can open the record after a breach is over."""

NEEDED: Mapping[BreachMove, tuple[Permission, ...]] = {
    BreachMove.OPEN: (Permission.PREPARE_PACK,),
    BreachMove.CHECK: (Permission.PREPARE_PACK,),
    BreachMove.AMEND: (Permission.PREPARE_PACK,),
    BreachMove.ENDORSE: (Permission.ENDORSE_PACK,),
    BreachMove.SUBMIT: (Permission.PREPARE_PACK,),
    BreachMove.RETURN: (Permission.JUDGE_PACK,),
    BreachMove.RESUBMIT: (Permission.PREPARE_PACK,),
    BreachMove.ACCEPT: (Permission.JUDGE_PACK,),
    BreachMove.CONSIDER: (Permission.JUDGE_PACK,),
    BreachMove.LAY: (Permission.LAY_INFORMATION,),
    BreachMove.DO_NOT_LAY: (Permission.JUDGE_PACK,),
    BreachMove.LIST: (Permission.RECORD_HEARING,),
    BreachMove.HEAR: (Permission.RECORD_HEARING,),
    BreachMove.ADJOURN: (Permission.RECORD_HEARING,),
    BreachMove.CONCLUDE: (Permission.RECORD_HEARING,),
    BreachMove.WITHDRAW: (
        Permission.PREPARE_PACK,
        Permission.ENDORSE_PACK,
        Permission.JUDGE_PACK,
    ),
}
"""What a move needs leave for: any one of these. The machine then says whose it is."""


class NotNow(Refused):
    """The machine has no such move, or not by this hand."""


class NothingAlleged(Refused):
    def __init__(self) -> None:
        super().__init__("Choose at least one failure.", field="failures")


class NotAFailureOfThisOrder(Refused):
    def __init__(self) -> None:
        super().__init__(
            "Choose failures of this order whose excuse was not accepted.", field="failures"
        )


class NoSuchOrder(Refused):
    def __init__(self) -> None:
        super().__init__("Choose an order that is running.", field="order")


class LicenceIsRecalled(Refused):
    def __init__(self) -> None:
        super().__init__(
            "A licence is not taken to court. Put the matter to your senior, who may ask for a"
            " recall.",
            field="order",
        )


class BreachedAlready(Refused):
    def __init__(self, state: BreachState) -> None:
        super().__init__(
            f"A breach of this order is under way already: {state.label.lower()}. Open that one.",
            field="order",
        )


class NobodyAnswers(Refused):
    def __init__(self) -> None:
        super().__init__("Nobody answers for this case, so nobody can breach it.")


class ChangedMeanwhile(Refused):
    def __init__(self, breach: Breach, latest: BreachStep | None) -> None:
        who = (
            f" {latest.by.name} did at {timezone.localtime(latest.at):%H:%M on %-d %B %Y}."
            if latest
            else ""
        )
        super().__init__(
            f"Somebody changed this since you opened it.{who} It stands at:"
            f" {BreachState(breach.state).label.lower()}. Nothing of yours was saved."
        )


class LineMissing(Refused):
    def __init__(self, line: Checked) -> None:
        super().__init__(f"{line.line.label}: {line.says}")


class NotYourOwnPack(Refused):
    def __init__(self) -> None:
        super().__init__(
            "You wrote or checked this pack yourself. Another manager must endorse it."
        )


class NoEnforcementTeam(Refused):
    def __init__(self) -> None:
        super().__init__(
            "No enforcement team is open today to send this to. Ask the administrator."
        )


class NoReasonGiven(Refused):
    def __init__(self) -> None:
        super().__init__("Choose a reason from the list.", field="reason")


class NoteNeeded(Refused):
    def __init__(self, field: str = "note") -> None:
        super().__init__("Say what the other reason is.", field=field)


class NoLineMarked(Refused):
    def __init__(self) -> None:
        super().__init__("Choose the line of the pack that is meant.", field="line")


class TooLong(Refused):
    def __init__(self, length: int, field: str) -> None:
        super().__init__(
            f"This is {length:,} characters long. Keep it to {LONGEST:,}.", field=field
        )


class NoSuchCourt(Refused):
    def __init__(self) -> None:
        super().__init__("Choose a court.", field="court")


class BeforeItWasLaid(Refused):
    def __init__(self, on: date) -> None:
        super().__init__(
            f"The hearing cannot be before {words(on)}, when the information was laid.",
            field="on",
        )


class NotHeardYet(Refused):
    def __init__(self, on: date) -> None:
        super().__init__(
            f"The hearing is on {words(on)}. Its result can be recorded from that day."
        )


class HeardAlready(Refused):
    def __init__(self, outcome: HearingOutcome) -> None:
        super().__init__(f"The result of this hearing is written already: {outcome.label.lower()}.")


class NotForThisOrder(Refused):
    def __init__(self, outcome: HearingOutcome, kind: OrderKind) -> None:
        super().__init__(
            f"A court cannot do this with a {kind.label.lower()}: {outcome.label.lower()}.",
            field="outcome",
        )


class NextDayNeeded(Refused):
    def __init__(self) -> None:
        super().__init__("Write down the next day in court.", field="next_on")


@dataclass(frozen=True, slots=True)
class LineReturned:
    """One reason to return a pack, and the line it is put to."""

    line: PackLine
    reason: ReturnReason
    note: str = ""


@dataclass(frozen=True, slots=True)
class ListedFor:
    """A day that a court has given."""

    court_id: int
    on: date
    process: CourtProcess


# ── One road for every move ────────────────────────────────────────────────────────────────
@dataclass(slots=True)
class Case:
    """A breach taken up for a move: its row locked, whose it is, who answers for the case."""

    breach: Breach
    person: persons.Handle
    answering: queries.Answering

    @property
    def state(self) -> BreachState:
        return BreachState(self.breach.state)


def require_any(
    by: User, needed: Sequence[Permission], *, at: datetime, person_id: int | None
) -> None:
    """Refuse unless a post includes one of these and the person is open."""
    held = next((each for each in needed if may(by, each, at=at)), None)
    if held is None:
        raise NotAllowed(needed[0])
    if person_id is not None:
        person_id = persons.kept_id(person_id)
    require(by, held, at=at, person_id=person_id)


def taken_up(
    breach_id: int, verb: BreachMove, *, by: User, at: datetime, seen_version: int | None = None
) -> Case:
    """The breach with its row locked, once the move is allowed. Refuses with the reason why not."""
    breach = Breach.objects.select_for_update(of=("self",)).get(pk=breach_id)
    person = persons.by_id(persons.kept_id(breach.person_id))
    assert person is not None
    require_any(by, NEEDED[verb], at=at, person_id=person.id)
    answering = queries.answering(person.ids, breach_id=breach.pk, at=at)
    if answering is None:
        raise NobodyAnswers
    refuse_changed(breach, seen_version)
    refuse_move(breach, verb, by=by, answering=answering, at=at)
    return Case(breach, person, answering)


def refuse_changed(breach: Breach, seen_version: int | None) -> None:
    """Of two who move it at once, the second is told what the first did."""
    if seen_version is not None and seen_version != breach.version:
        raise ChangedMeanwhile(breach, breach.steps.select_related("by").order_by("-pk").first())


def refuse_move(
    breach: Breach, verb: BreachMove, *, by: User, answering: queries.Answering, at: datetime
) -> None:
    if by.is_system:
        return
    said = why_not(
        verb,
        BreachState(breach.state),
        queries.actors(by, organisation_id=answering.organisation_id, at=at),
        endorsement_asked=breach.endorsement_asked,
    )
    if said is not None:
        raise NotNow(said)


def move(
    case: Case,
    verb: BreachMove,
    ends: BreachState,
    *,
    by: User,
    at: datetime,
    why: str = "",
    pack: SentPack | None = None,
    not_laid: NotLaidReason | None = None,
    withdrawn: WithdrawalReason | None = None,
    said: str = "",
    note: str = "",
) -> BreachStep:
    """Write the step, the new state, a line of the record where `said`, and the audit."""
    breach = case.breach
    step = BreachStep.objects.create(
        breach=breach,
        move=verb,
        from_state=None if verb is BreachMove.OPEN else breach.state,
        to_state=ends,
        holder_team_id=case.answering.team_id,
        not_laid=not_laid,
        withdrawn=withdrawn,
        why=why.strip(),
        pack=pack,
        by=by,
        by_team_id=team_of(by, at=at),
        at=at,
    )
    breach.state = ends
    if verb is not BreachMove.OPEN:
        breach.version += 1
        breach.save(update_fields=["state", "version", "enforcement_team"])
    if said:
        contacts.record(
            person_id=case.person.id,
            kind=ContactKind.COURT,
            happened_at=at,
            summary=said,
            note=note,
            by=by,
            at=at,
            reference=breach,
        )
    audit(
        "breach.moved",
        on=breach,
        person_id=case.person.id,
        by=by.username,
        at=at,
        move=verb,
        state=ends,
        reason=not_laid or withdrawn,
    )
    if ends.is_end:
        leave(case, at=at)
    return step


def team_of(by: User, *, at: datetime) -> int | None:
    post = authority(by, at).main_post
    return post.team_id if post else None


def leave(case: Case, *, at: datetime) -> None:
    """It is over: the enforcement team can open the record for some weeks yet, unless it has another of it."""
    team_id = case.breach.enforcement_team_id
    others = Breach.objects.live().filter(person_id__in=case.person.ids, enforcement_team=team_id)
    if team_id is None or others.exclude(pk=case.breach.pk).exists():
        return
    end_relations(
        kind="person",
        record_id=case.person.id,
        relations=(RelationKind.ENFORCEMENT,),
        at=at + OPEN_AFTERWARDS,
        holder_id=team_id,
    )


def refuse_too_long(**texts: str) -> None:
    faults = [TooLong(len(text), field) for field, text in texts.items() if len(text) > LONGEST]
    refuse_all(faults)


def refuse_all(faults: Sequence[Refused]) -> None:
    """All that is wrong at once."""
    if len(faults) == 1:
        raise faults[0]
    if faults:
        raise RefusedForSeveralReasons(faults)


# ── The sender prepares ────────────────────────────────────────────────────────────────────
@transaction.atomic
def open_breach(
    *, person_id: int, order_id: int, failure_ids: Collection[int], by: User, at: datetime
) -> Breach:
    """Begin a pack from failures of one order that were not excused."""
    person = persons.by_id(persons.kept_id(person_id))
    assert person is not None
    require_any(by, NEEDED[BreachMove.OPEN], at=at, person_id=person.id)
    answering = queries.answering(person.ids, breach_id=None, at=at)
    if answering is None:
        raise NobodyAnswers
    said = why_not(
        BreachMove.OPEN,
        None,
        queries.actors(by, organisation_id=answering.organisation_id, at=at),
    )
    if said is not None and not by.is_system:
        raise NotNow(said)
    order = order_to_breach(order_id, person, on=timezone.localdate(at))
    failures = failures_to_allege(failure_ids, person, order_id=order.id)

    breach = Breach.objects.create(
        person_id=person.id,
        order_id=order.id,
        state=BreachState.DRAFT,
        aware_at=became_aware(failures),
        written_by=by,
        written_at=at,
        endorsement_asked=endorsement_is_asked(
            answering.kind, on=timezone.localdate(at), pack=policy_pack()
        ),
        opened_by=by,
        opened_at=at,
    )
    allege(breach, failures, order, by=by, at=at)
    case = Case(breach, person, answering)
    move(
        case,
        BreachMove.OPEN,
        BreachState.DRAFT,
        by=by,
        at=at,
        said=f"Breach of {order.kind.label.lower()} begun",
    )
    return breach


def order_to_breach(order_id: int, person: persons.Handle, *, on: date) -> sentences.OrderLine:
    order = sentences.order(order_id, person_ids=person.ids, on=on)
    if order is None or not order.is_live or order.withdrawn:
        raise NoSuchOrder
    if order.kind is OrderKind.LICENCE:
        raise LicenceIsRecalled
    live = Breach.objects.live().filter(order_id=order_id).first()
    if live is not None:
        raise BreachedAlready(BreachState(live.state))
    return order


def failures_to_allege(
    failure_ids: Collection[int], person: persons.Handle, *, order_id: int
) -> list[Failure]:
    wanted = set(failure_ids)
    if not wanted:
        raise NothingAlleged
    found = list(
        Failure.objects.standing()
        .filter(pk__in=wanted, person_id__in=person.ids)
        .exclude(excuse=Excuse.ACCEPTED)
        .order_by("on", "pk")
    )
    if len(found) != len(wanted) or any(each.order_id not in (None, order_id) for each in found):
        raise NotAFailureOfThisOrder
    return found


def became_aware(failures: Sequence[Failure]) -> datetime:
    """The moment the service noticed the first alleged failure that it did not answer with a warning."""
    warned = set(
        Warning.objects.filter(
            failure__in=[each.pk for each in failures], withdrawn_at__isnull=True
        ).values_list("failure_id", flat=True)
    )
    counted = [each for each in failures if each.pk not in warned] or list(failures)
    return min(each.noticed_at for each in counted)


def allege(
    breach: Breach,
    failures: Iterable[Failure],
    order: sentences.OrderLine,
    *,
    by: User,
    at: datetime,
) -> None:
    """Put each failure to its requirement; to the only one there is, where the record names none."""
    live = [each.id for each in order.live_requirements]
    only = live[0] if len(live) == 1 else None
    BreachFailure.objects.bulk_create(
        BreachFailure(
            breach=breach,
            failure=failure,
            requirement_id=failure.requirement_id or only,
            added_by=by,
            added_at=at,
        )
        for failure in failures
    )


@transaction.atomic
def change_pack(
    *,
    breach_id: int,
    put_to: Mapping[int, str],
    tried: str,
    proposal: str,
    without_warning_why: str,
    by: User,
    at: datetime,
    seen_version: int | None = None,
) -> Breach:
    """Write the pack's own words, and say which failures it alleges and what each is put to.

    `put_to` maps a failure to "requirement.3", "condition.7" or "" for not said yet; a failure that is
    not in it is taken out. Only before it is sent, and while it is returned.
    """
    breach = Breach.objects.get(pk=breach_id)
    verb = BreachMove.RESUBMIT if breach.state == BreachState.RETURNED else BreachMove.CHECK
    case = taken_up(breach_id, verb, by=by, at=at, seen_version=seen_version)
    breach = case.breach
    refuse_too_long(tried=tried, proposal=proposal, without_warning_why=without_warning_why)
    order = sentences.order(breach.order_id, person_ids=case.person.ids, on=timezone.localdate(at))
    assert order is not None
    failures = failures_to_keep(breach, put_to, case.person)
    rewrite_alleged(breach, failures, put_to, order, by=by, at=at)

    breach.tried = tried.strip()
    breach.proposal = proposal.strip()
    breach.without_warning_why = without_warning_why.strip()
    breach.aware_at = became_aware(failures)
    breach.written_by = by
    breach.written_at = at
    breach.version += 1
    breach.save(
        update_fields=[
            "tried", "proposal", "without_warning_why", "aware_at", "written_by", "written_at",
            "version",
        ]
    )  # fmt: skip
    audit("breach.pack.changed", on=breach, person_id=case.person.id, by=by.username, at=at)
    return breach


def failures_to_keep(
    breach: Breach, put_to: Mapping[int, str], person: persons.Handle
) -> list[Failure]:
    """Those chosen now. One whose excuse was accepted meanwhile may stay until it is taken out."""
    if not put_to:
        raise NothingAlleged
    alleged = set(
        breach.alleged.filter(taken_out_at__isnull=True).values_list("failure_id", flat=True)
    )
    kept = list(Failure.objects.filter(pk__in=alleged & set(put_to)).order_by("on", "pk"))
    fresh = set(put_to) - alleged
    if fresh:
        kept += failures_to_allege(fresh, person, order_id=breach.order_id)
    return kept


def rewrite_alleged(
    breach: Breach,
    failures: Sequence[Failure],
    put_to: Mapping[int, str],
    order: sentences.OrderLine,
    *,
    by: User,
    at: datetime,
) -> None:
    requirements = {each.id for each in order.requirements}
    conditions = {each.id for each in order.conditions}
    standing = {each.failure_id: each for each in breach.alleged.filter(taken_out_at__isnull=True)}
    chosen = {each.pk for each in failures}
    breach.alleged.filter(
        pk__in=[row.pk for pk, row in standing.items() if pk not in chosen]
    ).update(taken_out_at=at)
    for failure in failures:
        kind, _dot, number = put_to[failure.pk].partition(".")
        named = int(number) if number.isdecimal() else None
        requirement = named if kind == "requirement" and named in requirements else None
        condition = named if kind == "condition" and named in conditions else None
        row = standing.get(failure.pk)
        if row is None:
            row = BreachFailure(breach=breach, failure=failure, added_by=by, added_at=at)
        row.requirement_id = requirement
        row.condition_id = condition
        row.save()


def refuse_red(case: Case, *, at: datetime) -> packs.Pack:
    """The pack as the record makes it now; refuses with every red line at once."""
    line = line_of(case)
    pack = packs.pack_of(line, case.person, at=at)
    refuse_all([LineMissing(each) for each in pack.missing])
    return pack


def line_of(case: Case) -> queries.BreachLine:
    line = queries.breach(case.breach.pk, person_ids=case.person.ids)
    assert line is not None
    return line


@transaction.atomic
def check(*, breach_id: int, by: User, at: datetime, seen_version: int | None = None) -> BreachStep:
    """The officer has read the pack as the court will see it."""
    case = taken_up(breach_id, BreachMove.CHECK, by=by, at=at, seen_version=seen_version)
    refuse_red(case, at=at)
    return move(case, BreachMove.CHECK, BreachState.CHECKED, by=by, at=at)


@transaction.atomic
def amend(*, breach_id: int, by: User, at: datetime, seen_version: int | None = None) -> BreachStep:
    """Take the pack back to change it, before it is sent."""
    case = taken_up(breach_id, BreachMove.AMEND, by=by, at=at, seen_version=seen_version)
    return move(case, BreachMove.AMEND, BreachState.DRAFT, by=by, at=at)


@transaction.atomic
def endorse(
    *, breach_id: int, by: User, at: datetime, note: str = "", seen_version: int | None = None
) -> BreachStep:
    """A manager who neither wrote nor checked it puts their name to the pack."""
    case = taken_up(breach_id, BreachMove.ENDORSE, by=by, at=at, seen_version=seen_version)
    refuse_too_long(note=note)
    checked_by = case.breach.steps.filter(move=BreachMove.CHECK).order_by("-pk").first()
    hands = {case.breach.written_by_id, case.breach.opened_by_id}
    if checked_by is not None:
        hands.add(checked_by.by_id)
    if by.pk in hands:
        raise NotYourOwnPack
    refuse_red(case, at=at)
    return move(case, BreachMove.ENDORSE, BreachState.ENDORSED, by=by, at=at, why=note)


@transaction.atomic
def submit(
    *,
    breach_id: int,
    by: User,
    at: datetime,
    team_id: int | None = None,
    seen_version: int | None = None,
) -> BreachStep:
    """Send the pack to the enforcement team, which can open the record from now."""
    case = taken_up(breach_id, BreachMove.SUBMIT, by=by, at=at, seen_version=seen_version)
    team = enforcement_team(case, team_id, at=at)
    case.breach.enforcement_team_id = team.id
    pack = send(case, by=by, at=at)
    relate(
        kind="person",
        record_id=case.person.id,
        holder=HolderKind.TEAM,
        holder_id=team.id,
        relation=RelationKind.ENFORCEMENT,
        at=at,
    )
    return move(
        case,
        BreachMove.SUBMIT,
        BreachState.SUBMITTED,
        by=by,
        at=at,
        pack=pack,
        said=f"Breach pack sent to {team.name}",
    )


@transaction.atomic
def resubmit(
    *, breach_id: int, by: User, at: datetime, why: str = "", seen_version: int | None = None
) -> BreachStep:
    """Send the pack again after it was put right."""
    case = taken_up(breach_id, BreachMove.RESUBMIT, by=by, at=at, seen_version=seen_version)
    refuse_too_long(why=why)
    pack = send(case, by=by, at=at)
    return move(
        case,
        BreachMove.RESUBMIT,
        BreachState.RESUBMITTED,
        by=by,
        at=at,
        why=why,
        pack=pack,
        said=f"Breach pack put right and sent again, number {pack.number}",
    )


def enforcement_team(case: Case, team_id: int | None, *, at: datetime) -> organisations.TeamLine:
    """The team named; else the one in the unit that serves where the person lives; else the first."""
    on = timezone.localdate(at)
    found = [
        team
        for team in organisations.teams(on=on).values()
        if team.kind is TeamKind.ENFORCEMENT and team.organisation_kind is not OrganisationKind.CRC
    ]
    if team_id is not None:
        found = [team for team in found if team.id == team_id]
    if not found:
        raise NoEnforcementTeam
    if len(found) > 1 and case.person.area_id is not None:
        there = {
            each.organisation_id
            for each in organisations.receiving(area_id=case.person.area_id, on=on).values()
        }
        found.sort(key=lambda team: team.organisation_id not in there)
    return found[0]


def send(case: Case, *, by: User, at: datetime) -> SentPack:
    """Keep the pack as it is sent; refuses a red one."""
    pack = refuse_red(case, at=at)
    line = line_of(case)
    on = timezone.localdate(at)
    steps = queries.steps_of([case.breach.pk]).get(case.breach.pk, [])
    served = packs.served_letter(
        pack, line, crn=case.person.crn, sender=case.answering, steps=steps, on=on
    )
    not_served = packs.not_served_letter(
        pack, line, crn=case.person.crn, sender=case.answering, on=on
    )
    served_form, served_texts = form_and_texts(served)
    not_served_form, not_served_texts = form_and_texts(not_served)
    checklist_form, checklist_texts = packs.lines_as_kept(pack.lines)
    return SentPack.objects.create(
        breach=case.breach,
        number=case.breach.sent_packs.count() + 1,
        served_form=served_form,
        served_texts=served_texts,
        not_served_form=not_served_form,
        not_served_texts=not_served_texts,
        checklist_form=checklist_form,
        checklist_texts=checklist_texts,
        sent_by=by,
        sent_at=at,
    )


# ── The enforcement officer answers ────────────────────────────────────────────────────────
@transaction.atomic
def accept(
    *, breach_id: int, by: User, at: datetime, seen_version: int | None = None
) -> BreachStep:
    """The pack is good enough to go on; the two days run from when it came in."""
    case = taken_up(breach_id, BreachMove.ACCEPT, by=by, at=at, seen_version=seen_version)
    return move(
        case, BreachMove.ACCEPT, BreachState.ACCEPTED, by=by, at=at, said="Breach pack accepted"
    )


@transaction.atomic
def return_pack(
    *,
    breach_id: int,
    lines: Sequence[LineReturned],
    by: User,
    at: datetime,
    note: str = "",
    seen_version: int | None = None,
) -> BreachStep:
    """Send it back: at least one reason from the list, each with the line it is put to."""
    case = taken_up(breach_id, BreachMove.RETURN, by=by, at=at, seen_version=seen_version)
    marked = list({(each.line, each.reason): each for each in lines}.values())
    if not marked:
        raise NoReasonGiven
    if any(each.reason is ReturnReason.OTHER and not each.note.strip() for each in marked):
        raise NoteNeeded
    refuse_too_long(note="".join([note, *(each.note for each in marked)]))
    said = "; ".join(dict.fromkeys(each.reason.label.lower() for each in marked))
    step = move(
        case,
        BreachMove.RETURN,
        BreachState.RETURNED,
        by=by,
        at=at,
        why=note,
        said=f"Breach pack returned: {said}",
        note=note,
    )
    ReturnedLine.objects.bulk_create(
        ReturnedLine(step=step, line=each.line, reason=each.reason, note=each.note.strip())
        for each in marked
    )
    return step


@transaction.atomic
def consider(
    *, breach_id: int, by: User, at: datetime, why: str = "", seen_version: int | None = None
) -> BreachStep:
    """Weigh whether it should go to court."""
    case = taken_up(breach_id, BreachMove.CONSIDER, by=by, at=at, seen_version=seen_version)
    refuse_too_long(why=why)
    return move(case, BreachMove.CONSIDER, BreachState.CONSIDERED, by=by, at=at, why=why)


@transaction.atomic
def lay_information(
    *,
    breach_id: int,
    by: User,
    at: datetime,
    why: str = "",
    listed_for: ListedFor | None = None,
    seen_version: int | None = None,
) -> BreachStep:
    """Tell the court of the alleged breach, and list it where the court has given a day.

    What was only accepted is considered in the same hand.
    """
    seen_version = considered_first(breach_id, by=by, at=at, why=why, seen_version=seen_version)
    case = taken_up(breach_id, BreachMove.LAY, by=by, at=at, seen_version=seen_version)
    step = move(
        case,
        BreachMove.LAY,
        BreachState.LAID,
        by=by,
        at=at,
        why=why,
        said="Information laid before the court",
    )
    if listed_for is not None:
        list_hearing(
            breach_id=breach_id,
            court_id=listed_for.court_id,
            on=listed_for.on,
            process=listed_for.process,
            by=by,
            at=at,
        )
    return step


@transaction.atomic
def lay_no_information(
    *,
    breach_id: int,
    reason: NotLaidReason | None,
    by: User,
    at: datetime,
    why: str = "",
    seen_version: int | None = None,
) -> BreachStep:
    """Decide, with a reason, not to go to court."""
    if reason is None:
        raise NoReasonGiven
    if reason is NotLaidReason.OTHER and not why.strip():
        raise NoteNeeded("why")
    seen_version = considered_first(breach_id, by=by, at=at, why=why, seen_version=seen_version)
    case = taken_up(breach_id, BreachMove.DO_NOT_LAY, by=by, at=at, seen_version=seen_version)
    return move(
        case,
        BreachMove.DO_NOT_LAY,
        BreachState.NOT_LAID,
        by=by,
        at=at,
        why=why,
        not_laid=reason,
        said=f"No information laid: {reason.label.lower()}",
        note=why,
    )


def considered_first(
    breach_id: int, *, by: User, at: datetime, why: str, seen_version: int | None
) -> int | None:
    """Somebody who decides has considered: where that was not written down, it is now."""
    state = Breach.objects.filter(pk=breach_id).values_list("state", flat=True).get()
    if state != BreachState.ACCEPTED:
        return seen_version
    consider(breach_id=breach_id, by=by, at=at, why=why, seen_version=seen_version)
    return None


# ── In court ───────────────────────────────────────────────────────────────────────────────
@transaction.atomic
def list_hearing(
    *,
    breach_id: int,
    court_id: int,
    on: date,
    process: CourtProcess,
    by: User,
    at: datetime,
    seen_version: int | None = None,
) -> BreachHearing:
    """Write down which court hears it and when: first after it was laid, or again after a hearing."""
    state = Breach.objects.filter(pk=breach_id).values_list("state", flat=True).get()
    verb = BreachMove.ADJOURN if state == BreachState.HEARING else BreachMove.LIST
    case = taken_up(breach_id, verb, by=by, at=at, seen_version=seen_version)
    court = courts.by_id(court_id)
    if court is None:
        raise NoSuchCourt
    refuse_too_early(case, on)
    hearing = BreachHearing.objects.create(
        breach=case.breach, court_id=court.id, on=on, process=process, listed_by=by, listed_at=at
    )
    move(
        case,
        verb,
        BreachState.LISTED,
        by=by,
        at=at,
        said=f"Breach listed at {court.name} on {words(on)}, by {process.label.lower()}",
    )
    return hearing


def refuse_too_early(case: Case, on: date) -> None:
    laid = case.breach.steps.filter(move=BreachMove.LAY).order_by("-pk").first()
    if laid is not None and on < (day := timezone.localdate(laid.at)):
        raise BeforeItWasLaid(day)


@transaction.atomic
def record_hearing(
    *,
    hearing_id: int,
    outcome: HearingOutcome,
    by: User,
    at: datetime,
    note: str = "",
    next_on: date | None = None,
    seen_version: int | None = None,
) -> BreachHearing:
    """Write down what came of a day in court; put off, with the next day."""
    hearing = BreachHearing.objects.select_for_update(of=("self",)).get(pk=hearing_id)
    if hearing.outcome is not None:
        raise HeardAlready(HearingOutcome(hearing.outcome))
    case = taken_up(hearing.breach_id, BreachMove.HEAR, by=by, at=at, seen_version=seen_version)
    refuse_unfit(hearing, case, outcome, note, next_on, on=timezone.localdate(at))

    hearing.outcome = outcome
    hearing.note = note.strip()
    hearing.recorded_by = by
    hearing.recorded_at = at
    hearing.save(update_fields=["outcome", "note", "recorded_by", "recorded_at"])
    court = courts.by_id(hearing.court_id)
    move(
        case,
        BreachMove.HEAR,
        BreachState.HEARING,
        by=by,
        at=at,
        why=note,
        said=f"{court.name if court else ''}, {words(hearing.on)}: {outcome.label}",
        note=note.strip(),
    )
    if outcome.is_end:
        refuse_move(case.breach, BreachMove.CONCLUDE, by=by, answering=case.answering, at=at)
        move(case, BreachMove.CONCLUDE, BreachState.CONCLUDED, by=by, at=at, why=note)
    elif next_on is not None:
        list_hearing(
            breach_id=hearing.breach_id,
            court_id=hearing.court_id,
            on=next_on,
            process=CourtProcess(hearing.process),
            by=by,
            at=at,
        )
    return hearing


def refuse_unfit(
    hearing: BreachHearing,
    case: Case,
    outcome: HearingOutcome,
    note: str,
    next_on: date | None,
    *,
    on: date,
) -> None:
    refuse_too_long(note=note)
    if on < hearing.on:
        raise NotHeardYet(hearing.on)
    kind = line_of(case).order_kind
    is_after_prison = kind is OrderKind.POST_SENTENCE_SUPERVISION
    if outcome is HearingOutcome.DEFAULT_ORDER and not is_after_prison:
        raise NotForThisOrder(outcome, kind)
    if outcome is HearingOutcome.RESENTENCED and is_after_prison:
        raise NotForThisOrder(outcome, kind)
    if outcome is HearingOutcome.ADJOURNED and (next_on is None or next_on <= hearing.on):
        raise NextDayNeeded


# ── Taken back ─────────────────────────────────────────────────────────────────────────────
@transaction.atomic
def withdraw(
    *,
    breach_id: int,
    reason: WithdrawalReason | None,
    by: User,
    at: datetime,
    why: str = "",
    seen_version: int | None = None,
) -> BreachStep:
    """Take the alleged breach back, by the sender until it is accepted and by the enforcement team after."""
    if reason is None:
        raise NoReasonGiven
    if reason is WithdrawalReason.OTHER and not why.strip():
        raise NoteNeeded("why")
    refuse_too_long(why=why)
    case = taken_up(breach_id, BreachMove.WITHDRAW, by=by, at=at, seen_version=seen_version)
    return take_back(case, reason, by=by, at=at, why=why)


def take_back(
    case: Case, reason: WithdrawalReason, *, by: User, at: datetime, why: str = ""
) -> BreachStep:
    case.breach.hearings.filter(outcome__isnull=True).update(
        outcome=HearingOutcome.TAKEN_BACK, recorded_by=by, recorded_at=at
    )
    return move(
        case,
        BreachMove.WITHDRAW,
        BreachState.WITHDRAWN,
        by=by,
        at=at,
        why=why,
        withdrawn=reason,
        said=f"Breach withdrawn: {reason.label.lower()}",
        note=why.strip(),
    )


@transaction.atomic
def end_after_death(*, person_ids: Collection[int], by: User, at: datetime) -> int:
    """The person died: every live breach ends. The rights are the caller's. Returns how many ended."""
    rows = Breach.objects.select_for_update(of=("self",)).live().filter(person_id__in=person_ids)
    ended = 0
    for breach in rows:
        person = persons.by_id(persons.kept_id(breach.person_id))
        answering = queries.answering(person_ids, breach_id=breach.pk, at=at)
        if person is None or answering is None:
            continue
        take_back(Case(breach, person, answering), WithdrawalReason.DIED, by=by, at=at)
        ended += 1
    return ended
