"""Pages that write and, for a stated purpose, read what no paper, letter, message or export may hold.

Words are shown in the answer to the form that says what they are needed for, never under an address of
their own: they are in no history, no cache and no link.
"""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from openprobation.foundation import clock
from openprobation.foundation.drafts.web.writing import (
    SignedInRequest,
    answer,
    open_form,
    permitted,
)
from openprobation.foundation.refusals import Refused
from openprobation.supervision.persons import queries as persons
from openprobation.supervision.persons.web.opening import open_person

from .. import actions, queries
from ..permissions import Permission
from . import forms
from .protection import show


@never_cache
@permitted(Permission.READ_QUARANTINED)
def quarantined(request: SignedInRequest, crn: str) -> HttpResponse:
    """That something is kept from papers; what it says, once the reader has said what for."""
    person = open_person(request, crn)
    form = open_form(request, forms.Read)
    opened: list[actions.Opened] | None = None
    if request.method == "POST" and form.is_valid():
        try:
            opened = actions.read_quarantined(
                person_id=person.id,
                purpose=form.cleaned_data["purpose"],
                by=request.user,
                at=clock.now(),
            )
        except Refused as refusal:
            form.refuse(refusal)
    return show(
        request,
        "quarantined",
        person,
        form=form,
        opened=opened,
        purpose=form.cleaned_data["purpose"] if opened is not None else None,
        facts=queries.quarantined_facts(person.ids),
        answers=queries.quarantined_answers(person.ids),
        is_theirs=queries.is_of_holding_organisation(request.user, person.ids, at=clock.now()),
    )


@never_cache
@permitted(Permission.WRITE_QUARANTINED)
def quarantine(request: SignedInRequest, crn: str) -> HttpResponse:
    """Write what must be kept from papers."""
    person = open_person(request, crn)
    form = open_form(request, forms.Quarantine)

    def act() -> str:
        actions.quarantine(
            person_id=person.id,
            kind=form.cleaned_data["kind"],
            words=form.cleaned_data["quarantined_words"],
            source=form.cleaned_data["quarantined_source"],
            by=request.user,
            at=clock.now(),
        )
        messages.success(request, _("Kept from every paper, letter, message, export and search."))
        return here(person)

    return answer(request, form, act) or show(request, "quarantine", person, form=form)


@never_cache
@permitted(Permission.WRITE_QUARANTINED)
def end_quarantined(request: SignedInRequest, crn: str, pk: int) -> HttpResponse:
    """Say that something kept from papers is so no longer."""
    person = open_person(request, crn)
    line = next((each for each in queries.quarantined_facts(person.ids) if each.id == pk), None)
    if line is None:
        raise Http404
    form = open_form(request, forms.Use)

    def act() -> str:
        actions.end_quarantined(fact_id=pk, by=request.user, at=clock.now())
        messages.success(request, _("Ended. Nobody is shown it any more."))
        return here(person)

    return answer(request, form, act) or show(
        request, "end_quarantined", person, form=form, line=line
    )


def here(person: persons.Handle) -> str:
    return reverse("risk:quarantined", args=[person.crn])
