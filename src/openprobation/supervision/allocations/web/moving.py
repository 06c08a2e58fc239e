"""Pages by which a case moves: handover, caseload, risk escalation, transfer, and what waits for whom."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, time
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from openprobation.foundation import clock
from openprobation.foundation.access import queries as access
from openprobation.foundation.access.check import authority, may
from openprobation.foundation.drafts.web.writing import (
    SignedInRequest,
    answer,
    open_form,
    permitted,
)
from openprobation.foundation.identity import queries as identity
from openprobation.foundation.organisations import queries as organisations
from openprobation.foundation.refusals import Refused
from openprobation.rules import moves as rules
from openprobation.supervision.persons import queries as persons
from openprobation.supervision.persons.web.opening import open_person
from openprobation.supervision.risk import queries as risk
from openprobation.supervision.workforce import queries as workforce
from openprobation.ui.forms import ChoiceField
from openprobation.vocabulary.moves import (
    Danger,
    EscalationPurpose,
    EscalationRefusal,
    EscalationReturn,
    EscalationState,
    EscalationVerb,
    Standing,
    TransferState,
)
from openprobation.vocabulary.organisations import TeamKind
from openprobation.vocabulary.risk import HarmLevel

from .. import actions, queries
from ..actions.standing import manages
from ..permissions import Permission
from ..policies import HARM_BEYOND_GRADE, LOOK_BACK, NOT_PROPOSED, REJECTED_SHOWN_FOR
from . import moving_forms as forms
from . import showing
from .loads import weights

if TYPE_CHECKING:
    from openprobation.foundation.identity.models import User


@dataclass(frozen=True, slots=True)
class Who:
    """A person in a list: named, or masked with whom to ask."""

    id: int
    crn: str
    name: str
    ask: str
    harm: HarmLevel | None


def people(person_ids: Collection[int], *, viewer: User, at: datetime) -> dict[int, Who]:
    """People as lists show them, restricted ones masked. Four queries at most."""
    if not person_ids:
        return {}
    named = persons.named(person_ids)
    asks = access.masked(viewer, kind="person", record_ids=person_ids, at=at)
    harm = risk.harm(person_ids)
    return {
        pk: Who(pk, one.crn, "", asks[pk], None)
        if pk in asks
        else Who(pk, one.crn, one.name, "", harm[pk].overall if pk in harm else None)
        for pk, one in named.items()
    }


# ── What waits for whom ────────────────────────────────────────────────────────────────────
@permitted(Permission.VIEW)
def moves(request: SignedInRequest) -> HttpResponse:
    """Cases on their way: to me, from me, and handovers nobody has read."""
    at = clock.now()
    theirs = authority(request.user, at)
    where: dict[str, Any] = {
        "user_id": request.user.pk,
        "team_ids": theirs.team_ids,
        "unit_ids": theirs.unit_ids,
    }
    escalations = queries.escalations_waiting(**where)
    transfers = queries.transfers_waiting(**where)
    inherited = queries.inherited(request.user.pk)
    rejected = queries.transfers_rejected(**where, since=at - REJECTED_SHOWN_FOR)
    ids = {one.person_id for one in escalations} | {one.person_id for one in inherited}
    ids |= {pk for one in rejected for pk in one.person_ids}
    found = people(ids, viewer=request.user, at=at)
    just_moved = queries.just_moved(request.user.pk, at)
    return render(
        request,
        "allocations/moves.html",
        {
            "escalations": [(found[one.person_id], one) for one in escalations],
            "transfers": transfers,
            "rejected": [
                (one, not any(found[pk].ask for pk in one.person_ids)) for one in rejected
            ],
            "inherited": [(found[one.person_id], one) for one in inherited],
            "just_moved": just_moved,
            "may_ask": may(request.user, Permission.ASK_FOR_TRANSFER, at=at),
            "mine": queries.load([request.user.pk], at)[request.user.pk].cases,
            "colleagues": colleagues(request, at=at),
            "today": clock.today(),
        },
    )


def colleagues(request: SignedInRequest, *, at: datetime) -> list[tuple[int, str, int]]:
    """Officers whose caseload the viewer may move, with how many cases each has. Two queries at most."""
    if not may(request.user, Permission.REALLOCATE, at=at):
        return []
    members = members_of(request.user, at=at)
    loads = queries.load([member.user_id for member in members], at)
    return [
        (member.user_id, member.name, loads[member.user_id].cases)
        for member in members
        if loads[member.user_id].cases
    ]


def members_of(viewer: User, *, at: datetime) -> list[organisations.Member]:
    """Who holds cases in the teams somebody manages, each once."""
    theirs = authority(viewer, at)
    teams = organisations.teams(on=theirs.on)
    managed = [team.id for team in teams.values() if manages(theirs.posts, team.id, team.unit_id)]
    found = organisations.members(team_ids=managed, on=theirs.on, roles=queries.HOLD_CASES)
    return list({member.user_id: member for member in found}.values())


# ── Handover ───────────────────────────────────────────────────────────────────────────────
@permitted(Permission.HAND_OVER)
def handover(request: SignedInRequest, crn: str) -> HttpResponse:
    """One page on somebody inherited: read it, put it right, say how you two talked."""
    person = open_person(request, crn)
    at = clock.now()
    inherited = queries.handover(person.ids)
    holder = queries.holder(person.ids, at)
    if inherited is None:
        messages.info(request, _("This case came from no other officer."))
        return redirect("allocations:history", person.crn)
    page = queries.page(inherited, person, at=at)
    form = open_form(
        request,
        forms.ReadHandover,
        seen=holder.spell_id if holder else None,
        initial={
            **{name: part.text for name, part in page.parts.items()},
            "met_how": inherited.met_how.value if inherited.met_how else None,
            "met_on": inherited.met_on,
        },
        came_from={name: part.source for name, part in page.parts.items()},
    )

    def act() -> str:
        given = form.cleaned_data
        seen = str(given["seen"] or "")
        actions.read_handover(
            person_id=person.id,
            parts={name: given[name] for name in page.parts},
            met_how=given["met_how"],
            met_on=given["met_on"],
            seen_spell_id=int(seen) if seen.isdigit() else None,
            by=request.user,
            at=at,
        )
        messages.success(request, _("Saved: the page of %(name)s.") % {"name": person.name})
        return reverse("allocations:moves")

    return answer(request, form, act) or render(
        request,
        "allocations/handover.html",
        {
            **showing.about(person, at=at),
            "form": form,
            "inherited": inherited,
            "page": page,
            "corrected": queries.pages(inherited.id),
            "ordinal": showing.ordinal(inherited.number),
            "is_told": queries.told(person.id, at=at),
            "is_theirs": inherited.officer_id == request.user.pk
            or (holder is not None and manages_holder(request, holder, at=at)),
        },
    )


def manages_holder(request: SignedInRequest, holder: queries.Holder, *, at: datetime) -> bool:
    return manages(authority(request.user, at).posts, holder.team_id, holder.unit_id)


# ── A whole caseload ───────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class CaseRow:
    """One case of the caseload, and who is to take it."""

    person: Who
    spell_id: int
    to: str


@dataclass(frozen=True, slots=True)
class LoadRow:
    """What a receiver would hold, before and after."""

    user_id: int
    name: str
    before: int
    after: int
    warnings: tuple[str, ...]


@permitted(Permission.REALLOCATE)
def caseload(request: SignedInRequest, pk: int) -> HttpResponse:
    """Move an absent colleague's cases: a proposal, the effect on every receiver, then one act."""
    at, on = clock.now(), clock.today()
    members = {member.user_id: member for member in members_of(request.user, at=at)}
    colleague = identity.by_id(pk)
    if colleague is None or pk not in members:
        raise Http404
    lines = queries.caseload(pk, at)
    who = people([line.person_id for line in lines], viewer=request.user, at=at)
    receivers = [member for member in members.values() if member.user_id != pk]
    loads = queries.load([member.user_id for member in receivers], at)
    away = workforce.absent([member.user_id for member in receivers], on=on)
    beyond = HARM_BEYOND_GRADE.on(on, pack=queries.pack()).value
    not_proposed = NOT_PROPOSED.on(on, pack=queries.pack()).value
    carried = weights(receivers, {}, at=at, on=on)
    worth = workforce.points([line.person_id for line in lines], on=on)
    proposed = rules.share_out(
        {line.person_id: who[line.person_id].harm for line in lines},
        [
            rules.Receiver(
                member.user_id,
                loads[member.user_id].cases,
                beyond.get(member.grade, ()),
                points=carried[member.user_id].load.points,
                room=carried[member.user_id].load.available,
            )
            for member in receivers
            if member.grade not in not_proposed and member.user_id not in away
        ],
        worth={person_id: points or 0 for person_id, points in worth.items()},
    )
    form = open_form(request, forms.MoveCaseload, initial={"reason": "absence"})
    typed = form.is_bound
    rows = [
        CaseRow(
            who[line.person_id],
            line.spell_id,
            str(form.data.get(f"to_{line.person_id}", ""))
            if typed
            else str(proposed.get(line.person_id, "")),
        )
        for line in lines
    ]
    chosen = [row for row in rows if row.to.isdigit() and int(row.to) in members]

    def act() -> str:
        actions.move_caseload(
            moves=[
                actions.Moving(row.person.id, int(row.to), seen_of(request, row)) for row in chosen
            ],
            reason=form.cleaned_data["reason"],
            note=form.cleaned_data["note"],
            by=request.user,
            at=at,
        )
        messages.success(
            request,
            _("%(n)s cases of %(name)s have moved, each with a handover.")
            % {"n": len(chosen), "name": colleague.name},
        )
        return reverse("allocations:moves")

    context = {
        "colleague": colleague,
        "may_ask": may(request.user, Permission.ASK_FOR_TRANSFER, at=at),
        "form": form,
        "rows": rows,
        "chosen": chosen,
        "receivers": receivers,
        "notes": {
            member.user_id: _("away") if member.user_id in away else member.grade.label.lower()
            for member in receivers
            if member.user_id in away or member.grade in not_proposed
        },
        "names": {str(member.user_id): member.name for member in receivers},
        "loads": load_rows(receivers, loads, chosen, beyond=beyond, large=queries.large_from(on)),
        "due_on": actions.first_contact_due(on),
    }
    if request.method == "POST" and form.is_valid():
        if "checked" in request.POST:
            if done := answer(request, form, act):
                return done
        elif not chosen:
            form.refuse(Refused(_("Choose who takes at least one of the cases.")))
        else:
            asked = [
                (name, str(value))
                for name in request.POST
                if name not in ("csrfmiddlewaretoken", "submission", "checked")
                for value in request.POST.getlist(name)
            ]
            gets: dict[int, list[int]] = {}
            for row in chosen:
                gets.setdefault(int(row.to), []).append(row.person.id)
            weighed = weights(receivers, gets, at=at, on=on)
            return render(
                request,
                "allocations/caseload_check.html",
                {**context, "asked": asked, "weighed": weighed},
            )
    return render(request, "allocations/caseload.html", context)


def seen_of(request: SignedInRequest, row: CaseRow) -> int | None:
    seen = request.POST.get(f"seen_{row.person.id}", "")
    return int(seen) if seen.isdigit() else None


def load_rows(
    receivers: list[organisations.Member],
    loads: dict[int, queries.Load],
    chosen: list[CaseRow],
    *,
    beyond: Any,
    large: int,
) -> list[LoadRow]:
    """Every receiver's load before and after, those who get most first."""
    found = []
    for member in receivers:
        gets = [row for row in chosen if row.to == str(member.user_id)]
        before = loads[member.user_id].cases
        beyond_them = [row for row in gets if row.person.harm in beyond.get(member.grade, ())]
        warnings = [queries.large_load(before + len(gets), large=large) if gets else ""]
        if beyond_them:
            warnings.append(
                _("%(n)s of these carry a harm level a %(grade)s does not usually hold.")
                % {"n": len(beyond_them), "grade": member.grade.label.lower()}
            )
        found.append(
            LoadRow(
                member.user_id,
                member.name,
                before,
                before + len(gets),
                tuple(warning for warning in warnings if warning),
            )
        )
    return sorted(found, key=lambda row: (row.before - row.after, row.name))


@require_POST
@permitted(Permission.REALLOCATE)
def undo(request: SignedInRequest, batch: UUID) -> HttpResponse:
    """Take back the move of a caseload, within its ten minutes."""
    try:
        cases = actions.undo_move(batch=batch, by=request.user, at=clock.now())
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("%(n)s cases have gone back.") % {"n": cases})
    return redirect("allocations:moves")


# ── Risk escalation ────────────────────────────────────────────────────────────────────────
@permitted(Permission.RAISE_CONCERN)
def escalate(request: SignedInRequest, crn: str) -> HttpResponse:
    """The danger of this moment first; then what changed, who is at risk, and what is asked."""
    person = open_person(request, crn)
    at = clock.now()
    there = queries.escalation_of(person.ids)
    if there is not None and there.is_open:
        return redirect("allocations:escalation", person.crn)
    history = sorted(risk.harm_history(person.ids), key=lambda one: one.at, reverse=True)
    now = history[0] if history else None
    before = history[1] if len(history) > 1 else now
    changed = [
        change for few in risk.changed_since(person.ids, at - LOOK_BACK).values() for change in few
    ]
    form = open_form(
        request,
        forms.RaiseConcern,
        initial={
            "purpose": EscalationPurpose.HARM.value,
            "harm_now": now.overall.value if now else None,
            "who_is_at_risk": now.who_is_at_risk if now else "",
            "protective": now.what_protects_them if now else "",
            "what_changed": " ".join(f"{change.what}." for change in changed),
        },
        came_from={
            name: _("Assessment of harm by %(name)s") % {"name": now.assessed_by}
            for name in ("harm_now", "who_is_at_risk", "protective")
        }
        if now
        else {},
    )

    def act() -> str:
        given = form.cleaned_data
        actions.raise_concern(
            person_id=person.id,
            concern=actions.Concern(
                purpose=given["purpose"] or EscalationPurpose.HARM,
                is_urgent=given["is_urgent"] in (True, "yes"),
                danger=given["danger"] or Danger.NOBODY,
                told=given["told"],
                harm_before=before.overall if before else None,
                harm_now=given["harm_now"],
                what_changed=given["what_changed"],
                who_is_at_risk=given["who_is_at_risk"],
                protective=given["protective"],
                mappa_category=given["mappa_category"],
            ),
            by=request.user,
            at=at,
        )
        messages.success(request, _("Raised. You answer for the case until it is accepted."))
        return reverse("allocations:escalation", args=[person.crn])

    return answer(request, form, act) or render(
        request,
        "allocations/escalate.html",
        {**showing.about(person, at=at), "form": form, "now": now, "before_level": before},
    )


FIELDS_OF = {
    EscalationVerb.REFER: ("named", "why"),
    EscalationVerb.KEEP: ("why",),
    EscalationVerb.NAME_ANOTHER: ("named", "why"),
    EscalationVerb.RETURN: ("code", "why"),
    EscalationVerb.SEND_AGAIN: ("why",),
    EscalationVerb.ACCEPT: ("moves_on", "moves_time", "officer", "why"),
    EscalationVerb.REFUSE: ("code", "why"),
    EscalationVerb.TAKE: (),
    EscalationVerb.MEET: ("met_on", "why"),
    EscalationVerb.WITHDRAW: ("why",),
}


@permitted(Permission.VIEW)
def escalation(request: SignedInRequest, crn: str) -> HttpResponse:
    """An escalation as both organisations see it, with who answers meanwhile and what may be done now."""
    person = open_person(request, crn)
    at, on = clock.now(), clock.today()
    found = queries.escalation_of(person.ids)
    holder = queries.holder(person.ids, at)
    if found is None or holder is None:
        return redirect("allocations:history", person.crn)
    verbs = [
        verb
        for verb in rules.verbs_for(
            rules.ESCALATION,
            found.state,
            who_is(request.user, found, holder, at=at),
            is_urgent=found.is_urgent,
        )
        if verb in FIELDS_OF
    ]
    asked = request.POST.get("verb") or request.GET.get("verb") or ""
    verb = next((one for one in verbs if one.value == asked), verbs[0] if len(verbs) == 1 else None)
    form = open_form(
        request,
        forms.Step,
        initial={"moves_on": on, "moves_time": timezone.localtime(at).time()},
    )
    offer_choices(form, person, found, verb, on=on, at=at)

    def act() -> str:
        assert verb is not None  # the button says which
        do_step(verb, found.id, form, by=request.user, at=at)
        messages.success(request, _("Saved: %(verb)s.") % {"verb": verb.label.lower()})
        return reverse("allocations:escalation", args=[person.crn])

    if verb is not None and (done := answer(request, form, act)):
        return done
    return render(
        request,
        "allocations/escalation.html",
        {
            **showing.about(person, at=at),
            "escalation": found,
            "steps": queries.steps(found.id),
            "verbs": verbs,
            "verb": verb,
            "fields": FIELDS_OF[verb] if verb else (),
            "form": form,
            "is_late": found.answer_by is not None
            and found.state is EscalationState.REFERRED
            and on > found.answer_by,
        },
    )


def who_is(
    user: User, found: queries.Escalated, holder: queries.Holder, *, at: datetime
) -> frozenset[Standing]:
    """What the viewer is to an escalation, for the buttons; the act asks again."""
    posts = authority(user, at).posts
    standings = set()
    if user.pk in (holder.officer_id, holder.deputy_id):
        standings.add(Standing.HOLDER)
    if manages(posts, holder.team_id, holder.unit_id):
        standings.add(Standing.HOLDING_MANAGER)
    if found.named_id == user.pk:
        standings.add(Standing.NAMED)
    if found.to_team_id is not None:
        team = organisations.teams(on=authority(user, at).on, ids=[found.to_team_id])
        unit_id = team[found.to_team_id].unit_id if found.to_team_id in team else 0
        if manages(posts, found.to_team_id, unit_id):
            standings.add(Standing.RECEIVING_MANAGER)
    return frozenset(standings)


def offer_choices(
    form: forms.Step,
    person: persons.Handle,
    found: queries.Escalated,
    verb: EscalationVerb | None,
    *,
    on: Any,
    at: datetime,
) -> None:
    """Who could answer, who could have it, which codes: only what the verb needs."""
    if verb in (EscalationVerb.REFER, EscalationVerb.NAME_ANOTHER):
        named = queries.who_could_answer(person.area_id, on=on, only_managers=found.is_urgent)
        field(form, "named").offer(
            (one.value, f"{one.name}, {one.role.label}, {one.team}") for one in named
        )
    if verb is EscalationVerb.RETURN:
        field(form, "code").offer(forms.RETURN_CODES)
    if verb is EscalationVerb.REFUSE:
        field(form, "code").offer(forms.REFUSAL_CODES)
    if verb is EscalationVerb.ACCEPT and found.to_team_id is not None:
        choices = queries.candidates([found.to_team_id], at=at, harm=found.harm_now)
        field(form, "officer").offer(
            (one.user_id, _("%(name)s: %(n)s cases") % {"name": one.name, "n": one.cases})
            for one in choices
        )


def field(form: Any, name: str) -> ChoiceField:
    found = form.fields[name]
    assert isinstance(found, ChoiceField)
    return found


def do_step(
    verb: EscalationVerb, escalation_id: int, form: forms.Step, *, by: User, at: datetime
) -> None:
    given = form.cleaned_data
    common: dict[str, Any] = {"escalation_id": escalation_id, "by": by, "at": at}
    why = given["why"]
    if verb in (EscalationVerb.REFER, EscalationVerb.NAME_ANOTHER):
        user_id, _dot, team_id = str(given["named"]).partition(".")
        if not (user_id.isdigit() and team_id.isdigit()):
            raise Refused(_("Choose who answers."), field="named")
        go = actions.refer if verb is EscalationVerb.REFER else actions.name_another
        go(named_id=int(user_id), team_id=int(team_id), why=why, **common)
    elif verb is EscalationVerb.RETURN:
        code = given["code"]
        actions.return_for_information(
            code=EscalationReturn(code) if code else None, why=why, **common
        )
    elif verb is EscalationVerb.REFUSE:
        code = given["code"]
        actions.refuse_escalation(code=EscalationRefusal(code) if code else None, why=why, **common)
    elif verb is EscalationVerb.ACCEPT:
        officer = str(given["officer"] or "")
        actions.accept_escalation(
            moves_at=moment_of(given, at=at),
            officer_id=int(officer) if officer.isdigit() else None,
            why=why,
            **common,
        )
    elif verb is EscalationVerb.MEET:
        if given["met_on"] is None:
            raise Refused(_("Say when you met."), field="met_on")
        actions.record_meeting(met_on=given["met_on"], why=why, **common)
    elif verb is EscalationVerb.TAKE:
        actions.take(**common)
    else:
        acts: dict[EscalationVerb, Callable[..., Any]] = {
            EscalationVerb.KEEP: actions.keep_case,
            EscalationVerb.SEND_AGAIN: actions.send_again,
            EscalationVerb.WITHDRAW: actions.withdraw_escalation,
        }
        acts[verb](why=why, **common)


def moment_of(given: dict[str, Any], *, at: datetime) -> datetime:
    """The moment named; one of today that has just passed while the page was open is now."""
    day = given["moves_on"] or timezone.localdate(at)
    moment = timezone.make_aware(
        datetime.combine(day, given["moves_time"] or time(9)), clock.LONDON
    )
    return at if moment < at and day == timezone.localdate(at) else moment


# ── Transfer ───────────────────────────────────────────────────────────────────────────────
@permitted(Permission.ASK_FOR_TRANSFER)
def transfer(request: SignedInRequest, crn: str) -> HttpResponse:
    """Ask another team, or one of its officers, to take the case."""
    person = open_person(request, crn)
    at, on = clock.now(), clock.today()
    holder = queries.holder(person.ids, at)
    if holder is None:
        return redirect("allocations:history", person.crn)
    teams = {
        team.id: team
        for team in organisations.teams(on=on).values()
        if team.kind is TeamKind.SUPERVISION
        and not rules.why_not_there(holder.organisation_kind, team.organisation_kind)
    }
    form = open_form(request, forms.AskForTransfer)
    field(form, "team").offer(
        (pk, f"{team.name}, {team.organisation}") for pk, team in teams.items()
    )
    members = organisations.members(team_ids=teams, on=on, roles=queries.HOLD_CASES)
    field(form, "officer").offer(
        (member.user_id, f"{member.name}, {teams[member.team_id].name}")
        for member in members
        if member.user_id != holder.officer_id
    )

    def act() -> str:
        officer = str(form.cleaned_data["officer"] or "")
        batch = actions.ask_for_transfer(
            person_ids=[person.id],
            team_id=int(form.cleaned_data["team"]),
            officer_id=int(officer) if officer.isdigit() else None,
            reason=form.cleaned_data["reason"],
            why=form.cleaned_data["why"],
            by=request.user,
            at=at,
        )
        messages.success(
            request, _("Asked for. %(who)s answers until it is accepted.") % {"who": holder.team}
        )
        return reverse("allocations:transfer_set", args=[batch])

    return answer(request, form, act) or render(
        request, "allocations/transfer.html", {**showing.about(person, at=at), "form": form}
    )


@permitted(Permission.VIEW)
def transfer_set(request: SignedInRequest, batch: UUID) -> HttpResponse:
    """A set of cases another team was asked to take: who answers meanwhile, and yes or no."""
    at, on = clock.now(), clock.today()
    lines = queries.transfer_set(batch)
    ids = queries.people_in(batch)
    if not lines or not access.open_among(ids, kind="person", to=request.user, at=at):
        raise Http404
    line = next((one for one in lines if one.state is TransferState.ASKED), lines[0])
    posts = authority(request.user, at).posts
    team = organisations.teams(on=on, ids=[line.to_team_id]).get(line.to_team_id)
    receives = team is not None and manages(posts, team.id, team.unit_id)
    may_answer = receives and line.state is TransferState.ASKED
    form = open_form(request, forms.AnswerTransfer)
    if may_answer:
        field(form, "officer").offer(
            (one.user_id, _("%(name)s: %(n)s cases") % {"name": one.name, "n": one.cases})
            for one in queries.candidates([line.to_team_id], at=at, harm=None)
        )

    def act() -> str:
        given = form.cleaned_data
        officer = str(given["officer"] or "")
        if "withdraw" in request.POST:
            actions.withdraw_transfer(batch=batch, why=given["why"], by=request.user, at=at)
        elif "reject" in request.POST:
            actions.reject_transfer(
                batch=batch, code=given["code"], why=given["why"], by=request.user, at=at
            )
        else:
            actions.accept_transfer(
                batch=batch,
                officer_id=int(officer) if officer.isdigit() else None,
                by=request.user,
                at=at,
            )
        messages.success(request, _("Saved."))
        return reverse("allocations:moves")

    if done := answer(request, form, act):
        return done
    found = people(ids, viewer=request.user, at=at)
    receivers = organisations.members(team_ids=[line.to_team_id], on=on, roles=queries.HOLD_CASES)
    return render(
        request,
        "allocations/transfer_set.html",
        {
            "weighed": weights(
                receivers, {member.user_id: ids for member in receivers}, at=at, on=on
            )
            if may_answer
            else {},
            "line": line,
            "lines": lines,
            "people": [found[pk] for pk in ids],
            "holders": queries.holders(ids, at),
            "steps": queries.transfer_steps(batch),
            "form": form,
            "may_answer": may_answer,
            "may_withdraw": not receives and line.state is TransferState.ASKED,
            "is_late": line.state is TransferState.ASKED and on > line.answer_by,
        },
    )
