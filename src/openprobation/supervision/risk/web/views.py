"""Pages about what could go wrong, to whom, and what protects them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from openprobation.foundation import clock
from openprobation.foundation.access.check import authority, may
from openprobation.foundation.drafts.web.writing import (
    SignedInRequest,
    answer,
    open_form,
    permitted,
)
from openprobation.rules import harm as rules
from openprobation.rules.dates import words
from openprobation.supervision.persons import queries as persons
from openprobation.supervision.persons.web.opening import open_person
from openprobation.supervision.persons.web.views import about
from openprobation.ui.forms import keep_true_sources
from openprobation.vocabulary.protection import EnquiryState
from openprobation.vocabulary.risk import HarmGroup, HarmLevel

from .. import actions, queries
from ..permissions import Permission
from ..policies import HOLD_MAPPA_CASES, MAPPA_CATEGORIES
from . import forms


@permitted(Permission.VIEW)
def summary(request: SignedInRequest, crn: str) -> HttpResponse:
    """Levels by group, who is at risk and what protects them, flags, MAPPA, score, what is overdue."""
    person = open_person(request, crn)
    today, at = clock.today(), clock.now()
    assessments = queries.harm_history(person.ids)
    scores = queries.rsr_history(person.ids)
    registrations = queries.registrations(person.ids)
    mappas = queries.mappa_history(person.ids)
    due = queries.reviews_due(person.ids, today)
    return render(
        request,
        "risk/summary.html",
        {
            **about(person),
            "today": today,
            "harm": assessments[0] if assessments else None,
            "groups": list(HarmGroup),
            "assessments": assessments,
            "score": scores[0] if scores else None,
            "scores": scores,
            "registrations": [line for line in registrations if line.is_live],
            "ended": [line for line in registrations if not line.is_live],
            "mappa": next((line for line in mappas if line.ends_on is None), None),
            "mappas": [line for line in mappas if line.ends_on is not None],
            "due": [one for lines in due.values() for one in lines if one.is_overdue(today)],
            "people": queries.at_risk(person.ids),
            "may_assess": may(request.user, Permission.ASSESS, at=at),
            "may_register": may(request.user, Permission.REGISTER, at=at),
            "may_manage_mappa": manages_mappa(request),
        },
    )


@permitted(Permission.ASSESS)
def assess(request: SignedInRequest, crn: str) -> HttpResponse:
    """Assess harm. The page opens with the last assessment, and says so beside each value."""
    person = open_person(request, crn)
    last = queries.latest(queries.harm(person.ids))
    initial, came_from = filled_from(last)
    answered = [
        line for line in queries.enquiries(person.ids) if line.state is EnquiryState.ANSWERED
    ]
    form = open_form(
        request,
        forms.Assess,
        answers=[(line.id, line.task.label) for line in answered],
        initial=initial,
        came_from=came_from,
        seen=last.id if last else 0,
    )

    def act() -> str:
        seen = str(form.cleaned_data["seen"] or "")
        assessment = actions.assess_harm(
            person_id=person.id,
            levels=form.levels,
            who_is_at_risk=form.cleaned_data["who_is_at_risk"],
            what_could_happen=form.cleaned_data["what_could_happen"],
            what_protects_them=form.cleaned_data["what_protects_them"],
            seen_id=int(seen) if seen.isdigit() else None,
            uses=[int(pk) for pk in form.cleaned_data.get("uses", ())],
            by=request.user,
            at=clock.now(),
        )
        level = HarmLevel(assessment.overall)
        messages.success(
            request,
            _("Risk of serious harm is now %(level)s.") % {"level": level.label.lower()},
        )
        return summary_of(person)

    return answer(request, form, act) or page(
        request,
        "assess",
        person,
        form=form,
        last=last,
        levels=list(HarmLevel),
        may_read=may(request.user, Permission.READ_QUARANTINED, at=clock.now()),
    )


def filled_from(last: queries.Harm | None) -> tuple[dict[str, Any], dict[str, str]]:
    """What the page opens with, and where each value came from."""
    if last is None:
        return {}, {}
    initial: dict[str, Any] = {group.value: level.value for group, level in last.levels.items()}
    initial |= {
        "who_is_at_risk": last.who_is_at_risk,
        "what_could_happen": last.what_could_happen,
        "what_protects_them": last.what_protects_them,
    }
    said = _("From the assessment by %(name)s on %(day)s") % {
        "name": last.assessed_by,
        "day": words(last.on),
    }
    return initial, {name: said for name, value in initial.items() if value}


@permitted(Permission.ASSESS)
def score(request: SignedInRequest, crn: str) -> HttpResponse:
    """Type the RSR score of an assessment done elsewhere."""
    person = open_person(request, crn)
    form = open_form(
        request,
        forms.Score,
        initial={"assessed_on": clock.today()},
        came_from={"assessed_on": _("Today")},
    )

    def act() -> str:
        actions.record_score(
            person_id=person.id,
            rsr=form.cleaned_data["rsr"],
            assessed_on=form.cleaned_data["assessed_on"],
            by=request.user,
            at=clock.now(),
        )
        messages.success(request, _("The score is on the record."))
        return summary_of(person)

    last = queries.latest(queries.rsr(person.ids))
    return answer(request, form, act) or page(request, "score", person, form=form, last=last)


@permitted(Permission.REGISTER)
def register(request: SignedInRequest, crn: str) -> HttpResponse:
    """Put a flag on the record."""
    person = open_person(request, crn)
    live = [line for line in queries.registrations(person.ids) if line.is_live]
    form = open_form(
        request,
        forms.Register,
        taken=[line.kind for line in live],
        initial={"starts_on": clock.today()},
        came_from={"starts_on": _("Today")},
    )

    def act() -> str:
        made = actions.register(
            person_id=person.id,
            kind=form.cleaned_data["kind"],
            note=form.cleaned_data["note"],
            starts_on=form.cleaned_data["starts_on"],
            review_due_on=form.cleaned_data["review_due_on"],
            by=request.user,
            at=clock.now(),
        )
        messages.success(
            request,
            _("Registered. Look at it again by %(day)s.") % {"day": words(made.review_due_on)},
        )
        return summary_of(person)

    return answer(request, form, act) or page(request, "register", person, form=form, live=live)


@permitted(Permission.REGISTER)
def review(request: SignedInRequest, crn: str, pk: int) -> HttpResponse:
    """Look at a registration again, and keep it."""
    person = open_person(request, crn)
    line = live_registration(pk, person)
    due = rules.registration_review_due(line.kind, set_on=clock.today(), pack=queries.pack())
    form = open_form(
        request,
        forms.Review,
        initial={"next_due_on": due.due_on},
        came_from={"next_due_on": due.because},
    )

    def act() -> str:
        actions.review_registration(
            registration_id=line.id,
            note=form.cleaned_data["note"],
            next_due_on=form.cleaned_data["next_due_on"],
            by=request.user,
            at=clock.now(),
        )
        messages.success(
            request, _("Reviewed: %(kind)s stays on the record.") % {"kind": line.kind.label}
        )
        return summary_of(person)

    return answer(request, form, act) or page(
        request, "review", person, form=form, line=line, today=clock.today()
    )


@permitted(Permission.REGISTER)
def end(request: SignedInRequest, crn: str, pk: int) -> HttpResponse:
    """Take a flag off the record."""
    person = open_person(request, crn)
    line = live_registration(pk, person)
    form = open_form(
        request, forms.End, initial={"on": clock.today()}, came_from={"on": _("Today")}
    )

    def act() -> str:
        actions.end_registration(
            registration_id=line.id,
            why=form.cleaned_data["why"],
            on=form.cleaned_data["on"],
            by=request.user,
            at=clock.now(),
        )
        messages.success(
            request, _("%(kind)s has ended, and the record says why.") % {"kind": line.kind.label}
        )
        return summary_of(person)

    return answer(request, form, act) or page(
        request, "end", person, form=form, line=line, today=clock.today()
    )


def live_registration(pk: int, person: persons.Handle) -> queries.RegistrationLine:
    line = queries.registration(pk, person_ids=person.ids)
    if line is None or not line.is_live:
        raise Http404
    return line


@permitted(Permission.REGISTER)
def mappa(request: SignedInRequest, crn: str) -> HttpResponse:
    """Set or change the MAPPA category and level. A company's officer is told to refer instead."""
    person = open_person(request, crn)
    today = clock.today()
    now = queries.latest(queries.mappa(person.ids))
    form = open_form(
        request,
        forms.SetMappa,
        categories=MAPPA_CATEGORIES.on(today, pack=queries.pack()).value,
        initial={
            "category": now.category.value if now else None,
            "level": now.level.value if now else None,
            "starts_on": today,
        },
        came_from={"starts_on": _("Today")} | since(now),
    )

    def act() -> str:
        made = actions.set_mappa(
            person_id=person.id,
            category=form.cleaned_data["category"],
            level=form.cleaned_data["level"],
            starts_on=form.cleaned_data["starts_on"],
            review_due_on=form.cleaned_data["review_due_on"],
            by=request.user,
            at=clock.now(),
        )
        messages.success(
            request, _("Set. Review it by %(day)s.") % {"day": words(made.review_due_on)}
        )
        return summary_of(person)

    return answer(request, form, act) or page(
        request,
        "mappa",
        person,
        form=form,
        now=now,
        refer=None if manages_mappa(request) else actions.MappaIsForTheNps().message,
    )


def since(now: queries.MappaLine | None) -> dict[str, str]:
    if now is None:
        return {}
    said = _("In force since %(day)s") % {"day": words(now.starts_on)}
    return {"category": said, "level": said}


@permitted(Permission.REGISTER)
def end_mappa(request: SignedInRequest, crn: str) -> HttpResponse:
    """Stop managing somebody under MAPPA."""
    person = open_person(request, crn)
    now = queries.latest(queries.mappa(person.ids))
    if now is None:
        raise Http404
    form = open_form(
        request, forms.End, initial={"on": clock.today()}, came_from={"on": _("Today")}
    )

    def act() -> str:
        actions.end_mappa(
            person_id=person.id,
            why=form.cleaned_data["why"],
            on=form.cleaned_data["on"],
            by=request.user,
            at=clock.now(),
        )
        messages.success(request, _("MAPPA has ended, and the record says why."))
        return summary_of(person)

    return answer(request, form, act) or page(
        request,
        "end_mappa",
        person,
        form=form,
        now=now,
        refer=None if manages_mappa(request) else actions.MappaIsForTheNps().message,
    )


# ── What the pages share ───────────────────────────────────────────────────────────────────
def manages_mappa(request: SignedInRequest) -> bool:
    posts = authority(request.user, clock.now()).posts
    return any(post.organisation_kind in HOLD_MAPPA_CASES for post in posts)


def summary_of(person: persons.Handle) -> str:
    return reverse("risk:summary", args=[person.crn])


def page(
    request: SignedInRequest, name: str, person: persons.Handle, **context: Any
) -> HttpResponse:
    if "form" in context:
        keep_true_sources(context["form"])
    return render(request, f"risk/{name}.html", {**about(person), **context})
