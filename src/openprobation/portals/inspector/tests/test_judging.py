"""Is a case judged beside its record as it stood, by whom it was given to alone, and never written?"""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.apps import apps
from django.test import Client
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
from openprobation.inspection.assessments.models import Answer, Judgement, Moderation
from openprobation.inspection.programmes.models import TeamMember
from openprobation.inspection.programmes.tests.factories import (
    InspectionFactory,
    ProviderFactory,
    QuestionFactory,
    SectionFactory,
)
from openprobation.inspection.samples.models import FramedCase, Given, Sample
from openprobation.supervision.contacts.tests.factories import ContactFactory
from openprobation.supervision.persons.tests.factories import PersonFactory
from openprobation.vocabulary.access import HolderKind, RelationKind, Role
from openprobation.vocabulary.inspection import CaseAnswer, SampleState, TeamPart
from openprobation.vocabulary.organisations import OrganisationKind

pytestmark = pytest.mark.django_db
WORDS = "Only whoever judges it reads this."


class Judging:
    def __init__(self):
        at = clock.now()
        past = at - timedelta(days=2)
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
        ({"P1": "met"}, "point at an entry of the record, or say who told you what"),
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
