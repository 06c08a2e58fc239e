"""A supplier's pages: what was sent to its organisation, its answer, its sessions and its report.

Every page asks for the referral by the viewer's organisation; what was sent elsewhere is not found.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from openprobation.foundation import clock
from openprobation.foundation.audit.actions import record
from openprobation.foundation.clock import LONDON
from openprobation.foundation.drafts.web.writing import (
    SignedInRequest,
    answer,
    open_form,
    permitted,
)
from openprobation.foundation.organisations import queries as organisations
from openprobation.foundation.refusals import Refused
from openprobation.supervision.interventions import actions, queries
from openprobation.supervision.interventions.actions.moving import suppliers_of
from openprobation.supervision.interventions.permissions import Permission
from openprobation.supervision.persons import queries as persons
from openprobation.ui import wording
from openprobation.vocabulary.interventions import (
    Delivery,
    ReferralMove,
    ReferralState,
    SessionKind,
    SessionState,
    Side,
)

from . import forms
from .groups import standing
from .people import shown

ACTS: dict[ReferralMove, tuple[Any, str]] = {
    ReferralMove.RETURN: (ReferralMove.RETURN.label, "provider:return"),
    ReferralMove.ASSIGN: (ReferralMove.ASSIGN.label, "provider:assign"),
    ReferralMove.ASSESS: (ReferralMove.ASSESS.label, "provider:assess"),
    ReferralMove.PLAN: (ReferralMove.PLAN.label, "provider:plan"),
    ReferralMove.CHANGE_PLAN: (ReferralMove.CHANGE_PLAN.label, "provider:change_plan"),
    ReferralMove.END: (ReferralMove.END.label, "provider:end"),
    ReferralMove.WITHDRAW: (ReferralMove.WITHDRAW.label, "provider:withdraw"),
}


@permitted(Permission.SUPPLY)
def home(request: SignedInRequest) -> HttpResponse:
    """What waits for this supplier, and what is over. Four queries, however many."""
    at = clock.now()
    mine = suppliers_of(request.user, at=at)
    running, over = queries.running_and_over(mine)
    people = shown([line.person_id for line in [*running, *over]], to=request, at=at)
    record("referral.list_viewed", by=request.user.username, at=at, count=len(running))
    return render(
        request,
        "provider/home.html",
        {
            "new": [each for each in running if each.state is ReferralState.SENT],
            "running": [each for each in running if each.state is not ReferralState.SENT],
            "over": over,
            "people": people,
            "today": clock.today(),
        },
    )


def sent_here(request: SignedInRequest, pk: int) -> queries.ReferralLine:
    """The referral, if it was sent to the viewer's organisation; the look is written down."""
    at = clock.now()
    found = queries.supplied(pk, organisation_ids=suppliers_of(request.user, at=at))
    if found is None or shown([found.person_id], to=request, at=at)[found.person_id].ask:
        raise Http404
    record(
        "referral.viewed",
        by=request.user.username,
        at=at,
        person_id=persons.kept_id(found.person_id),
        referral=pk,
    )
    return found


@permitted(Permission.SUPPLY)
def referral(request: SignedInRequest, pk: int) -> HttpResponse:
    """All that was sent, and what to do next."""
    line = sent_here(request, pk)
    moves = line.moves(Side.SUPPLIER)
    at = clock.now()
    return render(
        request,
        "provider/referral.html",
        {
            "line": line,
            "told": queries.told(pk),
            "name": persons.named([line.person_id])[line.person_id],
            "may_accept": ReferralMove.ACCEPT in moves,
            "may_book": line.is_under_way,
            "acts": [
                (ACTS[move][0], reverse(ACTS[move][1], args=[pk])) for move in moves if move in ACTS
            ],
            "progress": queries.progress([pk], at=at).get(pk),
            "now": at,
            "to_report": [
                each
                for each in line.sessions
                if each.state is SessionState.PLANNED and each.starts_at <= at
            ],
            "today": clock.today(),
        },
    )


@permitted(Permission.SUPPLY)
@require_POST
def accept(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take it. One press."""
    sent_here(request, pk)
    try:
        actions.accept(referral_id=pk, by=request.user, at=clock.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Accepted. Name a worker next."))
    return redirect("provider:referral", pk=pk)


def written(
    request: SignedInRequest,
    pk: int,
    form: Any,
    act: Callable[..., Any],
    *,
    title: str,
    done: str,
    button: str = "",
) -> HttpResponse:
    """A page with one form: do what it asks, and go back to the referral."""
    back = reverse("provider:referral", args=[pk])

    def once() -> str:
        act(by=request.user, at=clock.now())
        messages.success(request, done)
        return back

    return answer(request, form, once) or render(
        request,
        "provider/form.html",
        {"form": form, "title": title, "button": button or _("Save"), "back": back},
    )


@permitted(Permission.SUPPLY)
def send_back(request: SignedInRequest, pk: int) -> HttpResponse:
    """Return it with a reason."""
    sent_here(request, pk)
    form = open_form(request, forms.Return)

    def act(**who: Any) -> None:
        data = form.cleaned_data
        actions.return_referral(referral_id=pk, reason=data["reason"], why=data["why"], **who)

    return written(request, pk, form, act, title=_("Send it back"), done=_("Sent back."))


@permitted(Permission.SUPPLY)
def assign(request: SignedInRequest, pk: int) -> HttpResponse:
    """Name a worker of this supplier."""
    line = sent_here(request, pk)
    form = open_form(request, forms.Assign, initial={"worker": str(request.user.pk)})
    teams = organisations.teams(on=clock.today(), organisation_id=line.supplier_id)
    members = organisations.members(team_ids=list(teams), on=clock.today())
    workers = {each.user_id: each.name for each in members if each.role.value == "supplier"}
    form.fields["worker"].offer(workers.items())  # type: ignore[attr-defined]

    def act(**who: Any) -> None:
        actions.assign(referral_id=pk, worker_id=int(form.cleaned_data["worker"]), **who)

    return written(request, pk, form, act, title=_("Name a worker"), done=_("Saved."))


@permitted(Permission.SUPPLY)
def assess(request: SignedInRequest, pk: int) -> HttpResponse:
    """Write the assessment."""
    sent_here(request, pk)
    form = open_form(request, forms.Assess)

    def act(**who: Any) -> None:
        actions.assess(referral_id=pk, text=form.cleaned_data["text"], **who)

    return written(request, pk, form, act, title=_("Assessment"), done=_("Sent to the officer."))


@permitted(Permission.SUPPLY)
def plan(request: SignedInRequest, pk: int) -> HttpResponse:
    """Make the action plan."""
    sent_here(request, pk)
    form = open_form(request, forms.Plan)

    def act(**who: Any) -> None:
        data = form.cleaned_data
        actions.make_plan(referral_id=pk, text=data["text"], sessions=data["sessions"], **who)

    return written(request, pk, form, act, title=_("Action plan"), done=_("Sent to the officer."))


@permitted(Permission.SUPPLY)
def change_plan(request: SignedInRequest, pk: int) -> HttpResponse:
    """A new version, which opens filled from the last."""
    sent_here(request, pk)
    last = next(
        (each for each in queries.told(pk).papers if each.kind.value == "action_plan"), None
    )
    initial = {"text": last.text, "sessions": last.sessions} if last else {}
    form = open_form(request, forms.ChangePlan, initial=initial)

    def act(**who: Any) -> None:
        data = form.cleaned_data
        actions.change_plan(
            referral_id=pk, text=data["text"], sessions=data["sessions"], why=data["why"], **who
        )

    return written(
        request, pk, form, act, title=_("Change the action plan"), done=_("Sent to the officer.")
    )


@permitted(Permission.SUPPLY)
def book(request: SignedInRequest, pk: int) -> HttpResponse:
    """Book a session: the person and the officer see it from now."""
    line = sent_here(request, pk)
    is_first = line.assessed_at is None
    form = open_form(
        request,
        forms.Book,
        initial={
            "kind": (SessionKind.ASSESSMENT if is_first else SessionKind.SESSION).value,
            "minutes": 60,
            "delivery": Delivery.IN_PERSON.value,
            "place": line.sessions[-1].place if line.sessions else "",
        },
    )

    def act(**who: Any) -> None:
        data = form.cleaned_data
        actions.book(
            referral_id=pk,
            kind=data["kind"],
            starts_at=datetime.combine(data["day"], data["time"], tzinfo=LONDON),
            minutes=data["minutes"],
            delivery=data["delivery"],
            place=data["place"],
            **who,
        )

    return written(request, pk, form, act, title=_("Book a session"), done=_("Booked."))


@permitted(Permission.SUPPLY)
def report(request: SignedInRequest, pk: int, session: int) -> HttpResponse:
    """Say what happened; the officer decides what it means."""
    line = sent_here(request, pk)
    if not any(each.id == session for each in line.sessions):
        raise Http404
    form = open_form(request, forms.Report)

    def act(**who: Any) -> None:
        data = form.cleaned_data
        actions.report(
            session_id=session,
            attendance=data["attendance"],
            no_session=data["no_session"],
            note=data["note"],
            **who,
        )

    return written(
        request, pk, form, act, title=_("Report on a session"), done=_("Sent to the officer.")
    )


def session_of(line: queries.ReferralLine, session: int) -> queries.SessionLine:
    found = next((each for each in line.sessions if each.id == session), None)
    if found is None:
        raise Http404
    return found


@permitted(Permission.SUPPLY)
def correct(request: SignedInRequest, pk: int, session: int) -> HttpResponse:
    """Report again, filled from the last; the record keeps both."""
    line = session_of(sent_here(request, pk), session)
    form = open_form(
        request,
        forms.CorrectReport,
        initial={
            "attendance": line.attendance,
            "no_session": line.no_session,
            "note": line.note,
        },
    )

    def act(**who: Any) -> None:
        data = form.cleaned_data
        actions.correct_report(
            session_id=session,
            attendance=data["attendance"],
            no_session=data["no_session"],
            note=data["note"],
            why=data["why"],
            **who,
        )

    title = _("Correct the report on %(day)s") % {"day": wording.plain_day(line.on)}
    return written(request, pk, form, act, title=title, done=_("Sent to the officer."))


@permitted(Permission.SUPPLY)
def move_session(request: SignedInRequest, pk: int, session: int) -> HttpResponse:
    """Another day or time, who asked and why; the person and the officer see it from now."""
    line = session_of(sent_here(request, pk), session)
    local = line.starts_at.astimezone(LONDON)
    form = open_form(
        request, forms.MoveSession, initial={"day": local.date(), "time": local.time()}
    )

    def act(**who: Any) -> None:
        data = form.cleaned_data
        actions.move_session(
            session_id=session,
            starts_at=datetime.combine(data["day"], data["time"], tzinfo=LONDON),
            who_asked=data["who_asked"],
            why=data["why"],
            **who,
        )

    title = _("Move the session of %(day)s") % {"day": wording.plain_day(line.on)}
    return written(request, pk, form, act, title=title, done=_("Moved."))


@permitted(Permission.SUPPLY)
def cancel(request: SignedInRequest, pk: int, session: int) -> HttpResponse:
    """Say that it will not be held; it counts against nobody."""
    line = session_of(sent_here(request, pk), session)
    form = open_form(request, forms.CancelSession)

    def act(**who: Any) -> None:
        actions.cancel_session(session_id=session, why=form.cleaned_data["why"], **who)

    title = _("Cancel the session of %(day)s") % {"day": wording.plain_day(line.on)}
    return written(
        request,
        pk,
        form,
        act,
        title=title,
        button=_("Cancel the session"),
        done=_("Cancelled. Book another when you can."),
    )


@permitted(Permission.SUPPLY)
def catch_up(request: SignedInRequest, pk: int, number: int) -> HttpResponse:
    """Book what makes good a session of the group that was missed."""
    line = sent_here(request, pk)
    if number not in standing(line, clock.now()).standing.to_catch_up:
        raise Http404
    form = open_form(request, forms.When)

    def act(**who: Any) -> None:
        data = form.cleaned_data
        actions.book_catch_up(
            referral_id=pk,
            number=number,
            starts_at=datetime.combine(data["day"], data["time"], tzinfo=LONDON),
            **who,
        )

    title = _("Catch up session %(number)s") % {"number": number}
    return written(request, pk, form, act, title=title, done=_("Booked."))


def completed(line: queries.ReferralLine) -> str:
    """What the end report of a programme begins with, from its registers."""
    found = queries.progress([line.id], at=clock.now()).get(line.id)
    if found is None:
        return ""
    caught_up = sum(each.kind is SessionKind.CATCH_UP and each.was_held for each in line.sessions)
    told = {
        "done": found.standing.done,
        "all": found.sessions,
        "group": found.group,
        "caught_up": caught_up,
    }
    words = (
        _("%(group)s: %(done)s of %(all)s sessions done, %(caught_up)s of them caught up.") % told
    )
    if found.completed_on is not None:
        words += " " + _("Complete on %(day)s.") % {"day": wording.plain_day(found.completed_on)}
    return words


@permitted(Permission.SUPPLY)
def end(request: SignedInRequest, pk: int) -> HttpResponse:
    """The end report, with a score for each outcome."""
    line = sent_here(request, pk)
    wanted = queries.told(pk).wanted
    form = open_form(request, forms.End, initial={"text": completed(line)})
    form.score(wanted)

    def act(**who: Any) -> None:
        scores = {each.id: form.cleaned_data[f"outcome_{each.id}"] for each in wanted}
        actions.end(referral_id=pk, text=form.cleaned_data["text"], scores=scores, **who)

    return written(request, pk, form, act, title=_("End report"), done=_("Sent to the officer."))


@permitted(Permission.SUPPLY)
def withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    """End it early, with a reason from the list."""
    sent_here(request, pk)
    form = open_form(request, forms.Withdraw)

    def act(**who: Any) -> None:
        data = form.cleaned_data
        actions.withdraw(
            referral_id=pk, reason=data["reason"], why=data["why"], side=Side.SUPPLIER, **who
        )

    return written(request, pk, form, act, title=_("End it early"), done=_("Withdrawn."))
