"""What do the pages about a meeting show of the person and of what may be chosen?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from openprobation.foundation.organisations import queries as organisations
from openprobation.rules.identifiers import phone_as_people_write_it
from openprobation.supervision.allocations import queries as allocations
from openprobation.supervision.persons import queries as persons
from openprobation.supervision.sentences import queries as sentences
from openprobation.vocabulary.persons import AdjustmentKind, CircumstanceKind
from openprobation.vocabulary.sentences import RequirementKind

from .. import queries

if TYPE_CHECKING:
    from openprobation.foundation.identity.models import User

#: What must be seen before an absence is held against somebody.
WEIGHS = (
    CircumstanceKind.PREGNANT,
    CircumstanceKind.CARING,
    CircumstanceKind.HOSPITAL,
    CircumstanceKind.CUSTODY,
)


@dataclass(frozen=True, slots=True)
class Needs:
    """What is different about seeing this person, and where a text can go."""

    adjustments: tuple[AdjustmentKind, ...]
    circumstances: tuple[CircumstanceKind, ...]
    interpreter: str
    mobile: str

    @property
    def is_empty(self) -> bool:
        return not (self.adjustments or self.circumstances or self.interpreter)


def needs_of(person: persons.Handle, *, on: date) -> Needs:
    """Three queries."""
    adjustments = persons.adjustments_of(person.ids, on=on)
    circumstances = persons.circumstances_of(person.ids, on=on)
    numbers = persons.text_numbers(person.ids, on=on, confirmed=True)
    return Needs(
        adjustments=every(adjustments, person.ids),
        circumstances=tuple(kind for kind in every(circumstances, person.ids) if kind in WEIGHS),
        interpreter=person.language if person.interpreter_needed else "",
        mobile=next(
            (phone_as_people_write_it(numbers[pk]) for pk in person.ids if pk in numbers), ""
        ),
    )


def every(found: dict[int, tuple[Any, ...]], ids: tuple[int, ...]) -> tuple[Any, ...]:
    """What is so of any of a person's records, each once."""
    return tuple(dict.fromkeys(kind for pk in ids for kind in found.get(pk, ())))


def about(person: persons.Handle, *, at: datetime) -> dict[str, Any]:
    """Whose page it is and who holds the case: on every page. Two queries."""
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


@dataclass(frozen=True, slots=True)
class Choices:
    """What may be chosen when a meeting with this person is arranged."""

    officers: list[tuple[int, str]]
    officer_id: int | None
    offices: list[tuple[int, str]]
    office_id: int | None
    requirements: list[tuple[int, str]]
    activity_ids: frozenset[int]
    due_on: date | None


def choices_for(person: persons.Handle, *, viewer: User, at: datetime, on: date) -> Choices:
    """Nine queries at most."""
    seers = queries.who_could_see(person.ids, viewer=viewer, at=at)
    held = allocations.holder(person.ids, at)
    offices = organisations.offices(on=on)
    team = organisations.teams(on=on, ids=[held.team_id]).get(held.team_id) if held else None
    live = sentences.live_requirements(person.ids, on)
    activities = [line.id for line in live if line.kind is RequirementKind.RAR]
    days = queries.rar_days(activities, on)
    return Choices(
        officers=[
            (seer.id, _("%(name)s (responsible officer)") % {"name": seer.name})
            if seer.is_responsible
            else (seer.id, seer.name)
            for seer in seers
        ],
        officer_id=default_officer(seers, viewer),
        offices=[(office.id, office.name) for office in offices],
        office_id=next((o.id for o in offices if team is not None and o.name == team.office), None),
        requirements=[(line.id, said(line, days.get(line.id))) for line in live],
        activity_ids=frozenset(activities),
        due_on=held.first_contact_by if held else None,
    )


def default_officer(seers: list[queries.Seer], viewer: User) -> int | None:
    """The responsible officer; without one the viewer, when they see people."""
    responsible = next((seer.id for seer in seers if seer.is_responsible), None)
    own = next((seer.id for seer in seers if seer.id == viewer.pk), None)
    return responsible or own


def said(line: sentences.RequirementLine, days: queries.RarDays | None) -> str:
    if days is None:
        return line.spoken
    return _("%(requirement)s: %(done)s done, %(planned)s planned") % {
        "requirement": line.spoken,
        "done": days.done,
        "planned": days.planned,
    }
