"""Do pages about staff open to them and who manages them, and to nobody else?"""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.urls import reverse

from openprobation.foundation.audit.models import Entry
from openprobation.supervision.allocations.tests.factories import case_of, service
from openprobation.supervision.workforce.models import (
    Absence,
    AbsenceReason,
    CaseTier,
    Contract,
    Observation,
    Reduction,
    SupervisionSession,
    Training,
)
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.organisations import Grade
from openprobation.vocabulary.workforce import Tier

from .factories import (
    AbsenceFactory,
    AgreedActionFactory,
    ContractFactory,
    ReductionFactory,
    SessionFactory,
    TrainingFactory,
    nights,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return service()


@pytest.fixture
def officer(place):
    return place.post(place.crc_team, Role.PROBATION_OFFICER, name="Amira Khan")


@pytest.fixture
def senior(place):
    return place.post(
        place.crc_team, Role.SENIOR, name="Pat Lee", grade=Grade.SENIOR_PROBATION_OFFICER
    )


def page(client, viewer, name, *args):
    client.force_login(viewer)
    return client.get(reverse(f"workforce:{name}", args=args))


def test_an_officer_reads_their_own_supervision_and_ticks_off_what_was_agreed(client, officer):
    action = AgreedActionFactory(session=SessionFactory(member=officer))

    shown = page(client, officer, "own").content.decode()
    client.post(reverse("workforce:action_done", args=[officer.pk, action.pk]))

    assert "Sleeps badly before court days." in shown
    assert "Shadow a colleague" in shown
    action.refresh_from_db()
    assert action.done_by == officer


def test_the_senior_reads_it_with_what_can_be_written(client, officer, senior):
    SessionFactory(member=officer)

    shown = page(client, senior, "member", officer.pk).content.decode()

    assert "Sleeps badly before court days." in shown
    assert reverse("workforce:supervise", args=[officer.pk]) in shown


@pytest.mark.parametrize("role", [Role.PROBATION_OFFICER, Role.DUTY_OFFICER])
def test_a_colleague_never_sees_another_s_supervision(role, client, place, officer):
    SessionFactory(member=officer)

    shown = page(client, place.post(place.crc_team, role), "member", officer.pk)

    assert shown.status_code == 403
    assert "Sleeps badly" not in shown.content.decode()


def test_a_senior_of_another_team_finds_nobody(client, place, officer):
    other = place.post(place.nps_team, Role.SENIOR)

    for name in ("member", "supervise", "absence", "reduction", "hours", "observe", "induction"):
        assert page(client, other, name, officer.pk).status_code == 404


def test_the_reason_of_an_absence_is_on_no_page_but_its_own(client, place, officer, senior):
    absence = AbsenceFactory(user=officer)
    AbsenceReason.objects.create(absence=absence, text="Operation on the knee")
    head = place.post(place.crc_team, Role.HEAD, leads_unit=True)

    for viewer, name, args in (
        (senior, "member", [officer.pk]),
        (head, "member", [officer.pk]),
        (officer, "own", []),
    ):
        assert "knee" not in page(client, viewer, name, *args).content.decode()
    refused = page(client, senior, "reason", officer.pk, absence.pk)
    assert refused.status_code == 302
    shown = page(client, head, "reason", officer.pk, absence.pk)
    assert "Operation on the knee" in shown.content.decode()
    assert Entry.objects.filter(action="workforce.absence.reason_read").count() == 1


@pytest.mark.parametrize(
    ("name", "sent", "model"),
    [
        ("hours", {"grade": "po", "hours": "30", "starts_on": "2017-02-16"}, Contract),
        ("absence", {"kind": "sickness", "starts_on": "2017-02-16"}, Absence),
        ("reduction", {"reason": "groups", "hours": "4", "starts_on": "2017-02-16"}, Reduction),
        (
            "supervise",
            {
                "held_on": "2017-02-16",
                "note": "Load.",
                "next_on": "2017-03-30",
                "action_1": "Move two cases.",
                "due_1": "2017-02-23",
            },
            SupervisionSession,
        ),
        (
            "observe",
            {
                "observed_on": "2017-02-16",
                "what": "A first appointment",
                "went_well": "Listened.",
                "to_try": "Say less.",
            },
            Observation,
        ),
        ("induction", {"started_on": "2017-02-16"}, Training),
        ("train", {"kind": "enforcement", "due_on": "2017-03-16"}, Training),
    ],
)
def test_each_form_saves_and_goes_back_to_the_member(name, sent, model, client, officer, senior):
    client.force_login(senior)

    shown = client.get(reverse(f"workforce:{name}", args=[officer.pk]))
    answer = client.post(reverse(f"workforce:{name}", args=[officer.pk]), sent)

    assert shown.status_code == 200
    assert answer.headers["Location"] == reverse("workforce:member", args=[officer.pk])
    assert model.objects.exists()


def test_an_agreed_action_without_a_day_is_asked_for_beside_it(client, officer, senior):
    client.force_login(senior)

    shown = client.post(
        reverse("workforce:supervise", args=[officer.pk]),
        {"held_on": "2017-02-16", "note": "Load.", "next_on": "2017-03-30", "action_2": "Move."},
    ).content.decode()

    assert "Say by when it is to be done." in shown
    assert not SupervisionSession.objects.exists()


def test_what_is_running_is_ended_from_the_page(client, officer, senior):
    absence, training = AbsenceFactory(user=officer), TrainingFactory(user=officer)
    ended, deleted = ReductionFactory(user=officer), ReductionFactory(user=officer)
    ContractFactory(user=officer)
    client.force_login(senior)

    for name, row, sent in (
        ("back", absence, {"last_on": "2017-02-15"}),
        ("trained", training, {"on": "2017-02-15"}),
        ("end_reduction", ended, {"last_on": "2017-02-20"}),
        ("delete_reduction", deleted, {}),
    ):
        address = reverse(f"workforce:{name}", args=[officer.pk, row.pk])
        if sent:
            assert client.get(address).status_code == 200
        assert client.post(address, sent).status_code == 302
        row.refresh_from_db()

    assert absence.ends_on == date(2017, 2, 16)
    assert training.done_on == date(2017, 2, 15)
    assert ended.ends_on == date(2017, 2, 21)
    assert deleted.deleted_by == senior


def test_a_tier_is_typed_on_a_page_of_the_person(client, place, officer):
    person = case_of(officer, place.crc_team).person
    client.force_login(officer)
    address = reverse("workforce:tier", args=[person.crn])

    shown = client.get(address)
    client.post(address, {"tier": "B2", "assessed_on": "2017-02-16"})

    assert shown.status_code == 200
    assert CaseTier.objects.get().tier == Tier.B2


def test_a_stranger_to_the_service_is_asked_to_sign_in(client, officer):
    for name, args in (("own", []), ("member", [officer.pk]), ("pulse", [])):
        answer = client.get(reverse(f"workforce:{name}", args=args))
        assert answer.status_code == 302


def test_ones_own_load_is_told_week_by_week(client, officer):
    nights(officer, 120, 30)

    shown = re.sub(r"<[^>]+>", "", page(client, officer, "own").content.decode())

    assert "On the night of 15 February 2017: 40 cases, 2400 of 2000 points." in shown
    assert "over 110%" in shown
    assert shown.count("120% over") == 5
