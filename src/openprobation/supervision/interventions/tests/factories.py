"""Who is referred in a test, by whom, to whom, and how far did it get?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from openprobation.supervision.commissioning.tests.factories import AT, NPS_LINE, Market
from openprobation.supervision.interventions import actions
from openprobation.supervision.interventions.models import Referral, Session, WantedOutcome
from openprobation.vocabulary.interventions import (
    Achievement,
    Attendance,
    Delivery,
    SessionKind,
)

SENT_AT = AT - timedelta(days=10)


@dataclass(slots=True)
class Story(Market):
    """A market in which somebody is referred."""

    def refer(self, service: Any = None, **more: Any) -> Referral:
        given: dict[str, Any] = {
            "units": 6,
            "funding_line": NPS_LINE,
            "why": "Uses most days and says she wants to stop.",
            "wanted": ["Uses less", "Has a plan for bad days"],
            "by": self.officer,
            "at": SENT_AT,
            **more,
        }
        return actions.refer(
            person_id=self.person.pk, service_id=(service or self.service()).pk, **given
        )

    def accepted(self, *args: Any, **more: Any) -> Any:
        found = self.refer(*args, **more)
        return actions.accept(referral_id=found.pk, by=self.supplier, at=SENT_AT)

    def planned(self, *args: Any, sessions: int = 2, **more: Any) -> Referral:
        found = self.accepted(*args, **more)
        ids: dict[str, Any] = {"referral_id": found.pk, "by": self.supplier, "at": SENT_AT}
        actions.assign(worker_id=self.supplier.pk, **ids)
        actions.assess(text="Came, spoke openly.", **ids)
        actions.make_plan(text="Two sessions on triggers.", sessions=sessions, **ids)
        return Referral.objects.get(pk=found.pk)

    def booked(self, found: Referral, *, starts_at: datetime | None = None, **more: Any) -> Session:
        return actions.book(
            referral_id=found.pk,
            **{
                "kind": SessionKind.SESSION,
                "starts_at": starts_at or AT - timedelta(days=2),
                "minutes": 60,
                "delivery": Delivery.IN_PERSON,
                "place": "12 Mill Street",
                "by": self.supplier,
                "at": SENT_AT,
                **more,
            },
        )

    def reported(
        self, session: Session, attendance: Attendance = Attendance.CAME, **more: Any
    ) -> Session:
        return actions.report(
            session_id=session.pk,
            attendance=attendance,
            **{"note": "Worked well.", "by": self.supplier, "at": AT, **more},
        )

    def ended(self, found: Referral) -> Referral:
        scores = {
            each.pk: Achievement.ACHIEVED for each in WantedOutcome.objects.filter(referral=found)
        }
        return actions.end(
            referral_id=found.pk, text="Uses less.", scores=scores, by=self.supplier, at=AT
        )
