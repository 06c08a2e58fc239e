"""Who missed what in a test, and who stands around them?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from openprobation.foundation.clock import PUBLICATION_DAY
from openprobation.foundation.identity.models import User
from openprobation.supervision.allocations.tests.factories import case_of
from openprobation.supervision.appointments.actions import record_outcome
from openprobation.supervision.appointments.models import Appointment
from openprobation.supervision.appointments.tests.factories import AppointmentFactory
from openprobation.supervision.enforcement.actions import failures, warnings
from openprobation.supervision.enforcement.models import Failure, Warning
from openprobation.supervision.persons.models import Person
from openprobation.supervision.sentences.models import Order
from openprobation.supervision.sentences.tests.factories import EventFactory, OrderFactory
from openprobation.vocabulary.appointments import Outcome
from openprobation.vocabulary.sentences import OrderKind

from .breaches import Court, around

AT = PUBLICATION_DAY
ADDRESS = "https://example.org/explain/{token}/"


@dataclass(slots=True)
class Missed:
    """Somebody of a company, with an order and an appointment that has just begun."""

    court: Court
    person: Person
    order: Order
    appointment: Appointment

    @property
    def officer(self) -> User:
        return self.court.officer

    def records(self, outcome: Outcome = Outcome.UNACCEPTABLE_ABSENCE) -> Failure:
        record_outcome(
            appointment_id=self.appointment.pk,
            seen_version=1,
            outcome=outcome,
            note="",
            by=self.officer,
            at=AT,
        )
        return Failure.objects.get(appointment=self.appointment, taken_back_at=None)

    def warned(self, **more: Any) -> Warning:
        return warnings.give_warning(
            failure_id=self.records().pk,
            **{"why": "No reason given.", "now": True, "by": self.officer, "at": AT, **more},
        )

    def asked(self) -> failures.Asked:
        return failures.ask_to_explain(
            failure_id=self.records(Outcome.AWAITING_EVIDENCE).pk,
            address=ADDRESS,
            by=self.officer,
            at=AT,
        )


def missed(*, kind: OrderKind = OrderKind.COMMUNITY_ORDER, **person: Any) -> Missed:
    court = around()
    spell = case_of(court.officer, court.crc_team, **person)
    order = OrderFactory(
        event=EventFactory(person=spell.person, period=spell.period, number=2), kind=kind
    )
    appointment = AppointmentFactory(person=spell.person, officer=court.officer, begun=True)
    return Missed(court, spell.person, order, appointment)
