"""The case as it stood, for whoever judges it. Read-only: nothing here changes a case."""

from __future__ import annotations

from itertools import groupby

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from openprobation.foundation import clock
from openprobation.foundation.access.queries import is_open
from openprobation.foundation.audit.actions import record
from openprobation.foundation.drafts.web.writing import (
    SignedInRequest,
    open_form,
    permitted,
)
from openprobation.inspection.samples import actions, queries
from openprobation.inspection.samples.permissions import Permission
from openprobation.supervision.contacts import queries as contacts
from openprobation.supervision.persons import queries as persons

from . import inspection_forms as forms
from . import standing
from .inspecting import asked


def own(request: SignedInRequest, case: int) -> queries.SampledCase:
    """The case, if the viewer judges it and may open it now. To others, the lead too, it is not there."""
    one = queries.sampled_case(case)
    if (
        one is None
        or not one.is_announced
        or not one.is_judged_by(request.user.pk)
        or not is_open("person", one.record_id, to=request.user, at=clock.now())
    ):
        raise Http404
    return one


@permitted(Permission.VIEW)
def case(request: SignedInRequest, pk: int) -> HttpResponse:
    """The record of one case as it stood at the frame's moment; what was written since is not shown."""
    one = own(request, pk)
    person = persons.by_id(one.record_id)
    if person is None:
        raise Http404
    record(
        "sample.case.viewed",
        by=request.user.username,
        at=clock.now(),
        person_id=person.id,
        case=one.id,
    )
    page = contacts.timeline(
        person.ids,
        may_see_sensitive=standing.is_cleared(one, request.user),
        before=request.GET.get("before") or None,
        as_of=one.as_of,
    )
    return render(
        request,
        "inspector/inspection_case.html",
        {
            "case": one,
            "name": standing.name(person, as_of=one.as_of),
            "days": [
                (on, list(lines))
                for on, lines in groupby(page.lines, key=lambda line: timezone.localdate(line.at))
            ],
            "older": page.older,
            # Whoever held it: what was said is a fact of the case. Who wrote it down is not told, so that
            # two readers stay blind to each other.
            "interviews": queries.interviews(pk),
        },
    )


@permitted(Permission.VIEW)
def interview(request: SignedInRequest, pk: int) -> HttpResponse:
    """What the officer or the person said."""
    one = own(request, pk)
    form = open_form(request, forms.Interview)
    return asked(
        request,
        form,
        lambda: actions.keep_interview(
            case_id=pk,
            with_whom=form.cleaned_data["with_whom"],
            held_on=form.cleaned_data["held_on"],
            note=form.cleaned_data["note"],
            by=request.user,
            at=clock.now(),
        ),
        title=_("Interview on case %(case)s") % {"case": one.case},
        button=_("Save"),
        done=_("Saved. A judgement can point at it."),
        back=reverse("inspecting:case", args=[pk]),
    )
