"""Two at the same moment, on PostgreSQL: is a last place sold once, an order answered once, a purchase made once?"""

from __future__ import annotations

import pytest

from openprobation.foundation.organisations.tests.factories import officer
from openprobation.foundation.refusals import Refused
from openprobation.supervision.allocations.tests.factories import case_of
from openprobation.supervision.commissioning.models import DeliveryLine, PurchaseOrder, PurchaseStep
from openprobation.supervision.commissioning.tests.factories import NPS_LINE, THEN
from openprobation.supervision.interventions import actions
from openprobation.supervision.interventions.models import Referral, ReferralStep
from openprobation.supervision.unpaid_work.tests.test_at_once import at_once
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.commissioning import PurchaseState, ReturnReason
from openprobation.vocabulary.interventions import Attendance, ReferralMove

from .factories import AT, Story

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def refused(results):
    return [each for each in results if isinstance(each, Refused)]


def test_the_last_place_is_sold_once_and_a_purchase_sent_twice_is_made_once():
    story = Story()
    last = story.service(capacity=1)
    other = case_of(story.officer, story.nps_team, starts_at=THEN, area=story.area).person
    twice = story.service()

    def refer(person_id, service):
        return lambda: actions.refer(
            person_id=person_id,
            service_id=service.pk,
            units=6,
            funding_line=NPS_LINE,
            why="Asks for help.",
            wanted=["Uses less"],
            by=story.officer,
            at=AT,
        )

    for_two = at_once(refer(story.person.pk, last), refer(other.pk, last))
    sent_twice = at_once(*[refer(story.person.pk, twice)] * 3)

    assert len(refused(for_two)) == 1
    assert "no place left" in str(refused(for_two)[0])
    assert len(refused(sent_twice)) == 2
    assert all(isinstance(each, actions.ReferredAlready) for each in refused(sent_twice))
    assert PurchaseOrder.objects.count() == Referral.objects.count() == 2


def test_an_order_is_answered_once_and_a_session_reported_and_billed_once():
    story = Story()
    colleague = officer(role=Role.SUPPLIER, team=story.services_team)
    found = story.refer()

    answered = at_once(
        lambda: actions.accept(referral_id=found.pk, by=story.supplier, at=AT),
        lambda: actions.accept(referral_id=found.pk, by=colleague, at=AT),
        lambda: actions.return_referral(
            referral_id=found.pk, reason=ReturnReason.NO_CAPACITY, why="Full.", by=colleague, at=AT
        ),
    )
    assert len(refused(answered)) == 2
    assert PurchaseStep.objects.exclude(to_state=PurchaseState.ORDERED).count() == 1
    moves = (ReferralMove.ACCEPT, ReferralMove.RETURN)
    assert ReferralStep.objects.filter(move__in=moves).count() == 1

    planned = Story(area=story.area, nps=story.nps, crc=story.crc)
    session = planned.booked(planned.planned())
    reported = at_once(
        *[
            lambda by=by: actions.report(
                session_id=session.pk, attendance=Attendance.CAME, note="", by=by, at=AT
            )
            for by in (planned.supplier, colleague)
        ]
    )

    assert len(refused(reported)) == 1
    assert DeliveryLine.objects.count() == 1
