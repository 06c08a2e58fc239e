"""Pages of one person's unpaid work: hours, induction, place, travel, and what a supervisor reported."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from openprobation.foundation import clock
from openprobation.foundation.access.check import may
from openprobation.foundation.drafts.web.writing import (
    SignedInRequest,
    answer,
    open_form,
    permitted,
)
from openprobation.rules.unpaid_work import spoken
from openprobation.supervision.appointments.web.showing import about
from openprobation.supervision.contacts import queries as contacts
from openprobation.supervision.contacts.permissions import Permission as Contact
from openprobation.supervision.persons.queries import Handle
from openprobation.supervision.persons.web.opening import open_person
from openprobation.supervision.sentences import queries as sentences
from openprobation.ui import wording
from openprobation.ui.forms import Form
from openprobation.vocabulary.sentences import RequirementKind
from openprobation.vocabulary.unpaid_work import ReportState

from .. import actions, policies, queries
from ..permissions import Permission
from . import forms
from .day import as_marked, keep_up, version_seen, when_and_where


@permitted(Permission.VIEW)
def hours(request: SignedInRequest, crn: str) -> HttpResponse:
    """What somebody owes, has worked and will work; how fast, and whether that is enough."""
    person = open_person(request, crn)
    at, on = clock.now(), clock.today()
    lines = queries.controlled(person.ids, on=on, at=at)
    taken_on = [each.progress.obligation_id for each in lines if each.progress]
    allowed = {
        name: may(request.user, right, at=at)
        for name, right in (
            ("allocate", Permission.ALLOCATE),
            ("adjust", Permission.ADJUST),
            ("decide", Permission.DECIDE),
            ("longer", Permission.LONGER),
        )
    }
    return render(
        request,
        "unpaid_work/hours.html",
        {
            **about(person, at=at),
            "lines": lines,
            "places": queries.places(person.ids),
            "coming": queries.coming(person.ids, on=on),
            "past": queries.past(person.ids, on=on),
            "ledger": queries.ledger(taken_on),
            "longer": queries.longer(taken_on),
            "time_off": queries.time_off([each.progress for each in lines if each.progress], on=on),
            "rule": policies.control_policy(on),
            "percent": policies.education_percent(on),
            "may": allowed,
            "spoken": spoken,
            "waiting": ReportState.WAITING,
        },
    )


def back_to(person: Handle) -> str:
    return reverse("unpaid_work:hours", args=[person.crn])


def page(
    request: SignedInRequest, person: Handle, form: Form, *, title: str, button: str, **more: Any
) -> HttpResponse:
    context = {"form": form, "title": title, "button": button, "back": back_to(person)}
    return render(
        request,
        "unpaid_work/person_form.html",
        {**about(person, at=clock.now()), **context, **more},
    )


def requirements_of(person: Handle) -> list[sentences.RequirementLine]:
    found = [
        line
        for line in sentences.live_requirements(person.ids, clock.today())
        if line.kind is RequirementKind.UNPAID_WORK and line.length is not None
    ]
    if not found:
        raise Http404
    return found


@permitted(Permission.ALLOCATE)
def induct(request: SignedInRequest, crn: str, requirement: int) -> HttpResponse:
    """Record the induction, and what health or anything else rules out."""
    person = open_person(request, crn)
    at, on = clock.now(), clock.today()
    if requirement not in {line.id for line in requirements_of(person)}:
        raise Http404
    known = next(
        (
            each
            for lines in queries.progress(person.ids, on).values()
            for each in lines
            if each.requirement_id == requirement
        ),
        None,
    )
    initial = {"on": known.inducted_on if known else None, "limits": known.limits if known else ""}
    form = open_form(request, forms.Induct, initial=initial)

    def act() -> str:
        actions.induct(
            person_id=person.id,
            requirement_id=requirement,
            on=form.cleaned_data["on"],
            limits=form.cleaned_data["limits"],
            by=request.user,
            at=at,
        )
        messages.success(request, _("The induction is recorded."))
        return back_to(person)

    return answer(request, form, act) or page(
        request, person, form, title=_("Induction"), button=_("Save")
    )


@permitted(Permission.ALLOCATE)
def allocate(request: SignedInRequest, crn: str) -> HttpResponse:
    """A project and days; then a page to check, with the sessions that would be planned."""
    person = open_person(request, crn)
    at, on = clock.now(), clock.today()
    offered = queries.offered(person, on=on)
    required = requirements_of(person)
    form = open_form(
        request,
        forms.Allocate,
        initial={"requirement": required[0].id, "start": "09:00", "end": "16:00", "starts_on": on},
    )
    form.offer(
        projects=[(each.id, each.said, hint_of(each)) for each in offered if not each.against],
        requirements=[(line.id, line.spoken) for line in required],
    )

    def act() -> str:
        actions.allocate(
            person_id=person.id,
            requirement_id=int(form.cleaned_data["requirement"]),
            terms=form.terms,
            by=request.user,
            at=at,
        )
        messages.success(request, _("Allocated, and the sessions are planned."))
        return back_to(person)

    if request.method == "POST" and form.is_valid():
        done = answer(request, form, act) if "checked" in request.POST else None
        if done is not None:
            return done
        if not form.errors:
            chosen = next(each for each in offered if str(each.id) == form.cleaned_data["project"])
            return render(
                request,
                "unpaid_work/allocate_check.html",
                {
                    **about(person, at=at),
                    "form": form,
                    "chosen": chosen,
                    "asked": [
                        (name, value)
                        for name, value in request.POST.items()
                        if name not in ("csrfmiddlewaretoken", "submission", "checked")
                    ],
                },
            )
    return render(
        request,
        "unpaid_work/allocate.html",
        {
            **about(person, at=at),
            "form": form,
            "against": [each for each in offered if each.against],
            "several": len(required) > 1,
            "back": back_to(person),
        },
    )


def hint_of(offered: queries.Offered) -> str:
    room = _("Places left: %(left)s.") % {"left": offered.left} if offered.left else ""
    said = _("For %(beneficiary)s, run by %(team)s, %(n)s people a day.") % {
        "beneficiary": offered.beneficiary,
        "team": offered.team,
        "n": offered.capacity,
    }
    return f"{said} {room}".strip()


@permitted(Permission.ALLOCATE)
def end_place(request: SignedInRequest, crn: str, pk: int) -> HttpResponse:
    """Take somebody off a project."""
    person = open_person(request, crn)
    found = next((p for p in queries.places(person.ids) if p.id == pk and p.is_live), None)
    if found is None:
        raise Http404
    form = open_form(request, forms.End)

    def act() -> str:
        actions.end_allocation(
            allocation_id=pk, why=form.cleaned_data["why"], by=request.user, at=clock.now()
        )
        messages.success(request, _("The place is ended."))
        return back_to(person)

    return answer(request, form, act) or page(
        request,
        person,
        form,
        title=_("End the place at %(project)s") % {"project": found.project},
        button=_("End it"),
        about_form=_(
            "What is planned there after today is taken back, and planned at other projects if there are any."
        ),
    )


def the_day(person: Handle, pk: int) -> queries.DayOfWork:
    found = queries.day_by_id(pk, person_ids=person.ids)
    if found is None:
        raise Http404
    return found


@permitted(Permission.ADJUST)
def travel(request: SignedInRequest, crn: str, pk: int) -> HttpResponse:
    """Count the travel to a day worked."""
    person = open_person(request, crn)
    day = the_day(person, pk)
    if not day.may_travel:
        raise Http404
    form = open_form(request, forms.Travel)

    def act() -> str:
        actions.add_travel(
            appointment_id=pk,
            minutes=form.cleaned_data["minutes"],
            by=request.user,
            at=clock.now(),
        )
        messages.success(request, _("The travel is counted."))
        return back_to(person)

    return answer(request, form, act) or page(
        request,
        person,
        form,
        title=_("Travel on %(day)s") % {"day": wording.plain_day(day.on)},
        button=_("Count it"),
        about_form=_("At most %(most)s minutes a day.") % {"most": policies.travel_most(day.on)},
    )


@permitted(Permission.ADJUST)
def bring_forward(request: SignedInRequest, crn: str, pk: int) -> HttpResponse:
    """Count hours worked before they were kept here."""
    person = open_person(request, crn)
    on = clock.today()
    known = {
        each.obligation_id for lines in queries.progress(person.ids, on).values() for each in lines
    }
    if pk not in known:
        raise Http404
    form = open_form(request, forms.BringForward, initial={"on": on})

    def act() -> str:
        given = form.cleaned_data
        actions.bring_forward(
            obligation_id=pk,
            minutes=given["minutes"],
            on=given["on"],
            why=given["why"],
            by=request.user,
            at=clock.now(),
        )
        messages.success(request, _("The hours are brought forward."))
        return back_to(person)

    return answer(request, form, act) or page(
        request, person, form, title=_("Bring hours forward"), button=_("Save")
    )


@permitted(Permission.ADJUST)
def correct(request: SignedInRequest, crn: str, pk: int) -> HttpResponse:
    """The officer puts right what was marked, whoever runs the project."""
    person = open_person(request, crn)
    day = the_day(person, pk)
    if day.mark is None:
        raise Http404
    form = open_form(request, forms.Correct, seen=day.version, initial=as_marked(day))

    def act() -> str:
        actions.correct(
            appointment_id=pk,
            seen_version=version_seen(form),
            said=form.said,
            why=form.cleaned_data["why"],
            by=request.user,
            at=clock.now(),
        )
        messages.success(request, _("Corrected. Both stay on the record."))
        return back_to(person)

    answered = answer(request, form, act)
    if answered is not None:
        return answered
    keep_up(form, the_day(person, pk))
    return page(
        request,
        person,
        form,
        title=_("Correct %(day)s") % {"day": wording.plain_day(day.on)},
        button=_("Save"),
        about_form=when_and_where(day),
    )


# ── Longer ─────────────────────────────────────────────────────────────────────────────────
@permitted(Permission.LONGER)
def longer(request: SignedInRequest, crn: str, pk: int) -> HttpResponse:
    """Write down that the court is asked for longer than twelve months."""
    person = open_person(request, crn)
    on = clock.today()
    known = {
        each.obligation_id: each
        for lines in queries.progress(person.ids, on).values()
        for each in lines
        if each.ended_on is None
    }
    if pk not in known:
        raise Http404
    judged = known[pk].control
    form = open_form(request, forms.AskForLonger, initial={"until": judged.done_on})

    def act() -> str:
        actions.ask_for_longer(
            obligation_id=pk,
            until=form.cleaned_data["until"],
            why=form.cleaned_data["why"],
            by=request.user,
            at=clock.now(),
        )
        messages.success(request, _("Written down. Record what the court says when it is known."))
        return back_to(person)

    return answer(request, form, act) or page(
        request,
        person,
        form,
        title=_("Ask the court for longer"),
        button=_("Save"),
        about_form=_("%(left)s are left, to be done by %(day)s. At the present rate: %(done)s.")
        % {
            "left": spoken(judged.left),
            "day": wording.plain_day(judged.finish_by),
            "done": wording.plain_day(judged.done_on) if judged.done_on else _("never"),
        },
    )


@permitted(Permission.LONGER)
def court_answer(request: SignedInRequest, crn: str, pk: int) -> HttpResponse:
    """What the court said to being asked for longer."""
    person = open_person(request, crn)
    known = [
        each.obligation_id
        for lines in queries.progress(person.ids, clock.today()).values()
        for each in lines
    ]
    asked = next(
        (
            each
            for lines in queries.longer(known).values()
            for each in lines
            if each.id == pk and each.answer is None
        ),
        None,
    )
    if asked is None:
        raise Http404
    form = open_form(request, forms.CourtAnswer, initial={"granted_to": asked.until})

    def act() -> str:
        actions.record_answer(
            extension_id=pk,
            answer=form.cleaned_data["answer"],
            granted_to=form.cleaned_data["granted_to"],
            by=request.user,
            at=clock.now(),
        )
        messages.success(request, _("The court’s answer is on the record."))
        return back_to(person)

    return answer(request, form, act) or page(
        request,
        person,
        form,
        title=_("The court’s answer"),
        button=_("Save"),
        about_form=_("Asked until %(day)s: %(why)s")
        % {"day": wording.plain_day(asked.until), "why": asked.why},
    )


@permitted(Permission.DECIDE)
def report(request: SignedInRequest, crn: str, pk: int) -> HttpResponse:
    """What a supervisor reported, and what the officer makes of it."""
    person = open_person(request, crn)
    at = clock.now()
    day = the_day(person, pk)
    if day.report is None or day.mark is None:
        raise Http404
    form = open_form(request, forms.Decide)

    def act() -> str:
        actions.decide_report(
            appointment_id=pk,
            decision=form.cleaned_data["decision"],
            why=form.cleaned_data["why"],
            by=request.user,
            at=at,
        )
        if form.cleaned_data["decision"] is ReportState.TAKEN_UP:
            messages.success(request, _("Taken up. Ask why before you decide on an excuse."))
            return reverse("enforcement:record", args=[person.crn])
        messages.success(request, _("Accepted. Nothing follows."))
        return back_to(person)

    return answer(request, form, act) or page(
        request,
        person,
        form,
        title=_("Report from unpaid work"),
        button=_("Decide"),
        day=day,
        spoken=spoken,
        note=note_of(request, person, day),
        is_open=day.report is ReportState.WAITING,
    )


def note_of(request: SignedInRequest, person: Handle, day: queries.DayOfWork) -> str:
    """What the supervisor wrote, as it stands on the record, for those who may read it."""
    return contacts.note_about(
        "unpaid_work.workappointment",
        day.id,
        may_see_sensitive=may(request.user, Contact.VIEW_SENSITIVE, at=clock.now()),
    )
