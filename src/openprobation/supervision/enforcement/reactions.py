"""What does enforcement do when another context announces something?"""

from __future__ import annotations

from openprobation.foundation.identity.models import User
from openprobation.foundation.redaction.events import Words
from openprobation.supervision.appointments.events import OutcomeRecorded, OutcomeUndone
from openprobation.supervision.persons import queries as persons
from openprobation.supervision.persons.events import PersonDied
from openprobation.supervision.unpaid_work.events import ReportTakenUp, SessionMarked

from .actions import breach as breaches
from .actions import failures


def redact_words(event: Words) -> None:
    event.sweep.over_context("enforcement")


def end_breaches_after_death(event: PersonDied) -> None:
    """The person died: nobody is taken to court any more."""
    person = persons.by_id(event.person_id)
    breaches.end_after_death(
        person_ids=person.ids if person else (event.person_id,),
        by=User.objects.get(pk=event.by_id),
        at=event.at,
    )


def notice_failure(event: OutcomeRecorded) -> None:
    """An outcome that counts begins the time to explain; one corrected to an accepted one ends it."""
    by = User.objects.get(pk=event.by_id)
    if failures.counts(event.outcome):
        failures.notice(
            appointment_id=event.appointment_id,
            person_id=event.person_id,
            outcome=event.outcome,
            by=by,
            at=event.at,
        )
    else:
        failures.take_back(
            appointment_id=event.appointment_id,
            why=f"The outcome is now: {event.outcome.label.lower()}.",
            by=by,
            at=event.at,
        )


def take_failure_back(event: OutcomeUndone) -> None:
    failures.take_back(
        appointment_id=event.appointment_id,
        why="The outcome was undone within ten minutes.",
        by=User.objects.get(pk=event.by_id),
        at=event.at,
    )


def notice_report(event: ReportTakenUp) -> None:
    """The officer took up what a supervisor of unpaid work reported: the time to explain begins."""
    failures.notice_reported(
        person_id=event.person_id,
        order_id=event.order_id,
        requirement_id=event.requirement_id,
        outcome=event.outcome,
        starts_at=event.starts_at,
        told=event.instruction,
        told_at=event.instructed_at,
        by=User.objects.get(pk=event.by_id),
        at=event.at,
    )


def put_report_right(event: SessionMarked) -> None:
    """A mark corrected to one that is nobody's failure takes with it what was made of it."""
    if event.mark.is_reported:
        return
    person = persons.by_id(event.person_id)
    failures.take_back_reported(
        person_ids=person.ids if person else (event.person_id,),
        requirement_id=event.requirement_id,
        on=event.on,
        why=f"The day of unpaid work is now marked: {event.mark.label.lower()}.",
        by=User.objects.get(pk=event.by_id),
        at=event.at,
    )
