"""What is told to a page that sends an outcome by itself, from a sheet kept in the corridor?

The outcome page's own view answers it: the same form, token, version and act. Only the answer
differs: data, so that the sheet can show both sides and keep what was typed.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse

from openprobation.foundation.access.check import may
from openprobation.supervision.contacts.permissions import Permission as Contact
from openprobation.supervision.persons.queries import Handle
from openprobation.ui import wording
from openprobation.vocabulary.appointments import AppointmentState

from .. import queries
from ..permissions import Permission

if TYPE_CHECKING:
    from openprobation.foundation.identity.models import User

    from .forms import RecordOutcome

DATA = "application/json"


def wants_data(request: HttpRequest) -> bool:
    return request.method == "POST" and request.headers.get("Accept") == DATA


def saved() -> HttpResponse:
    return private(JsonResponse({"saved": True}))


def not_saved(
    person: Handle, now: queries.Detail, form: RecordOutcome, *, viewer: User, at: datetime
) -> HttpResponse:
    """Why not, and the appointment as it stands now, with what somebody else wrote of it."""
    is_recorded = now.entry.state is AppointmentState.RECORDED
    where = [person.crn, now.id]
    corrects = is_recorded and may(viewer, Permission.CORRECT_OUTCOME, at=at)
    return private(
        JsonResponse(
            {
                "saved": False,
                "errors": [str(words) for messages in form.errors.values() for words in messages],
                "state": now.entry.state,
                "version": now.version,
                "starts": when(now.entry.starts_at),
                "theirs": theirs(now, viewer=viewer, at=at) if is_recorded else None,
                "appointment": reverse("appointments:appointment", args=where),
                "correct": reverse("appointments:correct", args=where) if corrects else None,
            }
        )
    )


def theirs(now: queries.Detail, *, viewer: User, at: datetime) -> dict[str, str]:
    """What stands on the record, its note only for those who may read it."""
    sees = may(viewer, Contact.VIEW_SENSITIVE, at=at)
    latest = next(iter(queries.changes(now.id, may_see_sensitive=sees)), None)
    return {
        "outcome": str(now.entry.outcome.label) if now.entry.outcome else "",
        "by": now.entry.outcome_by or "",
        "at": when(now.entry.outcome_at) if now.entry.outcome_at else "",
        "note": (latest.note or "") if latest else "",
    }


def when(at: datetime) -> str:
    return f"{wording.short_day(at)}, {wording.time_of_day(at)}"


def private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    return response
