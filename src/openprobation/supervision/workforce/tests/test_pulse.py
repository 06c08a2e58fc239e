"""Can anybody find out who said what, by any row of any table, or from what is shown?"""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.urls import reverse

from openprobation.foundation import clock
from openprobation.foundation.audit.models import Entry
from openprobation.foundation.clock import LONDON
from openprobation.foundation.drafts.models import Draft, Submission
from openprobation.foundation.organisations.tests.factories import TeamFactory, UnitFactory
from openprobation.foundation.refusals import Refused
from openprobation.supervision.allocations.tests.factories import service
from openprobation.supervision.workforce import actions, queries
from openprobation.supervision.workforce.models import PulseCount, PulseTaken
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.workforce import PulseQuestion

pytestmark = pytest.mark.django_db

CLOSES = date(2017, 3, 1)
CLOSED = datetime(2017, 3, 1, 9, 0, tzinfo=LONDON)


@pytest.fixture
def place():
    return service()


@pytest.fixture
def head(place):
    return place.post(place.crc_team, Role.HEAD, leads_unit=True)


def answers(value):
    return dict.fromkeys(PulseQuestion, value)


def staff(place, count, *, team=None):
    return [place.post(team or place.crc_team, Role.PROBATION_OFFICER) for _one in range(count)]


def opened(place, head, at):
    return actions.open_pulse(organisation_id=place.crc.pk, closes_on=CLOSES, by=head, at=at)


def give(pulse, said, at):
    for user, value in said:
        actions.answer_pulse(pulse_id=pulse.pk, answers=answers(value), by=user, at=at)


def everything_stored():
    """Every row of every table, but for when the machine wrote it."""
    rows = {}
    for model in apps.get_models():
        names = [f.attname for f in model._meta.concrete_fields if f.attname != "really_at"]
        rows[model._meta.label] = list(model._base_manager.order_by("pk").values_list(*names))
    return rows


class Undone(Exception):
    """Ends a world that was only tried."""


def world_after(place, pulse, said, at):
    from django.db import transaction

    found = {}
    try:
        with transaction.atomic():
            give(pulse, said, at)
            found = everything_stored()
            raise Undone
    except Undone:
        return found


def test_whoever_gave_which_answer_in_whatever_order_every_row_is_the_same(place, head, at):
    team = staff(place, 4)
    pulse = opened(place, head, at)
    a, b, c, d = team

    as_it_was = world_after(place, pulse, [(a, 1), (b, 5), (c, 2), (d, 2)], at)
    others_said_it = world_after(place, pulse, [(a, 5), (b, 2), (c, 2), (d, 1)], at)
    in_another_order = world_after(place, pulse, [(d, 2), (c, 1), (b, 2), (a, 5)], at)

    assert as_it_was == others_said_it == in_another_order
    assert as_it_was["workforce.PulseCount"] != everything_stored()["workforce.PulseCount"]


def test_answering_writes_no_line_that_says_when(place, head, at):
    (officer,) = staff(place, 1)
    pulse = opened(place, head, at)
    before = Entry.objects.count()

    give(pulse, [(officer, 3)], at)

    assert Entry.objects.count() == before


def test_one_answers_once_and_only_when_asked(place, head, at):
    (officer,) = staff(place, 1)
    pulse = opened(place, head, at)
    (later,) = staff(place, 1)
    give(pulse, [(officer, 3)], at)

    with pytest.raises(Refused, match="You have answered"):
        give(pulse, [(officer, 5)], at)
    with pytest.raises(Refused, match="Nobody is asking you"):
        give(pulse, [(later, 5)], at)

    assert sum(PulseCount.objects.values_list("count", flat=True)) == len(PulseQuestion)


def test_a_refused_answer_leaves_nothing(place, head, at):
    (officer,) = staff(place, 1)
    pulse = opened(place, head, at)

    with pytest.raises(Refused, match="every question"):
        actions.answer_pulse(pulse_id=pulse.pk, answers={PulseQuestion.STAY: 1}, by=officer, at=at)

    assert not PulseTaken.objects.filter(has_answered=True).exists()


@pytest.mark.parametrize("role", [Role.PROBATION_OFFICER, Role.SENIOR])
def test_only_who_leads_a_unit_asks(role, place, at):
    with pytest.raises(Refused):
        opened(place, place.post(place.crc_team, role), at)


def test_whose_post_does_not_let_them_answer_is_not_asked(place, head, at):
    administrator = place.post(place.crc_team, Role.ADMINISTRATOR)

    pulse = opened(place, head, at)

    assert not PulseTaken.objects.filter(pulse=pulse, user=administrator).exists()


def test_one_pulse_at_a_time_and_only_of_one_s_own_organisation(place, head, at):
    opened(place, head, at)

    with pytest.raises(Refused, match="being asked already"):
        opened(place, head, at)
    with pytest.raises(Refused, match="your own organisation"):
        actions.open_pulse(organisation_id=place.nps.pk, closes_on=CLOSES, by=head, at=at)


# ── What is shown ──────────────────────────────────────────────────────────────────────────
def told(place, on=CLOSES):
    return queries.results([place.crc.pk], on=on)


def test_nothing_is_shown_while_it_is_open(place, head, at):
    team = staff(place, 12)
    pulse = opened(place, head, at)
    give(pulse, [(user, 1 + n % 5) for n, user in enumerate(team)], at)

    assert told(place, on=at.date()) == []
    assert told(place)[0].units[0][1].answers == 12


def test_nine_answers_of_a_unit_are_in_no_figure(place, head, at):
    other = TeamFactory(unit=UnitFactory(region=place.crc_team.unit.region, name="Small"))
    large, small = staff(place, 11), staff(place, 9, team=other)
    pulse = opened(place, head, at)
    give(pulse, [(user, 1 + n % 5) for n, user in enumerate([*large, *small])], at)

    (outcome,) = told(place)

    assert [shown.answers for _unit, shown in outcome.units] == [11]
    assert outcome.together is None
    assert outcome.left_out == 1


# ── Pages ──────────────────────────────────────────────────────────────────────────────────
def sent(value=4):
    return {question.value: str(value) for question in PulseQuestion}


def test_the_page_takes_answers_and_keeps_no_draft_no_token_and_no_session(client, place, head, at):
    (officer,) = staff(place, 1)
    opened(place, head, at)
    client.force_login(officer)
    client.get(reverse("workforce:pulse"))

    page = client.post(reverse("workforce:pulse"), sent(), follow=True)

    assert "Nobody can tell which answers were yours" in page.content.decode()
    assert not Draft.objects.exists()
    assert not Submission.objects.exists()
    assert all(PulseQuestion.STAY not in session.get_decoded() for session in Session.objects.all())


def test_answers_half_given_are_shown_again_and_kept_nowhere(client, place, head, at):
    (officer,) = staff(place, 1)
    opened(place, head, at)
    client.force_login(officer)

    page = client.post(reverse("workforce:pulse"), {PulseQuestion.STAY.value: "1"})

    assert "Answer: My workload is manageable" in page.content.decode()
    assert not Draft.objects.exists()


def test_who_was_signed_out_begins_again_with_nothing_kept(client, place, head, at):
    (officer,) = staff(place, 1)
    opened(place, head, at)
    client.force_login(officer)
    key = client.session.session_key
    Session.objects.filter(pk=key).update(expire_date=datetime(2010, 1, 1, tzinfo=LONDON))

    page = client.post(reverse("workforce:pulse"), sent())

    assert page.status_code == 302
    assert not Draft.objects.exists()


def test_everybody_reads_what_came_of_it(client, place, head, at):
    team = staff(place, 10)
    pulse = opened(place, head, at)
    give(pulse, [(user, 1 + n % 5) for n, user in enumerate(team)], at)
    client.force_login(team[0])

    with clock.stopped_at(CLOSED):
        page = client.get(reverse("workforce:pulse_results")).content.decode()

    assert place.crc_team.unit.name in page
    assert "3.0" in page


def test_the_head_asks_from_the_page(client, head):
    client.force_login(head)

    client.post(reverse("workforce:ask_pulse"), {"closes_on": "2017-03-01"})

    assert PulseTaken.objects.filter(user=head).exists()
