"""Is a woman asked, does her choice reach the centre and her record, and does nobody see another's women?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from openprobation.foundation.access.check import NotAllowed
from openprobation.foundation.audit.models import Entry
from openprobation.foundation.organisations.tests.factories import (
    OrganisationFactory,
    TeamFactory,
    UnitFactory,
    officer,
)
from openprobation.foundation.refusals import Refused
from openprobation.supervision.allocations.tests.factories import case_of
from openprobation.supervision.commissioning.tests.factories import AT, NPS_LINE, THEN
from openprobation.supervision.contacts.models import Contact
from openprobation.supervision.interventions import actions
from openprobation.supervision.interventions.models import ProvisionForWomen, WomensOffer
from openprobation.supervision.interventions.queries import summary, women
from openprobation.supervision.persons import queries as persons
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.commissioning import FundingLine
from openprobation.vocabulary.interventions import SessionKind
from openprobation.vocabulary.needs import Need
from openprobation.vocabulary.organisations import TeamKind
from openprobation.vocabulary.persons import Sex
from openprobation.vocabulary.women import Childcare, OfferAnswer, OfferGap, SafeContact

from .factories import Story

pytestmark = pytest.mark.django_db
YES, NO, DECLINED = OfferAnswer.YES, OfferAnswer.NO, OfferAnswer.DECLINED
PROVIDER_PAGES = [
    "referral", "return", "assign", "assess", "plan", "change_plan", "book", "end", "withdraw",
]  # fmt: skip


class Women(Story):
    """A woman, her officer, a senior and a head, and two centres of two organisations."""

    __slots__ = ("hers", "other_centre", "other_worker", "senior")

    def __post_init__(self):
        super().__post_init__()
        self.person = self.woman()
        self.senior = officer(role=Role.SENIOR, team=self.nps_team)
        self.hers = self.centre(self.crc, minutes=25)
        other = OrganisationFactory()
        team = TeamFactory(unit=UnitFactory(region__organisation=other), kind=TeamKind.SERVICES)
        self.other_worker = officer(role=Role.SUPPLIER, team=team)
        self.other_centre = self.centre(other, minutes=40)

    def woman(self):
        made = case_of(self.officer, self.nps_team, starts_at=THEN, area=self.area).person
        made.sex = Sex.FEMALE
        made.save(update_fields=["sex"])
        return made

    def centre(self, organisation, *, minutes):
        service = self.service(
            provider_id=organisation.pk, women_only=True, need=Need.WELLBEING,
            title=f"A space of our own {minutes}",
        )  # fmt: skip
        self.kept(service, name=f"Centre {minutes}", minutes={self.area.pk: minutes})
        return service

    def kept(self, service, **more):
        given = {
            "name": "Centre", "place": "Bolton", "has_creche": True, "minutes": {},
            "by": self.head, "at": THEN, **more,
        }  # fmt: skip
        return actions.keep_centre(service_id=service.pk, **given)

    def ask(self, person=None, **more):
        given = {
            "space": YES, "officer": YES, "childcare": Childcare.CRECHE,
            "safe_contact": SafeContact.ONLY_AS_SAID, "safe_words": "Ring before three.",
            "by": self.officer, "at": AT, **more,
        }  # fmt: skip
        return actions.ask_woman(person_id=(person or self.person).pk, **given)


@pytest.fixture
def story():
    return Women()


def signed_in(client, user):
    client.force_login(user)
    return client


# ── What she was offered ───────────────────────────────────────────────────────────────────
def test_what_she_chose_is_on_her_record_with_who_asked(story):
    made = story.ask()

    line = Contact.objects.get(reference_kind="interventions.womensoffer", reference_id=made.pk)
    assert "women-only space yes" in line.summary
    assert "three" not in line.summary + line.note
    assert Entry.objects.get(action="women.asked").person_id == story.person.pk
    assert women.offers([story.person.pk])[0].how_to_reach == "Only as she says: Ring before three."


@pytest.mark.parametrize(
    "given",
    [
        {"space": NO},
        {"officer": NO},
        {"safe_words": ""},
        {"why_not": "x" * 4_001},
        {"person": "a man"},
        {"by": "another officer"},
        {"by": "a supplier"},
    ],
    ids=str,
)
def test_what_may_not_be_recorded_changes_nothing(story, given):
    given = dict(given)
    if given.get("by"):
        given["by"] = story.supplier if "supplier" in given["by"] else officer()
    if given.get("person"):
        given["person"] = case_of(story.officer, story.nps_team, starts_at=THEN).person

    with pytest.raises(Refused):
        story.ask(**given)

    assert not WomensOffer.objects.exists()
    assert not Contact.objects.filter(reference_kind="interventions.womensoffer").exists()


def test_asked_again_the_latest_counts_and_undone_the_one_before(story):
    story.ask(space=DECLINED, at=AT - timedelta(days=30))
    again = story.ask(space=YES)

    assert women.offers([story.person.pk])[0].space is YES
    actions.undo_asking(offer_id=again.pk, by=story.officer, at=AT + timedelta(minutes=9))

    assert women.offers([story.person.pk])[0].space is DECLINED
    current = Contact.objects.current().filter(reference_id=again.pk, is_withdrawn=False)
    assert not current.filter(reference_kind="interventions.womensoffer").exists()


def test_only_who_wrote_it_may_undo_it_and_not_after_ten_minutes(story):
    made = story.ask()

    with pytest.raises(Refused):
        actions.undo_asking(offer_id=made.pk, by=story.officer, at=AT + timedelta(minutes=11))
    with pytest.raises(Refused):
        actions.undo_asking(offer_id=made.pk, by=story.senior, at=AT)

    made.refresh_from_db()
    assert made.undone_at is None


def test_the_centre_is_told_how_to_reach_her_and_nothing_is_told_of_whom_nobody_asked(story):
    handle = persons.by_id(story.person.pk)
    before = summary(handle, on=AT.date(), with_who=False)
    story.ask()

    told = summary(handle, on=AT.date(), with_who=False)

    assert "safe" not in before
    assert "Ring before three." in told["safe"]
    assert "Childcare: a place in the crèche" in told["safe"]
    assert "Wants to work with a woman" in told["safe"]


# ── Centres and statements ─────────────────────────────────────────────────────────────────
def test_the_nearest_centre_comes_first(story):
    assert [each.travel for each in women.centres(story.area.pk)] == ["25 minutes", "40 minutes"]
    assert [each.travel for each in women.centres(None)] == ["Travel not known"] * 2


def test_an_organisation_has_one_centre_and_only_for_women(story):
    second = story.service(women_only=True, title="A second door")

    for service in (second, story.service()):
        with pytest.raises(Refused):
            story.kept(service)
    with pytest.raises(NotAllowed):
        story.kept(story.hers, by=story.officer)

    assert len(women.centres(None)) == 2


def test_a_co_funded_service_states_what_it_does_for_women_in_versions(story):
    with pytest.raises(Refused):
        actions.state_provision(service_id=story.hers.pk, text="A.", by=story.head, at=AT)
    story.price(story.hers, 0, funding_line=FundingLine.COMMISSIONER)
    for text in ("A room.", "A room and a crèche."):
        actions.state_provision(service_id=story.hers.pk, text=text, by=story.head, at=AT)
    with pytest.raises(NotAllowed):
        actions.state_provision(service_id=story.hers.pk, text="B.", by=story.senior, at=AT)

    (shown,) = women.provisions(AT.date())
    assert (shown.number, shown.text) == (2, "A room and a crèche.")
    assert ProvisionForWomen.objects.count() == 2


# ── The lead's page ────────────────────────────────────────────────────────────────────────
def test_the_lead_sees_who_was_not_asked_and_how_far_the_nearest_centre_is(client, story):
    case_of(story.officer, story.nps_team, starts_at=THEN)
    page = signed_in(client, story.senior).get(reverse("interventions:women_lead"))

    shown = page.content.decode()
    assert "0 of 1 women" in shown
    assert "Not asked yet" in shown
    assert story.person.crn in shown
    assert "Centre 25" in shown
    assert Entry.objects.filter(action="women.list_viewed").exists()


def test_what_is_missing_goes_when_it_is_there(story):
    def gap():
        return [each.gap for each in women.offered([story.nps_team.pk], at=AT).missing]

    seen = [gap()]
    for answers in ({"space": NO}, {"officer": NO}, {}):
        story.ask(why_not="No centre took her.", **answers)
        seen.append(gap())
    story.refer(story.hers)
    seen.append(gap())

    assert seen == [
        [OfferGap.NOT_ASKED], [OfferGap.NO_SPACE], [OfferGap.NO_OFFICER], [OfferGap.NO_CENTRE], [],
    ]  # fmt: skip


def test_another_teams_women_are_not_on_the_list(client, story):
    other = officer(role=Role.SENIOR)

    page = signed_in(client, other).get(reverse("interventions:women_lead")).content.decode()

    assert story.person.crn not in page


def test_small_counts_of_a_centre_are_not_shown(story):
    story.refer(story.hers)

    first, second = women.figures([story.nps.pk])

    assert (first.sent, first.told(first.sent)) == (1, "fewer than 5")
    assert second.told(second.sent) == "0"
    assert first.told(5) == "5"
    assert women.figures([story.crc.pk])[0].sent == 0


def test_the_leads_page_asks_no_more_when_there_are_more_women(client, story):
    def asked():
        with CaptureQueriesContext(connection) as seen:
            client.get(reverse("interventions:women_lead"))
        return len(seen)

    signed_in(client, story.senior)
    story.ask(at=AT - timedelta(days=1))
    asked()
    before = asked()
    for _n in range(4):
        story.ask(story.woman(), space=NO, why_not="Full.")
        story.woman()

    assert asked() == before


# ── Journey (b): asked, chooses, attends, and it is on her record ─────────────────────────
def test_a_woman_is_asked_chooses_attends_and_it_is_on_her_record(client, story):
    crn = story.person.crn
    signed_in(client, story.officer)
    page = client.post(
        reverse("interventions:ask_woman", args=[crn]),
        {
            "space": "yes", "officer": "declined", "childcare": "not_needed",
            "safe_contact": "only_as_said", "safe_words": "Text only.",
        },
        follow=True,
    )  # fmt: skip
    assert "Only as she says: Text only." in page.content.decode()
    found = story.planned(story.hers, funding_line=NPS_LINE)
    assert "Text only." in found.summary["safe"]
    session = story.booked(found, kind=SessionKind.SESSION)
    story.reported(session)

    hers = client.get(reverse("interventions:women", args=[crn])).content.decode()
    record = client.get(reverse("practitioner:person", args=[crn])).content.decode()

    assert "1 session attended" in hers
    assert hers.count("Refer her") == 1  # the other centre: at this one she is already
    assert "How to reach her safely" in record
    assert "reports “Came”" in record


def test_undo_is_offered_to_who_wrote_it(client, story):
    made = story.ask()
    page = reverse("interventions:women", args=[story.person.crn])

    assert "Undo (until" in signed_in(client, story.officer).get(page).content.decode()
    client.post(reverse("interventions:undo_asking", args=[story.person.crn, made.pk]))

    assert "Nobody has recorded asking her." in client.get(page).content.decode()


def test_of_a_man_there_is_no_such_page(client, story):
    man = case_of(story.officer, story.nps_team, starts_at=THEN).person

    page = signed_in(client, story.officer).get(reverse("interventions:women", args=[man.crn]))

    assert page.status_code == 404


# ── Rights ─────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("page", PROVIDER_PAGES)
def test_a_centre_never_sees_anothers_women(client, story, page):
    story.ask()
    found = story.planned(story.hers)
    other = signed_in(client, story.other_worker)

    assert other.get(reverse(f"provider:{page}", args=[found.pk])).status_code == 404
    home = other.get(reverse("provider:home")).content.decode()
    assert found.reference not in home
    assert story.person.family_name not in home


@pytest.mark.parametrize("who", ["supplier", "other_worker", "inspector", "nobody"])
@pytest.mark.parametrize("page", ["women", "ask_woman", "women_lead", "centre", "provision"])
def test_nobody_outside_the_service_finds_these_pages(client, story, who, page):
    story.planned(story.hers)
    user = officer(role=Role.INSPECTOR) if who == "inspector" else getattr(story, who, None)
    if user is not None:
        signed_in(client, user)
    arguments = {
        "women": [story.person.crn], "ask_woman": [story.person.crn], "women_lead": [],
        "centre": [story.hers.pk], "provision": [story.hers.pk],
    }[page]  # fmt: skip

    answer = client.get(reverse(f"interventions:{page}", args=arguments))

    assert answer.status_code in ((302,) if who == "nobody" else (403, 404))


@pytest.mark.parametrize(
    ("page", "holders"),
    [
        ("women_lead", {Role.SENIOR, Role.HEAD}),
        ("centre", {Role.HEAD}),
    ],
)
def test_the_leads_pages_are_for_those_who_lead(client, story, page, holders):
    arguments = [story.hers.pk] if page == "centre" else []
    address = reverse(f"interventions:{page}", args=arguments)

    opened = {
        role
        for role in Role
        if signed_in(client, officer(role=role, team=story.nps_team)).get(address).status_code
        == 200
    }

    assert opened == holders
