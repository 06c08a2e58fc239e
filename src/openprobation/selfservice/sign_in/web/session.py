"""Which person is signed in here? The session keeps an id and when it was last used, never an account.

@of_a_person
def home(request, person): …

A member of staff and a person do not share a browser's session: signing in as one ends the other.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache

from openprobation.foundation.clock import machine_now
from openprobation.supervision.persons import queries as persons

P = ParamSpec("P")

PERSON, SEEN = "person_id", "person_seen_at"
QUIET = timedelta(minutes=20)
A_MINUTE = 60


def begin(request: HttpRequest, person_id: int) -> None:
    """A session of the person's own, with a new key: whoever was signed in here before is signed out."""
    logout(request)
    rotate_token(request)
    request.session[PERSON] = person_id
    request.session[SEEN] = int(machine_now().timestamp())


def end(request: HttpRequest) -> None:
    logout(request)


def person_of(request: HttpRequest) -> persons.Handle | None:
    """The person signed in here, if one is and the session has not been quiet for too long."""
    person_id = request.session.get(PERSON)
    if person_id is None:
        return None
    if request.user.is_authenticated:
        # Staff signed in over a person's session: the person's is over.
        del request.session[PERSON], request.session[SEEN]
        return None
    moment = int(machine_now().timestamp())
    quiet = moment - int(request.session.get(SEEN, 0))
    person = persons.by_id(person_id) if quiet <= QUIET.total_seconds() else None
    if person is None or person.died_on is not None:
        end(request)
        return None
    if quiet > A_MINUTE:
        # Once a minute, so that reading a page is not a write to the session each time.
        request.session[SEEN] = moment
    return person


def of_a_person(
    view: Callable[Concatenate[HttpRequest, persons.Handle, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """A page of the person's own: whoever is not signed in is asked for their number. Never cached."""

    @wraps(view)
    def page(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        person = person_of(request)
        if person is None:
            return redirect("sign_in:number")
        return view(request, person, *args, **kwargs)

    return never_cache(page)
