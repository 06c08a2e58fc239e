"""Does every event of buying and of work with a supplier reach the contact log and the extract?"""

from __future__ import annotations

import inspect
from datetime import timedelta

import pytest

from openprobation.supervision.commissioning import actions as buying
from openprobation.supervision.commissioning import events as of_buying
from openprobation.supervision.commissioning import extract as bought
from openprobation.supervision.commissioning.actions import orders, unmet
from openprobation.supervision.contacts.models import Contact
from openprobation.supervision.interventions import actions, extract
from openprobation.supervision.interventions import events as of_work
from openprobation.supervision.interventions.actions import moving, sessions, women
from openprobation.supervision.interventions.models import Referral, Session, WantedOutcome
from openprobation.supervision.needs.tests.factories import AssessmentFactory
from openprobation.vocabulary.appointments import WhoAsked
from openprobation.vocabulary.commissioning import ReturnReason, UnmetReason
from openprobation.vocabulary.interventions import (
    Achievement,
    Attendance,
    NoSessionReason,
    WithdrawalReason,
)
from openprobation.vocabulary.needs import Need
from openprobation.vocabulary.persons import Sex
from openprobation.vocabulary.women import Childcare, OfferAnswer, SafeContact

from .factories import AT, Story

pytestmark = pytest.mark.django_db
EVENTS = {
    thing
    for module in (of_buying, of_work)
    for _name, thing in inspect.getmembers(module, inspect.isclass)
    if thing.__module__ == module.__name__
}


@pytest.fixture
def announced(monkeypatch):
    """Every fact announced, whoever hears it."""
    heard = []
    for module in (moving, sessions, women, orders, unmet):
        told = module.announce

        def both(event, told=told):
            heard.append(event)
            told(event)

        monkeypatch.setattr(module, "announce", both)
    return heard


def acts(story):
    """Each act of both contexts on one person, in the order of a working life; each is done when asked for."""
    supplier, by = {"by": story.supplier, "at": AT}, {"by": story.officer, "at": AT}
    service = story.service(need=Need.ALCOHOL)
    yield (
        "why not",
        lambda: buying.say_why_not(
            person_id=story.person.pk, need=Need.ALCOHOL, reason=UnmetReason.WAIT, note="", **by
        ),
    )
    yield "refer", lambda: story.refer(service)
    pk = Referral.objects.get().pk
    yield (
        "return",
        lambda: actions.return_referral(
            referral_id=pk, reason=ReturnReason.NEEDS_MORE, why="How much?", **supplier
        ),
    )
    yield "again", lambda: actions.send_again(referral_id=pk, why="Daily.", **by)
    yield "accept", lambda: actions.accept(referral_id=pk, **supplier)
    yield "assign", lambda: actions.assign(referral_id=pk, worker_id=story.supplier.pk, **supplier)
    yield "assess", lambda: actions.assess(referral_id=pk, text="Came.", **supplier)
    yield "plan", lambda: actions.make_plan(referral_id=pk, text="Meet.", sessions=3, **supplier)
    yield (
        "change",
        lambda: actions.change_plan(
            referral_id=pk, text="Meet.", sessions=4, why="Asked.", **supplier
        ),
    )
    found = Referral.objects.get()
    yield "book", lambda: story.booked(found)
    past = Session.objects.get()
    yield "report", lambda: story.reported(past)
    yield "correct", lambda: actions.correct_report(
        session_id=past.pk, attendance=Attendance.DID_NOT_COME, note="", why="Wrong line.",
        no_session=NoSessionReason.LOGISTICS, **supplier,
    )  # fmt: skip
    yield "book another", lambda: story.booked(found, starts_at=AT + timedelta(days=2))
    coming = Session.objects.get(starts_at__gt=AT)
    yield "move", lambda: actions.move_session(
        session_id=coming.pk, starts_at=AT + timedelta(days=3), who_asked=WhoAsked.PERSON,
        why="Works.", **supplier,
    )  # fmt: skip
    yield "cancel", lambda: actions.cancel_session(session_id=coming.pk, why="Ill.", **supplier)
    scores = {each.pk: Achievement.PARTLY for each in WantedOutcome.objects.all()}
    yield "end", lambda: actions.end(referral_id=pk, text="Drinks less.", scores=scores, **supplier)
    second = story.refer(story.service())
    yield (
        "withdraw",
        lambda: actions.withdraw(
            referral_id=second.pk, reason=WithdrawalReason.MOVED, why="", **by
        ),
    )
    yield "ask", lambda: actions.ask_woman(
        person_id=story.person.pk, space=OfferAnswer.YES, officer=OfferAnswer.DECLINED,
        childcare=Childcare.NOT_NEEDED, safe_contact=SafeContact.ANY, **by,
    )  # fmt: skip
    offer = story.person.womens_offers.get()
    yield "undo", lambda: actions.undo_asking(offer_id=offer.pk, **by)


def test_every_act_writes_its_line_and_every_event_is_among_them(announced):
    story = Story()
    story.person.sex = Sex.FEMALE
    story.person.save(update_fields=["sex"])
    AssessmentFactory(person=story.person)

    silent = []
    for name, act in acts(story):
        before = Contact.objects.filter(person=story.person).count()
        act()
        if Contact.objects.filter(person=story.person).count() == before:
            silent.append(name)

    assert silent == []
    assert {type(event) for event in announced} == EVENTS
    rows = {
        filled.table.name: [
            dict(zip(filled.table.header, row, strict=True)) for row in filled.rows()
        ]
        for filled in (*bought.SHARE, *extract.SHARE)
    }
    moved = {(row["referral"], row["to_state"]) for row in rows["referral_moves"]}
    orders = {(row["order"], row["to_state"]) for row in rows["order_moves"]}
    for event in announced:
        match event:
            case of_work.ReferralMoved():
                assert (event.referral_id, event.state) in moved
            case of_buying.PurchaseMoved():
                assert (event.order_id, event.state) in orders
            case of_work.SessionReported():
                assert event.session_id in {row["id"] for row in rows["sessions"]}
            case of_work.WomanAsked() | of_work.WomanAskedUndone():
                assert [(row["id"], row["undone"]) for row in rows["womens_offers"]] == [
                    (event.offer_id, True)
                ]
            case of_buying.NeedNotMet():
                assert [row["need"] for row in rows["needs_not_met"]] == [event.need]
    assert sum(row["pence"] for row in rows["deliveries"]) == 0
