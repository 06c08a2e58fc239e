"""Is a case judged beside its record as it stood, by whom it was given to alone, and never written?"""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from openprobation.foundation import clock
from openprobation.foundation.access import actions as access
from openprobation.foundation.identity.tests.factories import UserFactory
from openprobation.foundation.organisations.tests.factories import (
    OrganisationFactory,
    TeamFactory,
    officer,
)
from openprobation.inspection.assessments import queries
from openprobation.inspection.assessments.models import Answer, Evidence, Judgement, Moderation
from openprobation.inspection.programmes import actions as programmes
from openprobation.inspection.programmes.models import Inspection, TeamMember
from openprobation.inspection.programmes.tests.factories import (
    InspectionFactory,
    ProviderFactory,
    QuestionFactory,
    SectionFactory,
)
from openprobation.inspection.samples import queries as samples
from openprobation.inspection.samples.models import FramedCase, Given, Interview, Sample
from openprobation.portals.inspector import standing
from openprobation.rules.dates import words
from openprobation.supervision.contacts.tests.factories import ContactFactory
from openprobation.supervision.persons.models import Correction
from openprobation.supervision.persons.tests.factories import PersonFactory
from openprobation.supervision.risk.tests.factories import (
    HarmAssessmentFactory,
    RegistrationFactory,
)
from openprobation.supervision.sentences.tests.factories import OrderFactory, RequirementFactory
from openprobation.vocabulary.access import HolderKind, RelationKind, Role
from openprobation.vocabulary.inspection import CaseAnswer, InterviewWith, SampleState, TeamPart
from openprobation.vocabulary.organisations import OrganisationKind
from openprobation.vocabulary.risk import HarmLevel, RegistrationKind

pytestmark = pytest.mark.django_db
WORDS = "Only whoever judges it reads this."


class Judging:
    def __init__(self):
        at = clock.now()
        past = self.past = at - timedelta(days=2)
        team = TeamFactory(
            unit__region__organisation=OrganisationFactory(kind=OrganisationKind.INSPECTORATE)
        )
        self.lead = officer(role=Role.LEAD_INSPECTOR, team=team)
        self.first, self.second, self.other = (
            officer(role=Role.INSPECTOR, team=team) for _n in range(3)
        )
        section = SectionFactory(code="protect", title="Protecting the public")
        later = SectionFactory(code="abide", framework=section.framework)
        self.one = QuestionFactory(section=section, code="P1")
        self.two = QuestionFactory(section=later, code="A1")
        self.inspection = InspectionFactory(
            framework=section.framework,
            announced_at=past,
            announced_by=self.lead,
            fieldwork_from=past.date(),
            fieldwork_until=at.date() + timedelta(days=9),
        )
        TeamMember.objects.create(
            inspection=self.inspection, user=self.lead, part=TeamPart.LEAD, joined_at=past
        )
        self.person = PersonFactory()
        self.entry = ContactFactory(person=self.person, summary="The plan was agreed")
        self.since = ContactFactory(
            person=self.person, summary="Written too late", at=past + timedelta(hours=1)
        )
        self.elsewhere = ContactFactory(summary="Of somebody else")
        sample = Sample.objects.create(
            inspection=self.inspection, as_of=past, confidence=0.8, margin=0.05, size=1, strata=[],
            seed="s", frame_digest="d", drawn_at=past, drawn_by=self.lead, announced_at=past,
        )  # fmt: skip
        self.case = FramedCase.objects.create(
            sample=sample, case=self.person.crn, record_id=self.person.pk,
            provider=ProviderFactory(inspection=self.inspection), sex="male",
            is_restricted=False, place=1, state=SampleState.CHOSEN,
        )  # fmt: skip
        for user, is_second in ((self.first, False), (self.second, True)):
            Given.objects.create(case=self.case, assessor=user, is_second=is_second, given_at=past)
            access.relate(
                kind="person", record_id=self.person.pk, holder=HolderKind.USER,
                holder_id=user.pk, relation=RelationKind.INSPECTION, at=past,
            )  # fmt: skip

    def page(self, name, *args):
        return reverse(f"judging:{name}", args=args or [self.case.pk])

    def record(self):
        return reverse("inspecting:case", args=[self.case.pk])

    def section(self, code="protect"):
        return self.page("section", self.case.pk, code)


@pytest.fixture
def judging():
    return Judging()


def as_(user):
    client = Client()
    client.force_login(user)
    return client


def send(client, address, **typed):
    page = client.get(address).content.decode()
    held = {
        name: found[1]
        for name in ("submission", "seen")
        if (found := re.search(rf'name="{name}" value="([^"]*)"', page))
    }
    return client.post(address, held | typed, follow=True)


def judge(judging, user, *, protect, abide=CaseAnswer.MET):
    client = as_(user)
    for section, code, given in (("protect", "P1", protect), ("abide", "A1", abide)):
        went = send(
            client,
            judging.section(section),
            **{code: given.value, f"{code}_entries": str(judging.entry.pk)},
        )
        assert went.status_code == 200
    send(client, judging.page("hand_in"))


def test_a_case_is_judged_beside_the_record_as_it_stood_and_nothing_typed_is_lost(judging):
    client = as_(judging.first)
    assert judging.person.crn in client.get(reverse("judging:desk")).content.decode()
    page = client.get(judging.section()).content.decode()
    assert "The plan was agreed" in page
    assert "Written too late" not in page
    assert f"No. {judging.entry.pk}" in page

    for typed, said in (
        (
            {"P1": "met"},
            "point at an entry of the record or at an interview, or say who told you what",
        ),
        ({"P1": "met", "P1_entries": str(judging.since.pk)}, "has no entry"),
        ({"P1": "met", "P1_entries": str(judging.elsewhere.pk)}, "has no entry"),
        ({"P1": "met", "P1_said": WORDS}, "Say who told you"),
        ({"P1": "not_applicable"}, "say why it does not apply"),
        ({"P1_said": WORDS, "P1_by": "officer"}, "choose an answer"),
    ):
        refused = client.post(judging.section(), typed).content.decode()
        assert said in refused, typed
        assert typed.get("P1_said", "") in refused
    assert not Answer.objects.exists()

    went = send(
        client, judging.section(), P1="not_met", P1_entries=f"{judging.entry.pk}", P1_said=WORDS,
        P1_by="officer",
    )  # fmt: skip
    assert went.redirect_chain[-1][0] == judging.section("abide")
    assert "Still to answer: A1" in send(client, judging.page("hand_in")).content.decode()
    shown = client.get(judging.section()).content.decode()
    assert WORDS in shown
    send(client, judging.section(), P1="not_met", P1_entries=f"{judging.entry.pk}", P1_said=WORDS,
         P1_by="officer")  # fmt: skip
    assert Answer.objects.count() == 1  # the same again is no new answer
    send(client, judging.section("abide"), A1="not_applicable", A1_why="No order was made.")
    assert "Handed in." in send(client, judging.page("hand_in")).content.decode()
    assert Judgement.objects.get().handed_in_at
    assert client.get(judging.section()).status_code == 404


def test_what_was_written_or_changed_later_is_not_shown_and_masked_lines_are_of_the_cleared(
    judging,
):
    past = judging.past
    hidden = ContactFactory(
        person=judging.person, summary="Her refuge is in Bolton", note="Tell nobody.",
        is_sensitive=True, at=past - timedelta(hours=1),
    )  # fmt: skip
    was, now = judging.person.family_name, "Brandnew"
    judging.person.family_name = now
    judging.person.save(update_fields=["family_name"])
    Correction.objects.create(
        person=judging.person, before={"family_name": was}, after={"family_name": now},
        by=judging.lead, at=past + timedelta(hours=1),
    )  # fmt: skip
    order = OrderFactory(
        event__person=judging.person,
        event__registered_at=past - timedelta(days=9),
        starts_on=past.date() - timedelta(days=9),
        ends_on=past.date() + timedelta(days=90),
    )
    RequirementFactory(order=order, unpaid_work=True)
    OrderFactory(
        event__person=judging.person,
        event__number=2,
        event__period=order.event.period,
        event__registered_at=clock.now(),
    )
    for level, at in ((HarmLevel.LOW, past - timedelta(days=1)), (HarmLevel.HIGH, clock.now())):
        HarmAssessmentFactory(person=judging.person, overall=level, assessed_at=at)
    client = as_(judging.first)

    for address in (judging.section(), judging.page("case"), judging.record()):
        page = client.get(address).content.decode()
        assert was in page
        assert now not in page
    for address in (judging.section(), judging.record()):
        page = client.get(address).content.decode()
        assert "Sensitive line" in page
        assert "refuge" not in page
        assert "Tell nobody" not in page
    page = client.get(judging.section()).content.decode()
    assert "One sensitive line is masked" in page
    assert f"No. {hidden.pk}" in page
    assert page.count("Community order, 12 months") == 1
    assert "100 hours of unpaid work" in page
    assert "Serious harm: Low" in page
    assert "Serious harm: High" not in page

    TeamMember.objects.create(
        inspection=judging.inspection, user=judging.first, part=TeamPart.ASSESSOR,
        is_cleared=True, joined_at=past,
    )  # fmt: skip
    for address in (judging.section(), judging.record()):
        assert "Her refuge is in Bolton" in client.get(address).content.decode()


def test_a_longer_record_asks_no_more_of_the_database(judging, django_assert_num_queries):
    order = OrderFactory(event__person=judging.person, event__registered_at=judging.past)
    client = as_(judging.first)

    def written(kinds):
        for kind in kinds:
            RegistrationFactory(person=judging.person, kind=kind, registered_at=judging.past)
            HarmAssessmentFactory(person=judging.person, assessed_at=judging.past)
            RequirementFactory(order=order)
            ContactFactory(person=judging.person)

    written(list(RegistrationKind)[:1])
    client.get(judging.section())
    with CaptureQueriesContext(connection) as short:
        client.get(judging.section())
    written(list(RegistrationKind)[1:9])

    with django_assert_num_queries(len(short)):
        client.get(judging.section())
    assert len(short) < 60


def test_facts_of_many_cases_are_found_in_as_many_queries_as_of_one(
    judging, django_assert_num_queries
):
    for number in range(2):
        person = PersonFactory()
        OrderFactory(event__person=person, event__registered_at=judging.past)
        FramedCase.objects.create(
            sample=judging.case.sample, case=person.crn, record_id=person.pk,
            provider=judging.case.provider, sex="male", is_restricted=False, place=2 + number,
            state=SampleState.CHOSEN,
        )  # fmt: skip
    cases = samples.cases(judging.inspection.pk)
    for some in (cases[1:2], cases):
        with django_assert_num_queries(7):
            found = standing.facts_of(some)
        assert len(found) == len(some)


def test_which_of_two_sets_is_asked_is_said_by_the_assessor_where_the_record_does_not(judging, at):
    framework = programmes.load_framework(path=programmes.DATA / "dynamic_2025.toml", at=at)
    Inspection.objects.update(framework=framework)
    order = OrderFactory(
        licence=True, event__person=judging.person, event__registered_at=judging.past,
        starts_on=judging.past.date(), ends_on=judging.past.date() + timedelta(days=55),
    )  # fmt: skip
    client = as_(judging.first)
    page = client.get(judging.page("case")).content.decode()
    assert "The record does not say which questions are asked" in page
    assert f"Licence from {words(order.starts_on)}." in page
    assert "Unpaid work is required" not in page  # it decides nothing in this framework
    where = judging.page("fact", judging.case.pk, "contact_suspended")
    assert "Enter how you know" in send(client, where, value="yes").content.decode()
    assert client.get(judging.page("fact", judging.case.pk, "has_unpaid_work")).status_code == 404

    page = send(client, where, value="yes", why="The officer was told to.").content.decode()

    assert "A1, A2, A3" not in page
    assert "C1, C2, C3, C4: The adjusted set is asked of this case." in page
    assert "The officer was told to." in page
    assert client.get(judging.section("C")).status_code == 404
    weeks = judging.page("fact", judging.case.pk, "licence_weeks")
    page = send(client, weeks, value="9", why="Extended at the hearing.").content.decode()
    assert "A1, A2, A3: The core set is asked of this case." in page
    assert client.get(judging.section("C")).status_code == 200
    assert as_(judging.second).get(where).status_code == 200  # a reading of one's own
    assert "The officer was told to." not in as_(judging.second).get(where).content.decode()
    for user in (judging.lead, judging.other):
        assert as_(user).get(where).status_code == 404


def test_an_interview_either_reader_wrote_down_can_be_pointed_at_and_nobody_is_named(judging):
    kept = Interview.objects.create(
        case=judging.case, with_whom=InterviewWith.OFFICER, held_on=judging.past.date(),
        note="We met every week.", by=judging.second, at=judging.past,
    )  # fmt: skip
    client = as_(judging.first)
    for address in (judging.section(), judging.record()):
        page = client.get(address).content.decode()
        assert "We met every week." in page
        assert judging.second.name not in page
    refused = client.post(judging.section(), {"P1": "met", "P1_interviews": "0"}).content.decode()
    assert "Select the interviews" in refused
    send(client, judging.section(), P1="met", P1_interviews=str(kept.pk))
    assert Evidence.objects.get().interview_id == kept.pk
    page = client.get(judging.section()).content.decode()
    assert re.search(rf'name="P1_interviews" type="checkbox" value="{kept.pk}" checked', page)


def test_an_answer_given_in_another_tab_is_shown_and_nothing_typed_here_is_lost(judging):
    client = as_(judging.first)
    other_tab = client.get(judging.section()).content.decode()
    token = re.search(r'name="submission" value="([^"]*)"', other_tab)[1]
    send(client, judging.section(), P1="met", P1_entries=str(judging.entry.pk))

    late = {"P1": "not_met", "P1_said": WORDS, "P1_by": "officer", "submission": token}
    refused = client.post(judging.section(), late).content.decode()

    assert "was answered on another page after you opened this one" in refused
    assert "Stands now, saved" in refused
    assert WORDS in refused
    assert Answer.objects.get().answer == "met"
    seen = re.search(r'name="seen" value="([^"]*)"', refused)[1]
    client.post(judging.section(), late | {"seen": seen})
    assert Answer.objects.standing().get().answer == "not_met"


def test_the_lead_sees_how_far_everybody_is_settles_a_difference_and_gives_back(judging):
    judge(judging, judging.first, protect=CaseAnswer.MET)
    judge(judging, judging.second, protect=CaseAnswer.NOT_MET)
    lead = as_(judging.lead)
    page = lead.get(judging.page("progress", judging.inspection.pk)).content.decode()
    assert "2 of 2 readings are handed in" in page
    assert judging.person.family_name not in page
    where = judging.page("settle", judging.inspection.pk, judging.case.pk, judging.one.pk)
    assert where in page
    assert (
        lead.get(
            judging.page("settle", judging.inspection.pk, judging.case.pk, judging.two.pk)
        ).status_code
        == 404
    )
    assert "Enter what decided it" in send(lead, where, answer="met").content.decode()
    assert not Moderation.objects.exists()
    own = queries.own(judging.case.pk, assessor=judging.first)
    back = judging.page("give_back", judging.inspection.pk, own.id)
    send(lead, back)
    assert lead.get(where).status_code == 404  # not both handed in
    send(as_(judging.first), judging.page("hand_in"))
    send(lead, where, answer="not_met", why="The plan came first.")
    assert Moderation.objects.get().settled == CaseAnswer.NOT_MET
    refused = send(lead, back).content.decode()
    assert "This difference has been settled." in refused


def test_a_restricted_case_is_settled_by_a_cleared_lead_only(judging):
    judge(judging, judging.first, protect=CaseAnswer.MET)
    judge(judging, judging.second, protect=CaseAnswer.NOT_MET)
    FramedCase.objects.update(is_restricted=True)
    where = judging.page("settle", judging.inspection.pk, judging.case.pk, judging.one.pk)
    assert as_(judging.lead).get(where).status_code == 404
    TeamMember.objects.update(is_cleared=True)
    assert as_(judging.lead).get(where).status_code == 200


def test_whose_it_is_not_finds_nothing_and_a_case_is_never_written(judging):
    before = {
        model: list(model.objects.order_by("pk").values())
        for model in apps.get_models()
        if model.__module__.startswith("openprobation.supervision.")
        and model.__name__ != "Spelling"
    }
    judge(judging, judging.first, protect=CaseAnswer.MET)
    judge(judging, judging.second, protect=CaseAnswer.NOT_MET)
    assert before == {model: list(model.objects.order_by("pk").values()) for model in before}

    own = queries.own(judging.case.pk, assessor=judging.first)
    theirs = [judging.page("case"), judging.section(), judging.page("hand_in")]
    leads = [
        judging.page("progress", judging.inspection.pk),
        judging.page("give_back", judging.inspection.pk, own.id),
        judging.page("settle", judging.inspection.pk, judging.case.pk, judging.one.pk),
    ]
    for user in (judging.lead, judging.other):
        assert {as_(user).get(address).status_code for address in theirs} == {404}
    others = [officer(role=Role.LEAD_INSPECTOR), judging.first, judging.other, UserFactory()]
    for user in others:
        assert {as_(user).get(address).status_code for address in leads} == {404}
    everything = [reverse("judging:desk"), *theirs, *leads]
    for role in (Role.HEAD, Role.SUPPLIER):
        client = as_(officer(role=role))
        for address in everything:
            for answer in (client.get(address), client.post(address, {"P1": "met"})):
                assert answer.status_code in (403, 404)
                assert b"The plan was agreed" not in answer.content
    access.end_relations(
        kind="person", record_id=judging.person.pk, relations=(RelationKind.INSPECTION,),
        at=clock.now(), holder_id=judging.first.pk,
    )  # fmt: skip
    assert as_(judging.first).get(judging.page("case")).status_code == 404
