"""Where a court officer begins."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from openprobation.foundation import clock
from openprobation.foundation.access.check import may
from openprobation.foundation.drafts.web.writing import SignedInRequest, permitted
from openprobation.supervision.persons.permissions import Permission as Person
from openprobation.supervision.sentences.permissions import Permission as Sentence

from .waiting import court_page


@permitted(Sentence.REGISTER)
def home(request: SignedInRequest) -> HttpResponse:
    """What waits, by when, and who comes next. Read on a small screen between two hearings."""
    at = clock.now()
    return render(
        request,
        "court/home.html",
        {
            "page": court_page(request.user, at=at),
            "today": clock.today(),
            "may_create": may(request.user, Person.CREATE, at=at),
        },
    )
