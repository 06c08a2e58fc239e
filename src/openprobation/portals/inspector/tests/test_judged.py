"""Does an assessor look after answering alone, and does the lead alone see agreement, shares and progress?"""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from openprobation.foundation.access import actions as access
from openprobation.foundation.audit.models import Entry
from openprobation.foundation.identity.tests.factories import UserFactory
from openprobation.foundation.organisations.tests.factories import officer
from openprobation.inspection.assessments.models import Answer, Moderation, VerdictLook
from openprobation.inspection.samples.models import FramedCase, Given
from openprobation.inspection.verdicts.models import StoredVerdict
from openprobation.inspection.verdicts.tests.area import Area, answer_of
from openprobation.supervision.contacts.tests.factories import ContactFactory
from openprobation.supervision.persons.tests.factories import PersonFactory
from openprobation.vocabulary.access import HolderKind, RelationKind, Role
from openprobation.vocabulary.inspection import CaseAnswer, Reading

pytestmark = pytest.mark.django_db


@pytest.fixture
def area():
    return with_a_person(Area())


def with_a_person(area):
    """The second case read, which is not met, has a person, with an entry of the record before and after."""
    area.case = area.read[1]
    area.person = PersonFactory()
    FramedCase.objects.filter(pk=area.case.pk).update(record_id=area.person.pk)
    area.entry = ContactFactory(
        person=area.person, summary="Nobody was in", at=area.sample.as_of - timedelta(days=9)
    )
    area.since = ContactFactory(
        person=area.person, summary="Written too late", at=area.sample.as_of + timedelta(hours=1)
    )
    access.relate(
        kind="person", record_id=area.person.pk, holder=HolderKind.USER,
        holder_id=area.assessor.pk, relation=RelationKind.INSPECTION, at=area.at,
    )  # fmt: skip
    return area


def as_(user):
    client = Client()
    client.force_login(user)
    return client


def words(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", answer.content.decode()))


def page(area, name):
    return reverse(f"judged:{name}", args=[area.inspection.pk])


def program(area):
    return reverse("judged:program", args=[area.case.pk])


def look(area, code="P1"):
    return reverse("judged:look", args=[area.case.pk, area.questions[code].pk])


def press(client, address):
    found = re.search(r'name="submission" value="([^"]*)"', client.get(address).content.decode())
    return client.post(address, {"submission": found[1]} if found else {}, follow=True)


# ── The assessor ───────────────────────────────────────────────────────────────────────────
def test_an_assessor_sees_what_the_program_found_once_they_look_and_the_look_is_kept(area):
    client = as_(area.assessor)
    assert (
        program(area)
        not in client.get(reverse("judging:case", args=[area.case.pk])).content.decode()
    )
    assert client.get(program(area)).status_code == 404  # nothing is loaded
    area.load()
    StoredVerdict.objects.filter(bearing__standard="home-visit").update(evidence_id=area.entry.pk)
    StoredVerdict.objects.filter(bearing__standard="plan-in-time").update(evidence_id=area.since.pk)
    assert (
        program(area) in client.get(reverse("judging:case", args=[area.case.pk])).content.decode()
    )

    before = words(client.get(program(area)))
    assert "You: Not met" in before
    for said in ("The program:", "home-visit", "Nobody was in"):
        assert said not in before
    assert "The look is written down" in words(client.get(look(area)))
    assert not VerdictLook.objects.exists()

    after = words(press(client, look(area)))

    assert "The program: Not met" in after
    assert f"No. {area.entry.pk}" in after
    assert "Nobody was in" in after
    assert f"No. {area.since.pk}, not in the record as it stood" in after
    assert "Written too late" not in after
    assert VerdictLook.objects.get().answer.judgement.assessor == area.assessor
    assert Entry.objects.filter(action="assessment.verdict.looked_at").count() == 1
    assert f"{area.assessor.name} : 1" in words(as_(area.lead).get(page(area, "agreement")))


def test_before_answering_and_after_answering_anew_nothing_is_shown(area):
    area.load()
    client = as_(area.assessor)
    assert client.get(look(area, "P2")).status_code == 404  # not answered
    assert client.post(look(area, "P2")).status_code == 404
    assert client.get(look(area, "P3")).status_code == 404  # the program has nothing on it
    assert "P2" not in words(client.get(program(area)))
    press(client, look(area))
    old = Answer.objects.get(looks__isnull=False)
    Answer.objects.create(
        judgement=old.judgement, question=old.question, version=2, replaces=old,
        answer=CaseAnswer.MET, at=area.at,
    )  # fmt: skip

    assert "The program:" not in words(client.get(program(area)))
    assert "1 changed after" in words(as_(area.lead).get(page(area, "agreement")))
    assert "Answers changed after a look at the program: 1." in words(
        as_(area.lead).get(page(area, "estimates"))
    )


def test_nobody_else_looks(area):
    area.load()
    users = [area.lead, area.second, UserFactory(), officer(role=Role.HEAD)]
    users += [officer(role=Role.PROBATION_OFFICER), officer(role=Role.SUPPLIER)]
    users += [officer(role=Role.INSPECTOR), officer(role=Role.LEAD_INSPECTOR)]
    for user in users:
        client = as_(user)
        for address in (program(area), look(area)):
            for answer in (client.get(address), client.post(address)):
                assert answer.status_code in (403, 404), (user, address)
                assert b"home-visit" not in answer.content
    Given.objects.filter(case=area.case).update(taken_back_at=area.at)
    assert as_(area.assessor).get(look(area)).status_code == 404
    assert not VerdictLook.objects.exists()


# ── The lead ───────────────────────────────────────────────────────────────────────────────
def twice(area, cases, *, differ=()):
    """Some cases are read a second time, as the first reader did but for some."""
    first = {
        answer.judgement.case_id: answer.answer
        for answer in Answer.objects.filter(question=area.questions["P1"]).select_related(
            "judgement"
        )
    }
    area.judge_all(
        cases,
        lambda number, case: {
            "P1": answer_of((first[case.pk] == CaseAnswer.MET) is (number not in differ)),
            "P3": CaseAnswer.MET,
        },
        by=area.second,
        reading=Reading.SECOND,
    )


def test_the_lead_reads_shares_with_and_without_the_program_and_in_plain_words(area):
    alone = words(as_(area.lead).get(page(area, "estimates")))
    assert "No verdicts on every case are loaded" in alone
    assert "16 of 40 40% 26% to 55%" in alone
    assert "from the program" not in alone

    load = area.load()
    shown = words(as_(area.lead).get(page(area, "estimates")))

    assert "16 of 40 40% 26% to 55% 40%" in shown
    assert "disagreed with inspectors in 4 of 40. Corrected for that, 40% met it" in shown
    assert "It never replaces the sample's figure." in shown
    assert "but the program looked as at" in shown  # the frame is of two days before
    assert load.digest in shown
    assert "Science 382, 2023" in shown


def test_where_verdicts_mislead_the_page_says_so_and_shows_the_sample_alone(area):
    area.load(lambda case: case.place % 4 < 2)

    shown = words(as_(area.lead).get(page(area, "estimates")))

    assert "16 of 40 40% 26% to 55% Left alone: verdicts mislead" in shown
    assert "Its verdicts are left alone: the verdicts agree too little" in shown


def test_the_lead_reads_agreement_by_question_in_figures_and_words(area):
    assert "No case is handed in by two readers" in words(
        as_(area.lead).get(page(area, "agreement"))
    )
    twice(area, area.read[:20], differ=(3,))

    shown = words(as_(area.lead).get(page(area, "agreement")))

    assert "20 cases were read twice" in shown
    assert (
        "Of 40 answers 39 were the same (98%, most likely 87% to 100%); 1 differed, and 0" in shown
    )
    assert (
        "They almost always agreed. 19 of 20 76% to 99% 0.90 0.70 to 1.00 0.90 0.70 to 1.00"
        in shown
    )
    assert "All gave one answer" in shown
    assert "20 of 20 84% to 100% undefined undefined" in shown
    assert "Nobody has looked yet." in shown


def test_progress_tells_where_each_case_stands_and_who_has_how_much_left(area):
    twice(area, area.read[:3], differ=(0, 1))
    first, second = (
        Answer.objects.get(
            judgement__case=area.read[0], judgement__reading=reading, question__code="P1"
        )
        for reading in Reading
    )
    Moderation.objects.create(
        case=area.read[0], question=first.question, first=first, second=second,
        settled=CaseAnswer.MET, why="The entry shows it.", by=area.lead, at=area.at,
    )  # fmt: skip
    Given.objects.create(case=area.read[3], assessor=area.second, is_second=True, given_at=area.at)

    shown = words(as_(area.lead).get(reverse("judging:progress", args=[area.inspection.pk])))

    assert "83 of 84 readings are handed in." in shown
    assert (
        "0 Given to nobody yet 0 Not begun 0 Being read 1 First reading in, second to come"
        " 1 Differences to settle 78 Done" in shown
    )
    assert f"{area.second.name} 4 4 0 3 1 {area.assessor.name} 80 0 0 80 0" in shown
    assert shown.count("Settle ") == 1
    assert "Settled (1)" in shown


@pytest.mark.parametrize("drawn", [5, 40])
def test_the_leads_pages_ask_as_little_of_the_database_however_many_cases(
    drawn, django_assert_max_num_queries
):
    area = Area(drawn=drawn)
    area.load()
    twice(area, area.read[:drawn])
    client = as_(area.lead)
    for name, queries in (("agreement", 30), ("estimates", 45)):
        with django_assert_max_num_queries(queries):
            assert client.get(page(area, name)).status_code == 200
    with django_assert_max_num_queries(33):
        client.get(reverse("judging:progress", args=[area.inspection.pk]))
    with django_assert_max_num_queries(18):
        client.get(reverse("inspecting:plan", args=[area.inspection.pk]))
    for user in (area.lead, area.assessor):
        for desk in ("inspecting:desk", "judging:desk"):
            client = as_(user)
            client.get(reverse(desk))
            with django_assert_max_num_queries(18):
                assert client.get(reverse(desk)).status_code == 200


def test_whoever_does_not_lead_finds_neither_shares_nor_agreement(area):
    area.load()
    inspection = [area.assessor, area.second, officer(role=Role.INSPECTOR), UserFactory()]
    inspection += [officer(role=Role.LEAD_INSPECTOR), officer(role=Role.EDITOR)]
    service = [officer(role=role) for role in (Role.HEAD, Role.PROBATION_OFFICER, Role.SUPPLIER)]
    for user in (*inspection, *service):
        for name in ("agreement", "estimates"):
            answer = as_(user).get(page(area, name))
            assert answer.status_code in (403, 404), (user, name)
            assert b"Riverside" not in answer.content
    assert Client().get(page(area, "estimates")).status_code == 302
    assert as_(area.lead).get(reverse("judged:estimates", args=[0])).status_code == 404
