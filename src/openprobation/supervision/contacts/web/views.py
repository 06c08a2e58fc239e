"""Pages that write in the record, put it right, and show a line with all it corrected."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from openprobation.foundation import clock
from openprobation.foundation.access.check import may
from openprobation.foundation.drafts.web.writing import (
    SignedInRequest,
    answer,
    open_form,
    permitted,
    signed_in,
)
from openprobation.supervision.persons.web.opening import open_person
from openprobation.vocabulary.contacts import WRITTEN_BY_HAND

from .. import actions, queries
from ..permissions import Permission
from . import forms


@permitted(Permission.WRITE)
def write(request: SignedInRequest, crn: str) -> HttpResponse:
    """A note, call, letter or visit. Opens at this moment, which is nearly always when it happened."""
    person = open_person(request, crn)
    at = clock.now()
    form = open_form(request, forms.Write, initial={"day": clock.today(), "time": minute(at)})

    def act() -> str:
        given = form.cleaned_data
        actions.write(
            person_id=person.id,
            kind=given["kind"],
            happened_at=moment(given["day"], given["time"]),
            summary=given["summary"],
            note=given["note"],
            is_sensitive=given["is_sensitive"],
            by=request.user,
            at=at,
        )
        return reverse("practitioner:person", args=[person.crn])

    return answer(request, form, act) or render(
        request, "contacts/write.html", {"person": person, "form": form}
    )


@signed_in
def line(request: SignedInRequest, crn: str, pk: int) -> HttpResponse:
    """One line with all it corrected, latest first."""
    person = open_person(request, crn)
    found = the_line(pk, person_ids=person.ids)
    sees = may(request.user, Permission.VIEW_SENSITIVE, at=clock.now())
    if not sees and (found.is_sensitive or queries.is_sensitive_since(pk)):
        raise Http404
    return render(
        request,
        "contacts/line.html",
        {
            "person": person,
            "line": found,
            "history": queries.history(pk, person_ids=person.ids),
            "may_correct": found.kind in WRITTEN_BY_HAND
            and not found.is_withdrawn
            and may(request.user, Permission.CORRECT, at=clock.now()),
        },
    )


@permitted(Permission.CORRECT)
def correct(request: SignedInRequest, crn: str, pk: int) -> HttpResponse:
    """Put a line right: opens filled with the line as it stands."""
    person = open_person(request, crn)
    found = the_line(pk, person_ids=person.ids)
    form = open_form(request, forms.Correct, initial=as_asked(found))

    def act() -> str:
        given = form.cleaned_data
        new = actions.correct(
            contact_id=pk,
            why=given["why"],
            summary=given["summary"],
            note=given["note"],
            happened_at=moment(given["day"], given["time"]),
            is_sensitive=given["is_sensitive"],
            by=request.user,
            at=clock.now(),
        )
        return reverse("contacts:line", args=[person.crn, new.pk])

    return answer(request, form, act) or render(
        request, "contacts/correct.html", {"person": person, "line": found, "form": form}
    )


@permitted(Permission.CORRECT)
def withdraw(request: SignedInRequest, crn: str, pk: int) -> HttpResponse:
    """Take back a line that should not be there."""
    person = open_person(request, crn)
    found = the_line(pk, person_ids=person.ids)
    form = open_form(request, forms.Withdraw)

    def act() -> str:
        actions.withdraw(
            contact_id=pk, why=form.cleaned_data["why"], by=request.user, at=clock.now()
        )
        return reverse("practitioner:person", args=[person.crn])

    return answer(request, form, act) or render(
        request, "contacts/withdraw.html", {"person": person, "line": found, "form": form}
    )


def the_line(pk: int, *, person_ids: tuple[int, ...]) -> queries.Line:
    found = queries.by_id(pk, person_ids=person_ids)
    if found is None:
        raise Http404
    return found


def as_asked(line: queries.Line) -> dict[str, Any]:
    at = timezone.localtime(line.at)
    return {
        "day": at.date(),
        "time": at.time(),
        "summary": line.summary,
        "note": line.note,
        "is_sensitive": line.is_sensitive,
    }


def moment(day: date, at: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, at))


def minute(at: datetime) -> time:
    return timezone.localtime(at).time().replace(second=0, microsecond=0)
