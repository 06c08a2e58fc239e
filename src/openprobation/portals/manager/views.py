"""A manager's pages: cases to assign, looks to review, and who saw and did what to a person."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from openprobation.foundation import clock
from openprobation.foundation.access import actions as access
from openprobation.foundation.access.permissions import Permission as Access
from openprobation.foundation.audit import queries as audit
from openprobation.foundation.audit.actions import record
from openprobation.foundation.drafts.web.writing import (
    SignedInRequest,
    answer,
    open_form,
    permitted,
)
from openprobation.foundation.identity import queries as identity
from openprobation.supervision.allocations import queries as allocations
from openprobation.supervision.allocations.permissions import Permission as Allocation
from openprobation.supervision.persons.web.opening import open_person

from . import forms, lists, telling

PAGE = 100


@permitted(Allocation.ALLOCATE_TO_OFFICER)
def unallocated(request: SignedInRequest) -> HttpResponse:
    """Cases the teams hold that no officer has, with what each officer carries beside them."""
    at, on = clock.now(), clock.today()
    waiting = lists.waiting(request.user, at=at, on=on)
    return render(
        request,
        "manager/unallocated.html",
        {
            "waiting": waiting,
            "overdue": sum(case.working_days_left < 0 for case in waiting),
            "has_teams": len({case.team for case in waiting}) > 1,
            "loads": lists.loads(request.user, at=at, on=on),
            "large": allocations.large_from(on),
        },
    )


@permitted(Access.REVIEW_LOOKS)
def looks(request: SignedInRequest) -> HttpResponse:
    """Looks beyond people's own cases that wait for a manager; emergencies first."""
    found = lists.looks_for(request.user, at=clock.now(), on=clock.today())
    return render(request, "manager/looks.html", {"looks": found})


@permitted(Access.REVIEW_LOOKS)
def review(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say whether one look was needed."""
    found = lists.looks_for(request.user, at=clock.now(), on=clock.today())
    line = next((each for each in found if each.look.id == pk), None)
    if line is None:
        raise Http404
    form = open_form(request, forms.Review)

    def act() -> str:
        access.review_look(
            look_id=pk,
            review=form.cleaned_data["review"],
            note=form.cleaned_data["note"],
            by=request.user,
            at=clock.now(),
        )
        messages.success(
            request, _("Saved: the look by %(name)s is reviewed.") % {"name": line.look.name}
        )
        return reverse("manager:looks")

    return answer(request, form, act) or render(
        request, "manager/review.html", {"line": line, "form": form}
    )


@permitted(Access.READ_AUDIT)
def audit_of(request: SignedInRequest, crn: str) -> HttpResponse:
    """Who viewed and changed a person's record, as sentences, latest first. Reading is audited."""
    person = open_person(request, crn)
    given = request.GET.get("before", "")
    before = int(given) if given.isascii() and given.isdigit() and len(given) < 18 else None
    acts = audit.about_person(person.ids, before=before, size=PAGE + 1)
    record("person.audited", by=request.user.username, at=clock.now(), person_id=person.id)
    shown = acts[:PAGE]
    names = identity.names(telling.accounts_in(shown))
    here = reverse("manager:audit", args=[person.crn])
    return render(
        request,
        "manager/audit.html",
        {
            "person": person,
            "told": telling.page_told(shown, names, person=person.crn),
            "older": f"{here}?before={shown[-1].id}" if len(acts) > PAGE else None,
            "newest": here if before is not None else None,
        },
    )
