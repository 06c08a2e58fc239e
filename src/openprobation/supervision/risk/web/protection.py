"""Pages about who is at risk, what protects them, and what policy asks of the case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
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
from openprobation.rules import working_days
from openprobation.rules.protection import Asked
from openprobation.supervision.persons import queries as persons
from openprobation.supervision.persons.web.opening import open_person
from openprobation.supervision.persons.web.views import about
from openprobation.ui.forms import keep_true_sources
from openprobation.vocabulary.protection import (
    ENQUIRIES,
    CheckFinding,
    EnquiryState,
    ProtectionTask,
)

from .. import actions, queries
from ..permissions import Permission
from . import forms


@dataclass(frozen=True, slots=True)
class AskedLine:
    """One thing policy asks of the case, ready to show: why, by when, how it stands, what to do."""

    asked: Asked
    under_way: queries.EnquiryLine | None
    on: date
    acts: tuple[tuple[str, str], ...]

    @property
    def is_overdue(self) -> bool:
        return self.asked.is_overdue(self.on)

    @property
    def working_days_left(self) -> int:
        return working_days.working_days_between(self.on, self.asked.due_on)


@permitted(Permission.VIEW)
def protection(request: SignedInRequest, crn: str) -> HttpResponse:
    """Who is at risk, when what protects them was last checked, and what policy asks here."""
    person = open_person(request, crn)
    at, today = clock.now(), clock.today()
    said = queries.protection({person.id: person.ids}, on=today)[person.id]
    enquiries = queries.enquiries(person.ids)
    under_way = {line.task: line for line in reversed(enquiries) if line.is_open}
    may_protect = may(request.user, Permission.PROTECT, at=at)
    may_oversee = may(request.user, Permission.OVERSEE, at=at)
    asked = [
        AskedLine(
            each,
            under_way.get(each.task),
            today,
            acts_of(
                person.crn,
                each.task,
                under_way.get(each.task),
                may_protect=may_protect,
                may_oversee=may_oversee,
            ),
        )
        for each in said.asked
    ]
    unasked = {line.task for line in said.left_alone if line.task in ENQUIRIES}
    return render(
        request,
        "risk/protection.html",
        {
            **about(person),
            "today": today,
            "people": queries.at_risk(person.ids),
            "checks": queries.checks(person.ids),
            "ended": queries.no_longer_at_risk(person.ids),
            "asked": asked,
            "left_alone": said.left_alone,
            "besides": [
                (line, acts_of(person.crn, line.task, line, may_protect=may_protect,
                               may_oversee=may_oversee))
                for line in under_way.values()
                if line.task in unasked
            ],
            "enquiries": enquiries,
            "steps": queries.steps([line.id for line in enquiries]),
            "facts": queries.quarantined_facts(person.ids),
            "answers": queries.quarantined_answers(person.ids),
            "may_protect": may_protect,
            "may_read": may(request.user, Permission.READ_QUARANTINED, at=at),
            "may_write": may(request.user, Permission.WRITE_QUARANTINED, at=at),
        },
    )  # fmt: skip


def acts_of(
    crn: str,
    task: ProtectionTask,
    under_way: queries.EnquiryLine | None,
    *,
    may_protect: bool,
    may_oversee: bool,
) -> tuple[tuple[str, str], ...]:
    """What this viewer may do next about one task."""
    if task not in ENQUIRIES:
        return ()
    acts: list[tuple[str, str]] = []
    may_answer = may_oversee if task is ProtectionTask.OVERSIGHT else may_protect
    if under_way is None:
        if may_protect:
            acts.append((_("Ask"), reverse("risk:ask", args=[crn, task.value])))
    elif under_way.state is EnquiryState.ANSWERED:
        if may_protect:
            acts.append((_("Use in the assessment"), reverse("risk:use", args=[crn, under_way.id])))
        return tuple(acts)
    else:
        if may_answer:
            acts.append(
                (_("Write down the answer"), reverse("risk:answer", args=[crn, under_way.id]))
            )
        if may_protect:
            acts.append((_("Chase"), reverse("risk:chase", args=[crn, under_way.id])))
    if may_oversee:
        acts.append((_("Not needed"), reverse("risk:not_needed", args=[crn, task.value])))
    return tuple(acts)


# ── People at risk ─────────────────────────────────────────────────────────────────────────
@permitted(Permission.PROTECT)
def add_at_risk(request: SignedInRequest, crn: str) -> HttpResponse:
    """Name somebody, or a kind of person, as at risk."""
    person = open_person(request, crn)
    form = open_form(request, forms.AddAtRisk)

    def act() -> str:
        actions.add_at_risk(
            person_id=person.id,
            group=form.cleaned_data["group"],
            who=form.cleaned_data["who"],
            from_what=form.cleaned_data["from_what"],
            what_protects=form.cleaned_data["what_protects"],
            by=request.user,
            at=clock.now(),
        )
        messages.success(request, _("Named as at risk, checked today."))
        return page_of(person)

    return answer(request, form, act) or show(request, "at_risk", person, form=form)


@permitted(Permission.PROTECT)
def check(request: SignedInRequest, crn: str, pk: int) -> HttpResponse:
    """Checked today: what protects somebody at risk, and whether it still does."""
    person = open_person(request, crn)
    line = live_line(pk, person)
    form = open_form(
        request,
        forms.Check,
        initial={"what_protects": line.what_protects},
        came_from={
            "what_protects": _("From the check by %(name)s, %(days)s days ago")
            % {"name": line.checked_by, "days": line.days_since(clock.today())}
        },
    )

    def act() -> str:
        finding = form.cleaned_data["finding"]
        actions.check_protection(
            at_risk_id=line.id,
            finding=finding,
            what_protects=form.cleaned_data["what_protects"],
            by=request.user,
            at=clock.now(),
        )
        if finding is CheckFinding.FAILED:
            messages.warning(
                request, _("Checked today. They are not protected: act, then assess harm again.")
            )
        else:
            messages.success(request, _("Checked today."))
        return page_of(person)

    return answer(request, form, act) or show(
        request, "check", person, form=form, line=line, today=clock.today()
    )


@permitted(Permission.PROTECT)
def end_at_risk(request: SignedInRequest, crn: str, pk: int) -> HttpResponse:
    """Say that somebody is no longer at risk."""
    person = open_person(request, crn)
    line = live_line(pk, person)
    form = open_form(request, forms.Why)

    def act() -> str:
        actions.end_at_risk(
            at_risk_id=line.id, why=form.cleaned_data["why"], by=request.user, at=clock.now()
        )
        messages.success(request, _("Ended. The line stays in the history, with the reason."))
        return page_of(person)

    return answer(request, form, act) or show(request, "end_at_risk", person, form=form, line=line)


def live_line(pk: int, person: persons.Handle) -> queries.AtRiskLine:
    line = next((each for each in queries.at_risk(person.ids) if each.id == pk), None)
    if line is None:
        raise Http404
    return line


# ── Enquiries ──────────────────────────────────────────────────────────────────────────────
@permitted(Permission.PROTECT)
def ask(request: SignedInRequest, crn: str, task: str) -> HttpResponse:
    """Ask what policy asks for, or what the officer thinks the case needs."""
    person = open_person(request, crn)
    wanted = task_of(task)
    form = open_form(request, forms.Ask)

    def act() -> str:
        actions.ask(
            person_id=person.id,
            task=wanted,
            asked_of=form.cleaned_data["asked_of"],
            by=request.user,
            at=clock.now(),
        )
        messages.success(request, _("Asked. It is done when its answer is used."))
        return page_of(person)

    return answer(request, form, act) or show(
        request, "ask", person, form=form, task=wanted, asked=asked_by_policy(person, wanted)
    )


@permitted(Permission.PROTECT)
def chase(request: SignedInRequest, crn: str, pk: int) -> HttpResponse:
    """Ask again, because no answer came."""
    person = open_person(request, crn)
    line = open_enquiry(pk, person)
    form = open_form(request, forms.Chase)

    def act() -> str:
        actions.chase(
            enquiry_id=line.id, why=form.cleaned_data["why"], by=request.user, at=clock.now()
        )
        messages.success(request, _("Chased."))
        return page_of(person)

    return answer(request, form, act) or show(request, "chase", person, form=form, line=line)


@permitted(Permission.PROTECT, Permission.OVERSEE)
def answer_enquiry(request: SignedInRequest, crn: str, pk: int) -> HttpResponse:
    """Write down what was answered or seen; its words are kept from papers."""
    person = open_person(request, crn)
    line = open_enquiry(pk, person)
    form = open_form(request, forms.Answer)

    def act() -> str:
        actions.answer(
            enquiry_id=line.id,
            kind=form.cleaned_data["kind"],
            answer_words=form.cleaned_data["quarantined_words"],
            by=request.user,
            at=clock.now(),
        )
        messages.success(request, _("Answered. It is not done yet: use it in the assessment."))
        return page_of(person)

    return answer(request, form, act) or show(request, "answer", person, form=form, line=line)


@permitted(Permission.ASSESS)
def use(request: SignedInRequest, crn: str, pk: int) -> HttpResponse:
    """Say that the standing assessment took the answer in, or go and assess with it."""
    person = open_person(request, crn)
    line = open_enquiry(pk, person)
    form = open_form(request, forms.Use)

    def act() -> str:
        actions.use(enquiry_id=line.id, by=request.user, at=clock.now())
        messages.success(request, _("Used in the assessment. This is done."))
        return page_of(person)

    harm = queries.latest(queries.harm(person.ids))
    return answer(request, form, act) or show(
        request,
        "use",
        person,
        form=form,
        line=line,
        harm=harm,
        is_later=harm is not None and harm.at >= line.since,
    )


@permitted(Permission.OVERSEE)
def not_needed(request: SignedInRequest, crn: str, task: str) -> HttpResponse:
    """Decide, with a reason, that the case does not need what policy asks for."""
    person = open_person(request, crn)
    wanted = task_of(task)
    form = open_form(request, forms.Why)

    def act() -> str:
        actions.not_needed(
            person_id=person.id,
            task=wanted,
            why=form.cleaned_data["why"],
            by=request.user,
            at=clock.now(),
        )
        messages.success(request, _("Not needed, with your reason on the record."))
        return page_of(person)

    return answer(request, form, act) or show(
        request, "not_needed", person, form=form, task=wanted, asked=asked_by_policy(person, wanted)
    )


def asked_by_policy(person: persons.Handle, task: ProtectionTask) -> Asked | None:
    found = queries.protection({person.id: person.ids}, on=clock.today())
    return found[person.id].of(task)


def task_of(value: str) -> ProtectionTask:
    task = next((each for each in ENQUIRIES if each.value == value), None)
    if task is None:
        raise Http404
    return task


def open_enquiry(pk: int, person: persons.Handle) -> queries.EnquiryLine:
    """An enquiry under way about this person; one that has ended has no page to change it."""
    found = (line for line in queries.enquiries(person.ids) if line.id == pk and line.is_open)
    line = next(found, None)
    if line is None:
        raise Http404
    return line


# ── What the pages share ───────────────────────────────────────────────────────────────────
def page_of(person: persons.Handle) -> str:
    return reverse("risk:protection", args=[person.crn])


def show(
    request: SignedInRequest, name: str, person: persons.Handle, **context: Any
) -> HttpResponse:
    if "form" in context:
        keep_true_sources(context["form"])
    return render(request, f"risk/protection/{name}.html", {**about(person), **context})
