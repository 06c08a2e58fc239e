"""Pages about what somebody failed to do, what they say of it, and what follows."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from openprobation.foundation import clock
from openprobation.foundation.access.check import authority, may
from openprobation.foundation.documents.letters import html
from openprobation.foundation.documents.queries import letter
from openprobation.foundation.documents.web.sending import download, letter_to_save
from openprobation.foundation.drafts.web.writing import (
    SignedInRequest,
    answer,
    open_form,
    permitted,
)
from openprobation.foundation.refusals import Refused
from openprobation.rules.enforcement import Decision
from openprobation.rules.working_days import Deadline, working_days_between
from openprobation.supervision.allocations import queries as allocations
from openprobation.supervision.appointments import queries as appointments
from openprobation.supervision.appointments.web.showing import needs_of
from openprobation.supervision.persons.queries import Handle
from openprobation.supervision.persons.web.opening import open_person
from openprobation.supervision.sentences import queries as sentences
from openprobation.ui.forms import Form
from openprobation.vocabulary.enforcement import Excuse, Response
from openprobation.vocabulary.sentences import OrderKind

from .. import queries
from ..actions import failures as actions
from ..actions import warnings
from ..permissions import Permission
from ..queries.breach import breaches_of
from ..queries.letters import letter_to_explain, warning_letter
from . import failure_forms as forms

LICENCES = (OrderKind.LICENCE, OrderKind.POST_SENTENCE_SUPERVISION)
SAMPLE_LINK = "https://…"


def about(person: Handle, *, at: datetime) -> dict[str, Any]:
    return {
        "person": person,
        "banner": {
            "name": person.name,
            "crn": person.crn,
            "preferred_name": person.preferred_name,
            "address": reverse("practitioner:person", args=[person.crn]),
        },
        "holder": allocations.holder(person.ids, at),
    }


def supervises(request: SignedInRequest, holder: allocations.Holder | None) -> bool:
    """Whether the viewer's organisation holds the case: the others read."""
    theirs = authority(request.user, clock.now()).organisation_ids
    return holder is not None and holder.organisation_id in theirs


@permitted(Permission.VIEW)
def record(request: SignedInRequest, crn: str) -> HttpResponse:
    """Every failure and warning of a person, which warnings still count, and what they did keep."""
    person = open_person(request, crn)
    at, on = clock.now(), clock.today()
    orders = [o for found in sentences.current(person.ids, on).values() for o in found]
    since = min((order.starts_on for order in orders), default=on)
    return render(
        request,
        "enforcement/record.html",
        {
            **about(person, at=at),
            "on": on,
            "since": since,
            "kept": appointments.attendance(person.ids, since=since, until=at),
            "failures": queries.failures_of(person.ids),
            "warnings": queries.warnings_of(person.ids),
            "breaches": breaches_of(person.ids),
            "may_begin": may(request.user, Permission.PREPARE_PACK, at=at),
        },
    )


@permitted(Permission.VIEW)
def after_outcome(request: SignedInRequest, crn: str, pk: int) -> HttpResponse:
    """From an outcome to the failure it made; to the day where it made none."""
    person = open_person(request, crn)
    found = queries.of_appointment(pk, person_ids=person.ids)
    if found is None:
        return redirect("practitioner:day")
    return redirect("enforcement:failure", crn=person.crn, pk=found)


def the_failure(pk: int, person: Handle) -> queries.FailureLine:
    found = queries.failure(pk, person_ids=person.ids)
    if found is None:
        raise Http404
    return found


def here(person: Handle, pk: int) -> str:
    return reverse("enforcement:failure", args=[person.crn, pk])


def orders_that_ran(person: Handle, on: date) -> list[sentences.OrderShort]:
    found = sentences.current(person.ids, on).values()
    return [order for orders in found for order in orders if order.starts_on <= on]


@permitted(Permission.VIEW)
def failure(request: SignedInRequest, crn: str, pk: int) -> HttpResponse:
    """One failure on one screen: what weighs, the reason so far, the days left, warnings, what follows."""
    person = open_person(request, crn)
    at, on = clock.now(), clock.today()
    found = the_failure(pk, person)
    every = queries.warnings_of(person.ids)
    orders = orders_that_ran(person, found.on)
    order = next((each for each in orders if each.id == found.order_id), None)
    is_open = found.excuse is Excuse.UNDECIDED
    follows = queries.decision_on(
        found, every, on=on, supposing=Excuse.NOT_ACCEPTED if is_open else None
    )
    since = order.starts_on if order else found.on
    context = about(person, at=at)
    own = [each for each in every if each.failure_id == pk]
    letter_due = queries.letter_due(found, follows, own)
    writes = supervises(request, context["holder"]) and not found.is_taken_back
    just = appointments.just_recorded(request.user.pk, at)
    return render(
        request,
        "enforcement/failure.html",
        {
            **context,
            "failure": found,
            "order": order,
            "on": on,
            "needs": needs_of(person, on=on),
            "days_left": working_days_between(on, found.explain_by),
            "live": [each for each in every if each.is_live(on)],
            "own": own,
            "letter_due": letter_due if must_send(letter_due, follows, on) else None,
            "letter_days": working_days_between(on, letter_due.due_on) if letter_due else None,
            "follows": follows,
            "is_open": is_open,
            "must_refer": follows.response is Response.MUST_REFER,
            "kept": appointments.attendance(person.ids, since=since, until=at),
            "since": since,
            "papers": queries.papers_of(pk),
            "matters": [each for each in queries.matters_of(person.ids) if each.failure_id == pk],
            "is_licence": order is not None and order.kind in LICENCES,
            "may_decide": writes and may(request.user, Permission.DECIDE, at=at),
            "may_warn": writes and may(request.user, Permission.WARN, at=at) and follows.may_warn,
            "may_send_up": writes and may(request.user, Permission.WARN, at=at),
            "may_answer": writes and may(request.user, Permission.ANSWER_LICENCE, at=at),
            "may_prepare": writes and may(request.user, Permission.PREPARE_PACK, at=at),
            "undo_until": just.until
            if just is not None and just.appointment_id == found.appointment_id
            else None,
        },
    )


def must_send(due: Deadline | None, follows: Decision, on: date) -> bool:
    """Whether a letter is still worth a line: no warning was given yet, or its last day is not over."""
    return due is not None and (follows.response is Response.WARN or on <= due.due_on)


def seen(form: Form) -> int | None:
    typed = str(form.cleaned_data.get("seen") or "")
    return int(typed) if typed.isdecimal() else None


@permitted(Permission.DECIDE)
def explain(request: SignedInRequest, crn: str, pk: int) -> HttpResponse:
    """What the person said of it."""
    person = open_person(request, crn)
    found = the_failure(pk, person)
    form = open_form(request, forms.Explain, seen=found.version)

    def act() -> str:
        actions.write_explanation(
            failure_id=pk,
            explanation=form.cleaned_data["explanation"],
            seen_version=seen(form),
            by=request.user,
            at=clock.now(),
        )
        messages.success(request, _("Written down. Decide now whether it is accepted."))
        return here(person, pk)

    return asked(request, person, found, form, act, _("Write down what they said"))


@permitted(Permission.DECIDE)
def decide(request: SignedInRequest, crn: str, pk: int) -> HttpResponse:
    """Whether there was a reasonable excuse, and why."""
    person = open_person(request, crn)
    found = the_failure(pk, person)
    form = open_form(request, forms.Decide, **opens(person, found))

    def act() -> str:
        actions.decide_excuse(
            failure_id=pk,
            excuse=form.cleaned_data["excuse"],
            why=form.cleaned_data["why"],
            seen_version=seen(form),
            by=request.user,
            at=clock.now(),
            **form.given,
        )
        messages.success(request, _("Decided. Below is what follows."))
        return here(person, pk)

    return asked(request, person, found, form, act, _("Decide on the excuse"))


def opens(person: Handle, found: queries.FailureLine) -> dict[str, Any]:
    on = clock.today()
    is_early = on <= found.explain_by and found.explained_at is None
    return {
        "seen": found.version,
        "orders": orders_that_ran(person, found.on),
        "is_early": is_early and found.excuse is Excuse.UNDECIDED,
        "initial": {
            "order": str(found.order_id) if found.order_id else None,
            "instruction_how": found.instruction_how,
        },
    }


@permitted(Permission.WARN)
def warn(request: SignedInRequest, crn: str, pk: int) -> HttpResponse:
    """The warning in one step: why there was no excuse, and the letter as it will be read."""
    person = open_person(request, crn)
    at, on = clock.now(), clock.today()
    found = the_failure(pk, person)
    form = open_form(request, forms.Warn, **opens(person, found))
    if found.excuse is Excuse.NOT_ACCEPTED:
        form.fields["why"].initial = found.decided_why

    def act() -> str:
        warnings.give_warning(
            failure_id=pk,
            why=form.cleaned_data["why"],
            seen_version=seen(form),
            by=request.user,
            at=at,
            **form.given,
        )
        messages.success(request, _("The warning is given and its letter is kept. Print it below."))
        return here(person, pk)

    orders = orders_that_ran(person, found.on)
    order = next((each for each in orders if each.id == found.order_id), None) or (
        orders[0] if orders else None
    )
    drawn = warning_letter(found, person, order.kind, at=at, on=on) if order else None
    return asked(
        request,
        person,
        found,
        form,
        act,
        _("Give the warning"),
        preview=html(drawn.letter) if drawn else None,
        to_know=drawn.to_know if drawn else "",
        follows=queries.what_follows(pk, on, supposing=Excuse.NOT_ACCEPTED),
    )


@permitted(Permission.DECIDE)
def ask(request: SignedInRequest, crn: str, pk: int) -> HttpResponse:
    """The letter that asks why, as it will be read, and the button that writes it."""
    person = open_person(request, crn)
    at, on = clock.now(), clock.today()
    found = the_failure(pk, person)
    form = open_form(request, Form)

    def act() -> str:
        made = actions.ask_to_explain(
            failure_id=pk,
            address=request.build_absolute_uri(
                reverse("enforcement:evidence", args=["TOKEN"])
            ).replace("TOKEN", "{token}"),
            by=request.user,
            at=at,
        )
        messages.success(
            request,
            _("The letter is kept below. The link also goes by text in ten minutes.")
            if made.is_texted
            else _(
                "The letter is kept below. There is no safe mobile to text: post or hand it over."
            ),
        )
        return here(person, pk)

    drawn = letter_to_explain(found, person, address=SAMPLE_LINK, at=at, on=on)
    return asked(
        request,
        person,
        found,
        form,
        act,
        _("Ask for an explanation"),
        preview=html(drawn.letter),
        to_know=drawn.to_know,
    )


@permitted(Permission.WARN)
def withdraw(request: SignedInRequest, crn: str, pk: int) -> HttpResponse:
    """Take a warning back, with the reason."""
    person = open_person(request, crn)
    line = next((each for each in queries.warnings_of(person.ids) if each.id == pk), None)
    if line is None:
        raise Http404
    form = open_form(request, forms.Withdraw)

    def act() -> str:
        warnings.withdraw_warning(
            warning_id=pk, why=form.cleaned_data["why"], by=request.user, at=clock.now()
        )
        messages.success(request, _("The warning is withdrawn and counts no more."))
        return here(person, line.failure_id)

    found = the_failure(line.failure_id, person)
    return asked(request, person, found, form, act, _("Withdraw the warning"), is_warning=True)


@permitted(Permission.WARN)
def to_senior(request: SignedInRequest, crn: str, pk: int) -> HttpResponse:
    """A licence matter for the senior, with the alternatives considered."""
    person = open_person(request, crn)
    found = the_failure(pk, person)
    form = open_form(request, forms.ToSenior)

    def act() -> str:
        warnings.put_to_senior(
            failure_id=pk,
            alternatives=form.cleaned_data["alternatives"],
            weighed=form.cleaned_data["weighed"],
            by=request.user,
            at=clock.now(),
        )
        messages.success(request, _("Your senior has it now."))
        return here(person, pk)

    return asked(request, person, found, form, act, _("Put it to the senior"))


@permitted(Permission.ANSWER_LICENCE)
def answer_matter(request: SignedInRequest, crn: str, pk: int) -> HttpResponse:
    """A senior's answer to a licence matter."""
    person = open_person(request, crn)
    matter = next((each for each in queries.matters_of(person.ids) if each.id == pk), None)
    if matter is None:
        raise Http404
    form = open_form(request, forms.Answer)

    def act() -> str:
        warnings.answer_licence_matter(
            matter_id=pk,
            answer=form.cleaned_data["answer"],
            why=form.cleaned_data["why"],
            by=request.user,
            at=clock.now(),
        )
        messages.success(request, _("Answered. The officer sees it on the failure."))
        return here(person, matter.failure_id)

    found = the_failure(matter.failure_id, person)
    return asked(request, person, found, form, act, _("Answer the licence matter"), matter=matter)


def asked(
    request: SignedInRequest,
    person: Handle,
    found: queries.FailureLine,
    form: Form,
    act: Any,
    title: str,
    **more: Any,
) -> HttpResponse:
    """One page shape for every act on a failure: what happened, what weighs, the form, the letter."""
    at, on = clock.now(), clock.today()
    return answer(request, form, act) or render(
        request,
        "enforcement/act.html",
        {
            **about(person, at=at),
            "failure": found,
            "form": form,
            "title": title,
            "needs": needs_of(person, on=on),
            "back": here(person, found.id),
            **more,
        },
    )


@permitted(Permission.VIEW)
def paper(request: SignedInRequest, crn: str, pk: int, document: int, form: str) -> HttpResponse:
    """A letter or a piece of evidence to save: as it is kept, or a letter drawn for the printer."""
    person = open_person(request, crn)
    the_failure(pk, person)
    line = next((each for each in queries.papers_of(pk) if each.id == document), None)
    if line is None:
        raise Http404
    kept = letter(document) if line.is_letter else None
    if kept is not None and form == "pdf":
        try:
            return letter_to_save(kept, line.name.rsplit(".", 1)[0], as_pdf=True)
        except Refused as refusal:
            messages.error(request, refusal.message)
            return redirect(here(person, pk))
    if kept is not None and form == "page":
        return render(
            request,
            "enforcement/letter.html",
            {
                **about(person, at=clock.now()),
                "letter": html(kept),
                "title": kept.title,
                "line": line,
                "back": here(person, pk),
            },
        )
    if kept is not None and not line.is_there:
        return letter_to_save(kept, line.name.rsplit(".", 1)[0], as_pdf=False)
    return download(document)
