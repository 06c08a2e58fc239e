"""Pages on which a meeting is arranged, moved and written down."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from openprobation.foundation import clock
from openprobation.foundation.access.check import may
from openprobation.foundation.drafts.web.writing import (
    SignedInRequest,
    answer,
    open_form,
    permitted,
)
from openprobation.foundation.refusals import Refused
from openprobation.rules.appointments import awaits_explanation, outcomes_allowed
from openprobation.supervision.contacts.permissions import Permission as Contact
from openprobation.supervision.persons.queries import Handle
from openprobation.supervision.persons.web.opening import open_person
from openprobation.ui import wording
from openprobation.ui.forms import Form
from openprobation.vocabulary.appointments import (
    USUAL_OUTCOMES,
    AppointmentKind,
    AppointmentState,
    Outcome,
)

from .. import actions, queries
from ..permissions import Permission
from . import forms, telling
from .showing import Choices, about, choices_for, needs_of


@permitted(Permission.ARRANGE)
def arrange(request: SignedInRequest, crn: str) -> HttpResponse:
    """A new appointment, or a series. Opens filled from the person's latest one, or for a first one."""
    person = open_person(request, crn)
    at, on = clock.now(), clock.today()
    choices = choices_for(person, viewer=request.user, at=at, on=on)
    form = open_form(request, forms.Arrange, **filled(person, choices, at=at))
    form.offer(
        officers=choices.officers, offices=choices.offices, requirements=choices.requirements
    )

    def act() -> str:
        given = form.cleaned_data
        requirement_id = int(given["requirement"]) if given["requirement"] else None
        made = actions.arrange(
            person_id=person.id,
            officer_id=int(given["officer"]),
            kind=given["kind"],
            starts_at=form.starts_at,
            minutes=given["minutes"],
            office_id=office_of(given),
            place=given["place"],
            purpose=given["purpose"],
            requirement_id=requirement_id,
            counts_as_rar_day=requirement_id in choices.activity_ids,
            repeat=given["repeat"],
            times=given["times"] or 1,
            confirmed_warnings=given["accept"],
            by=request.user,
            at=at,
        )
        messages.success(request, arranged(made[0].starts_at, times=len(made)))
        return reverse("practitioner:person", args=[person.crn])

    return answer(request, form, act) or render(
        request,
        "appointments/arrange.html",
        {
            **about(person, at=at),
            "form": form,
            "needs": needs_of(person, on=on),
        },
    )


def filled(person: Handle, choices: Choices, *, at: datetime) -> dict[str, Any]:
    """What a new appointment opens with, and where each value came from."""
    opening = queries.opening(person.ids, at=at)
    if opening.latest is None:
        return filled_first(person, choices, at=at)
    latest, suggested = opening.latest, opening.suggested
    kind = latest.entry.kind
    if kind is AppointmentKind.INITIAL:
        kind = AppointmentKind.OFFICE
    return with_time(
        suggested,
        {
            "officer": choices.officer_id,
            "kind": kind,
            "office": latest.office_id or choices.office_id,
            "requirement": latest.requirement_id,
        },
    )


def filled_first(person: Handle, choices: Choices, *, at: datetime) -> dict[str, Any]:
    """Nobody has ever arranged to see them: the officer's next free time, at their office."""
    initial = {
        "officer": choices.officer_id,
        "kind": AppointmentKind.INITIAL,
        "office": choices.office_id,
    }
    free = None
    if choices.officer_id is not None:
        free = queries.first_free(
            choices.officer_id, person_ids=person.ids, due_on=choices.due_on, at=at
        )
    return with_time(free, initial)


def with_time(suggested: queries.Suggested | None, initial: dict[str, Any]) -> dict[str, Any]:
    if suggested is None:
        return {"initial": initial}
    starts = timezone.localtime(suggested.starts_at)
    timed = {"day": starts.date(), "time": starts.time(), "minutes": suggested.minutes}
    return {"initial": initial | timed, "came_from": {"day": suggested.because}}


def office_of(given: dict[str, Any]) -> int | None:
    """At home and by telephone no office is meant, whatever the form opened with."""
    if given["kind"] in (AppointmentKind.HOME, AppointmentKind.TELEPHONE) or not given["office"]:
        return None
    return int(given["office"])


def arranged(starts_at: datetime, *, times: int) -> str:
    words = {
        "day": wording.short_day(starts_at),
        "time": wording.time_of_day(starts_at),
        "times": times,
    }
    if times > 1:
        return _("%(times)s appointments arranged, the first on %(day)s at %(time)s.") % words
    return _("Arranged: %(day)s at %(time)s.") % words


@permitted(Permission.VIEW)
def appointment(request: SignedInRequest, crn: str, pk: int) -> HttpResponse:
    """One appointment, what came of it, and everything done with it since."""
    person = open_person(request, crn)
    at = clock.now()
    found = the_appointment(pk, person=person)
    sees = may(request.user, Contact.VIEW_SENSITIVE, at=at)
    recorded = queries.just_recorded(request.user.pk, at)
    is_planned = found.entry.state is AppointmentState.PLANNED
    is_recorded = found.entry.state is AppointmentState.RECORDED
    return render(
        request,
        "appointments/appointment.html",
        {
            **about(person, at=at),
            "appointment": found,
            "changes": queries.changes(pk, may_see_sensitive=sees),
            "undo_until": recorded.until if recorded and recorded.appointment_id == pk else None,
            "may_record": is_planned and may(request.user, Permission.RECORD_OUTCOME, at=at),
            "may_move": is_planned and may(request.user, Permission.ARRANGE, at=at),
            "may_correct": is_recorded and may(request.user, Permission.CORRECT_OUTCOME, at=at),
        },
    )


def the_appointment(pk: int, *, person: Handle) -> queries.Detail:
    found = queries.by_id(pk, person_ids=person.ids)
    if found is None:
        raise Http404
    return found


@permitted(Permission.RECORD_OUTCOME)
def outcome(request: SignedInRequest, crn: str, pk: int) -> HttpResponse:
    """What came of a meeting, and the next one, in one go (moment 2). Three taps and 20 seconds."""
    person = open_person(request, crn)
    at, on = clock.now(), clock.today()
    found = the_appointment(pk, person=person)
    if request.method != "POST" and found.entry.state is not AppointmentState.PLANNED:
        return redirect("appointments:appointment", crn=person.crn, pk=pk)
    suggested = queries.suggestion(found, person_ids=person.ids, at=at)
    form = open_form(
        request,
        forms.RecordOutcome,
        seen=found.version,
        initial=opened(found, suggested, before=undone_note(pk, request)),
    )

    def act() -> str:
        given = form.cleaned_data
        actions.record_outcome(
            appointment_id=pk,
            seen_version=version_seen(form),
            outcome=given["outcome"],
            note=given["note"],
            is_sensitive=given["is_sensitive"],
            counts_as_rar_day=given["counts_as_rar_day"] if found.is_for_activity else None,
            next=next_of(form),
            by=request.user,
            at=at,
        )
        if given["outcome"].enforceable or awaits_explanation(given["outcome"]):
            return reverse("enforcement:after_outcome", args=[person.crn, pk])
        return reverse("practitioner:day")

    answered = answer(request, form, act)
    if answered is not None:
        return telling.saved() if telling.wants_data(request) else answered
    now = the_appointment(pk, person=person)
    if telling.wants_data(request):
        return telling.not_saved(person, now, form, viewer=request.user, at=at)
    keep_up(form, now)
    return render(
        request,
        "appointments/outcome.html",
        {
            **about(person, at=at),
            "form": form,
            "appointment": now,
            "suggested": suggested,
            "to_know": to_know(suggested),
            "told_for": told_for(suggested),
            "needs": needs_of(person, on=on),
            "has_started": now.entry.starts_at <= at,
            "is_recorded": now.entry.state is AppointmentState.RECORDED,
            "may_correct": may(request.user, Permission.CORRECT_OUTCOME, at=at),
            **outcomes_shown(now, at=at, chosen=form["outcome"].value()),
        },
    )


def opened(found: queries.Detail, suggested: queries.Suggested, *, before: str) -> dict[str, Any]:
    """The page opens with the next appointment as suggested.

    Ticked, unless one is arranged already or there is something to know of it: then the officer's
    tick says that they know.
    """
    starts = timezone.localtime(suggested.starts_at)
    return {
        "note": before,
        "counts_as_rar_day": found.entry.counts_as_rar_day,
        "arrange_next": suggested.already is None and not to_know(suggested),
        "next_day": starts.date(),
        "next_time": starts.time(),
        "next_minutes": suggested.minutes,
        "next_kind": AppointmentKind.OFFICE
        if found.entry.kind is AppointmentKind.INITIAL
        else found.entry.kind,
    }


def to_know(suggested: queries.Suggested) -> tuple[str, ...]:
    return suggested.arrangement.refusals + suggested.arrangement.warnings


def told_for(suggested: queries.Suggested) -> str:
    """What the page tells of beside the tick: the suggestion as it stands, and no other time."""
    starts = timezone.localtime(suggested.starts_at)
    return forms.key_of((starts.date(), starts.time(), suggested.minutes, None, None, None))


def undone_note(pk: int, request: SignedInRequest) -> str:
    """What the viewer had noted before they undid it: typed once is enough."""
    changes = queries.changes(pk, may_see_sensitive=True)
    if len(changes) < 2 or not changes[0].is_undo or changes[0].by_id != request.user.pk:
        return ""
    return changes[1].note or ""


def next_of(form: forms.RecordOutcome) -> actions.NextAppointment | None:
    given = form.cleaned_data
    if not given["arrange_next"]:
        return None
    return actions.NextAppointment(
        starts_at=form.starts_at,
        minutes=given["next_minutes"],
        kind=given["next_kind"],
        confirmed_warnings=given["next_accept"],
    )


def version_seen(form: Form) -> int:
    """The version the page showed; one that nobody was shown is older than any."""
    seen = str(form.cleaned_data["seen"])
    return int(seen) if seen.isdecimal() else 0


def keep_up(form: Form, now: queries.Detail) -> None:
    """A form shown again carries the version its reader now sees, so that it can be saved."""
    if form.is_bound:
        form.data = form.data.copy()  # type: ignore[attr-defined]  # a QueryDict
        form.data["seen"] = str(now.version)  # type: ignore[index]


def outcomes_shown(
    found: queries.Detail, *, at: datetime, chosen: object
) -> dict[str, tuple[Outcome, ...]]:
    """The usual outcomes and the others, of those that may be written now."""
    allowed = set(outcomes_allowed(starts_at=found.entry.starts_at, at=at)) | {chosen}
    return {
        "usual": tuple(outcome for outcome in USUAL_OUTCOMES if outcome in allowed),
        "others": tuple(outcome for outcome in forms.OTHER_OUTCOMES if outcome in allowed),
    }


@require_POST
@permitted(Permission.RECORD_OUTCOME)
def undo(request: SignedInRequest, crn: str, pk: int) -> HttpResponse:
    """Take back what one wrote in the last ten minutes, and back to writing it."""
    person = open_person(request, crn)
    the_appointment(pk, person=person)
    try:
        actions.undo_outcome(appointment_id=pk, by=request.user, at=clock.now())
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("appointments:appointment", crn=person.crn, pk=pk)
    messages.success(request, _("Undone. Nothing is recorded of this appointment now."))
    return redirect("appointments:outcome", crn=person.crn, pk=pk)


@permitted(Permission.CORRECT_OUTCOME)
def correct(request: SignedInRequest, crn: str, pk: int) -> HttpResponse:
    """Put another outcome in the place of the one recorded, saying why."""
    person = open_person(request, crn)
    at, on = clock.now(), clock.today()
    found = the_appointment(pk, person=person)
    if found.entry.state is not AppointmentState.RECORDED:
        return redirect("appointments:appointment", crn=person.crn, pk=pk)
    form = open_form(
        request,
        forms.CorrectOutcome,
        seen=found.version,
        initial={"outcome": found.entry.outcome},
    )

    def act() -> str:
        given = form.cleaned_data
        actions.correct_outcome(
            appointment_id=pk,
            seen_version=version_seen(form),
            outcome=given["outcome"],
            why=given["why"],
            note=given["note"],
            is_sensitive=given["is_sensitive"],
            by=request.user,
            at=at,
        )
        messages.success(request, _("The outcome is corrected."))
        return reverse("appointments:appointment", args=[person.crn, pk])

    answered = answer(request, form, act)
    if answered is not None:
        return answered
    now = the_appointment(pk, person=person)
    keep_up(form, now)
    shown = outcomes_shown(now, at=at, chosen=form["outcome"].value())
    return render(
        request,
        "appointments/correct.html",
        {
            **about(person, at=at),
            "form": form,
            "appointment": now,
            "needs": needs_of(person, on=on),
            "usual": shown["usual"],
            "others": (*shown["others"], Outcome.CLEARED_LATER),
        },
    )


@permitted(Permission.ARRANGE)
def move(request: SignedInRequest, crn: str, pk: int) -> HttpResponse:
    """Another time for an appointment, with who asked and why."""
    person = open_person(request, crn)
    at, on = clock.now(), clock.today()
    found = the_appointment(pk, person=person)
    if request.method != "POST" and found.entry.state is not AppointmentState.PLANNED:
        return redirect("appointments:appointment", crn=person.crn, pk=pk)
    starts = timezone.localtime(found.entry.starts_at)
    form = open_form(
        request,
        forms.Move,
        seen=found.version,
        initial={"day": starts.date(), "time": starts.time(), "minutes": found.entry.minutes},
    )

    def act() -> str:
        given = form.cleaned_data
        new = actions.reschedule(
            appointment_id=pk,
            seen_version=version_seen(form),
            starts_at=form.starts_at,
            minutes=given["minutes"],
            who_asked=given["who_asked"],
            why=given["why"],
            confirmed_warnings=given["accept"],
            by=request.user,
            at=at,
        )
        messages.success(
            request,
            _("Moved to %(day)s at %(time)s.")
            % {
                "day": wording.short_day(new.starts_at),
                "time": wording.time_of_day(new.starts_at),
            },
        )
        return reverse("appointments:appointment", args=[person.crn, new.pk])

    answered = answer(request, form, act)
    if answered is not None:
        return answered
    now = the_appointment(pk, person=person)
    keep_up(form, now)
    return render(
        request,
        "appointments/move.html",
        {
            **about(person, at=at),
            "form": form,
            "appointment": now,
            "needs": needs_of(person, on=on),
        },
    )
