"""Is the shared list kept by its panel, seen by its team alone, and intelligence by the cleared alone?"""

from __future__ import annotations

from datetime import timedelta

import pytest

from openprobation.foundation.access.check import NotAllowed, NotYourCase
from openprobation.foundation.audit.models import Entry
from openprobation.foundation.drafts.tests.at_once import refused_at_once
from openprobation.foundation.organisations.tests.factories import TeamFactory, officer
from openprobation.foundation.redaction.finding import Known
from openprobation.portals.practitioner.person import page_of
from openprobation.supervision.contacts.models import Contact
from openprobation.supervision.iom import actions, queries
from openprobation.supervision.iom.models import (
    Decision,
    Intelligence,
    JointVisit,
    Nominal,
    Panel,
    Rating,
    Seat,
    SharedAction,
)
from openprobation.supervision.persons import queries as persons
from openprobation.supervision.redactions.actions import look_for
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.iom import Colour, NominalState, PanelDecision

from .factories import AT, ON, SINCE, Table

pytestmark = pytest.mark.django_db


@pytest.fixture
def table():
    return Table()


def lines_of(person):
    return list(
        Contact.objects.filter(person=person, reference_kind="iom.nominal")
        .order_by("pk")
        .values_list("summary", flat=True)
    )


def test_a_panel_of_three_organisations_selects_one_and_takes_another_off(table):
    first, second = table.proposed(), table.selected(table.somebody())
    panel = table.panel()

    table.decide(panel, first, PanelDecision.SELECT)
    table.decide(panel, second, PanelDecision.DESELECT, why="Settled since November.")
    actions.close_panel(panel_id=panel.pk, by=table.chair, at=AT)

    states = dict(Nominal.objects.values_list("pk", "state"))
    assert states == {first.pk: "selected", second.pk: "deselected"}
    assert lines_of(first.person)[-1] == "IOM panel: put on the list."
    assert lines_of(second.person)[-1] == "IOM panel: take off the list."
    assert Entry.objects.filter(action="iom.decided").count() == 2
    (told,) = queries.panels(table.scheme.pk)
    assert {member.side.value for member in told.members} == {"crc", "nps", "police"}


@pytest.mark.parametrize(
    ("state", "decision"),
    [
        ("proposed", PanelDecision.KEEP),
        ("proposed", PanelDecision.DESELECT),
        ("selected", PanelDecision.SELECT),
        ("selected", PanelDecision.DECLINE),
        ("deselected", PanelDecision.KEEP),
    ],
)
def test_what_does_not_fit_where_somebody_stands_is_refused_and_nothing_changes(
    table, state, decision
):
    found = table.proposed()
    Nominal.objects.filter(pk=found.pk).update(state=state)
    panel = table.panel()

    with pytest.raises(actions.CannotBeDecided):
        table.decide(panel, found, decision)

    found.refresh_from_db()
    assert found.state == state
    assert not Decision.objects.exists()


def test_a_panel_decides_once_on_its_day_by_its_chair_and_not_when_closed_or_one_sided(table):
    found = table.proposed()
    tomorrow = actions.call_panel(
        scheme_id=table.scheme.pk, on=ON + timedelta(days=1), by=table.chair, at=AT
    )
    with pytest.raises(actions.PanelNotToday):
        table.decide(tomorrow, found, PanelDecision.SELECT)
    with pytest.raises(actions.PanelOpenAlready):
        actions.call_panel(scheme_id=table.scheme.pk, on=ON, by=table.chair, at=AT)
    Panel.objects.filter(pk=tomorrow.pk).update(on=ON)
    with pytest.raises(actions.OneSidedPanel):
        actions.seat_members(panel_id=tomorrow.pk, user_ids=[], by=table.chair, at=AT)
    with pytest.raises(actions.OneSidedPanel):
        table.decide(tomorrow, found, PanelDecision.SELECT)
    actions.seat_members(panel_id=tomorrow.pk, user_ids=[table.police.pk], by=table.chair, at=AT)
    other = officer(role=Role.SENIOR, team=table.crc_team)
    table.seat(other, "crc")
    with pytest.raises(actions.NotTheChair):
        table.decide(tomorrow, found, PanelDecision.SELECT, by=other)
    with pytest.raises(actions.SayIt):
        table.decide(tomorrow, found, PanelDecision.SELECT, why=" ")
    with pytest.raises(actions.CannotBeDecided):
        table.decide(tomorrow, found, PanelDecision.SELECT, seen_version=7)
    assert not Decision.objects.exists()

    table.decide(tomorrow, found, PanelDecision.SELECT)
    with pytest.raises(actions.DecidedAlready):
        table.decide(tomorrow, found, PanelDecision.KEEP)
    actions.close_panel(panel_id=tomorrow.pk, by=table.chair, at=AT)
    with pytest.raises(actions.PanelClosed):
        table.decide(tomorrow, table.proposed(table.somebody()), PanelDecision.SELECT)

    assert Decision.objects.count() == 1


def test_the_team_rates_acts_and_visits_together_and_the_record_tells_it(table):
    found = table.selected()

    actions.rate(
        nominal_id=found.pk, colour=Colour.RED, why="Stopped twice.", by=table.police, at=AT
    )
    action = actions.set_action(
        nominal_id=found.pk,
        text="Call before work.",
        owner_id=table.officer.pk,
        due_on=ON,
        by=table.police,
        at=AT,
    )
    actions.finish_action(action_id=action.pk, note="Was in.", by=table.officer, at=AT)
    actions.visit(
        nominal_id=found.pk,
        on=ON,
        beside_id=table.police.pk,
        found="Up and talking.",
        by=table.officer,
        at=AT,
    )

    (line,) = queries.the_list(queries.table_of(table.police, on=ON), viewer=table.police, at=AT)
    assert (line.colour, line.open_actions, line.last_visit) == (Colour.RED, 0, ON)
    assert lines_of(found.person)[1:] == [
        "IOM colour: red.",
        "IOM action agreed, by 16 February 2017.",
        "IOM action done.",
        "Joint visit with Police.",
    ]
    with pytest.raises(actions.DoneAlready, match="Noor Officer"):
        actions.finish_action(action_id=action.pk, note="Again.", by=table.police, at=AT)


def test_a_joint_visit_is_of_two_organisations_and_an_action_of_somebody_at_the_table(table):
    found = table.selected()
    colleague = officer(team=table.nps_team)
    table.seat(colleague, "nps")

    visits = {"nominal_id": found.pk, "found": "In.", "by": table.officer, "at": AT}
    with pytest.raises(actions.SameOrganisation):
        actions.visit(on=ON, beside_id=colleague.pk, **visits)
    with pytest.raises(actions.NotYet):
        actions.visit(on=ON + timedelta(days=1), beside_id=table.police.pk, **visits)
    with pytest.raises(actions.HasNoSeat):
        actions.visit(on=ON, beside_id=table.stranger.pk, **visits)
    with pytest.raises(actions.HasNoSeat):
        actions.set_action(
            nominal_id=found.pk,
            text="Call.",
            owner_id=table.stranger.pk,
            due_on=ON,
            by=table.officer,
            at=AT,
        )
    with pytest.raises(actions.TooLong):
        actions.rate(
            nominal_id=found.pk, colour=Colour.RED, why="x" * 4_001, by=table.officer, at=AT
        )

    assert not JointVisit.objects.exists()
    assert not SharedAction.objects.exists()
    assert not Rating.objects.exists()


def test_somebody_is_before_a_team_once_and_only_by_whoever_may_open_the_record(table):
    table.proposed()
    with pytest.raises(actions.BeforeThePanel):
        table.proposed()
    elsewhere = officer(team=TeamFactory())
    with pytest.raises(NotYourCase):
        table.proposed(table.somebody(), by=elsewhere)
    with pytest.raises(NotAllowed):
        table.proposed(table.somebody(), by=table.police)

    assert Nominal.objects.count() == 1


def test_intelligence_is_for_the_cleared_alone_and_never_on_the_record(table):
    found = table.selected()
    with pytest.raises(actions.NotCleared):
        actions.write_intelligence(nominal_id=found.pk, text="A lock-up.", by=table.police, at=AT)
    with pytest.raises(actions.ClearingThemselves):
        table.cleared(table.chair)
    with pytest.raises(actions.HasNoSeat):
        table.cleared(table.stranger)
    elsewhere = officer(role=Role.SENIOR, team=table.crc_team)
    with pytest.raises(actions.NotThere):
        actions.clear(
            scheme_id=table.scheme.pk,
            user_id=table.police.pk,
            ends_on=ON + timedelta(days=9),
            why="Asked.",
            by=elsewhere,
            at=AT,
        )
    before = Contact.objects.count()
    table.cleared()

    made = actions.write_intelligence(
        nominal_id=found.pk, text="A lock-up.", by=table.police, at=AT
    )

    assert Contact.objects.count() == before
    assert [line.text for line in queries.intelligence(found.pk)] == ["A lock-up."]
    with pytest.raises(actions.NotCleared):
        actions.withdraw_intelligence(intelligence_id=made.pk, by=table.officer, at=AT)
    actions.withdraw_intelligence(intelligence_id=made.pk, by=table.police, at=AT)
    assert queries.intelligence(found.pk) == []
    assert Intelligence.objects.get().withdrawn_by == table.police
    after = AT + timedelta(days=91)
    with pytest.raises(actions.NotCleared):
        actions.write_intelligence(nominal_id=found.pk, text="More.", by=table.police, at=after)


def test_redaction_finds_words_in_intelligence_but_quotes_none_of_it(table):
    found = table.selected()
    table.cleared()
    actions.rate(
        nominal_id=found.pk, colour=Colour.RED, why="Seen with Zebedee.", by=table.police, at=AT
    )
    actions.write_intelligence(
        nominal_id=found.pk, text="Zebedee holds a lock-up.", by=table.police, at=AT
    )
    person = persons.by_id(found.person_id)

    sweep = look_for(person, Known(("Zebedee",)), by=table.officer, at=AT)

    assert sweep.places[Intelligence].rows == 1
    assert sweep.places[Intelligence].example is None
    assert sweep.places[Rating].example is not None


def test_whoever_has_no_seat_does_nothing_and_sees_nothing(table):
    found = table.selected()

    for act in (
        lambda by: actions.rate(
            nominal_id=found.pk, colour=Colour.RED, why="Stopped.", by=by, at=AT
        ),
        lambda by: actions.set_action(
            nominal_id=found.pk, text="Call.", owner_id=table.officer.pk, due_on=ON, by=by, at=AT
        ),
        lambda by: actions.visit(
            nominal_id=found.pk, on=ON, beside_id=table.police.pk, found="In.", by=by, at=AT
        ),
    ):
        with pytest.raises(actions.NotThere):
            act(table.stranger)
    assert queries.table_of(table.stranger, on=ON) is None
    assert not Rating.objects.exists()


def test_the_list_is_asked_for_as_often_at_twelve_as_at_one(table, django_assert_num_queries):
    table.selected()
    seat = queries.table_of(table.police, on=ON)
    with django_assert_num_queries(10):
        queries.the_list(seat, viewer=table.police, at=AT)
    for _n in range(11):
        table.selected(table.somebody())

    with django_assert_num_queries(10):
        assert len(queries.the_list(seat, viewer=table.police, at=AT)) == 12


def test_where_somebody_stands_is_told_on_their_page(table):
    found = table.selected()
    actions.rate(nominal_id=found.pk, colour=Colour.AMBER, why="Late.", by=table.police, at=AT)

    page = page_of(persons.by_id(found.person_id), at=AT, on=ON)
    assert ("IOM", "On the list, Amber") in page.needs
    assert "IOM" not in dict(page_of(persons.by_id(table.somebody().pk), at=AT, on=ON).needs)
    (line,) = queries.of_person([found.person_id])

    assert line[:3] == ("Bolton IOM", NominalState.SELECTED, Colour.AMBER)


def test_a_seat_is_given_by_an_administrator_alone_and_written_down(table):
    for by in (table.chair, table.police, table.officer):
        with pytest.raises(NotAllowed):
            actions.take_seat(
                scheme_id=table.scheme.pk,
                user=table.stranger,
                side="police",
                starts_on=ON,
                by=by,
                at=AT,
            )

    assert queries.table_of(table.stranger, on=ON) is None
    assert Entry.objects.filter(action="iom.seat.given").count() == 3


# ── Two at once ────────────────────────────────────────────────────────────────────────────
@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_who_call_a_panel_at_once_one_is_told():
    table = Table()
    second = officer(role=Role.SENIOR, team=table.nps_team, name="Casey Chair")
    table.seat(second, "nps", starts_on=SINCE)
    chairs = (table.chair, second)

    refused = refused_at_once(
        lambda n: actions.call_panel(scheme_id=table.scheme.pk, on=ON, by=chairs[n], at=AT)
    )

    assert [type(one) for one in refused] == [actions.PanelOpenAlready]
    assert Panel.objects.count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_windows_deciding_on_one_person_at_once_one_is_told():
    table = Table()
    nominal, panel = table.proposed(), table.panel()

    refused = refused_at_once(
        lambda n: table.decide(panel, nominal, (PanelDecision.SELECT, PanelDecision.DECLINE)[n])
    )

    assert len(refused) == 1
    assert Decision.objects.count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_nobody_is_given_two_seats_at_once():
    table = Table()

    refused = refused_at_once(lambda _n: table.seat(table.stranger, "police"))

    assert [type(one) for one in refused] == [actions.SitsSomewhere]
    assert Seat.objects.filter(user=table.stranger).count() == 1
