"""Is an inspection set up by its lead through the pages, and is each page there for those it is for alone?"""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from openprobation.foundation import clock
from openprobation.foundation.organisations.models import Organisation
from openprobation.foundation.organisations.tests.factories import (
    OrganisationFactory,
    TeamFactory,
    officer,
)
from openprobation.inspection.programmes import actions as programmes
from openprobation.inspection.programmes import queries as plans
from openprobation.inspection.programmes.tests.factories import (
    InspectionFactory,
    ProviderFactory,
)
from openprobation.inspection.samples import queries
from openprobation.portals.inspector import framing
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.organisations import OrganisationKind

pytestmark = pytest.mark.django_db


def as_(user):
    client = Client()
    client.force_login(user)
    return client


def page(name, *args):
    return reverse(f"inspecting:{name}", args=args)


def body(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return answer.content.decode()


def sent(client, address, **told):
    token = re.search(r'name="submission" value="([^"]+)"', body(client, address))[1]
    answer = client.post(address, {"submission": token, **told})
    assert answer.status_code == 302, re.findall(
        r"error-message[^>]*>(.*?)</p>", answer.content.decode(), re.S
    )
    return answer["Location"]


def split(name, day):
    return {f"{name}_{part}": getattr(day, part) for part in ("day", "month", "year")}


def test_a_lead_sets_an_inspection_up_and_each_sees_what_is_theirs(at, monkeypatch):
    team = TeamFactory(
        unit__region__organisation=OrganisationFactory(kind=OrganisationKind.INSPECTORATE)
    )
    lead = officer(role=Role.LEAD_INSPECTOR, team=team)
    assessor, second, idle = (officer(role=Role.INSPECTOR, team=team) for _n in range(3))
    company = OrganisationFactory(kind=OrganisationKind.CRC, name="Riverside CRC")
    theirs = TeamFactory(unit__region__organisation=company)
    head = officer(role=Role.HEAD, leads_unit=True, team=theirs)
    other = officer(role=Role.HEAD, leads_unit=True)
    senior = officer(role=Role.SENIOR, team=theirs)
    programmes.load_framework(path=programmes.DATA / "quality_impact_2016.toml", at=at)
    framework = plans.frameworks()[0].id
    clients = {user: as_(user) for user in (lead, assessor, idle, head, other, senior)}
    chief = clients[lead]

    earlier = InspectionFactory(area="Riverside before")
    ProviderFactory(inspection=earlier, kind=OrganisationKind.CRC)
    begins = timezone.localdate(clock.now()) + timedelta(weeks=4)
    told = {
        "framework": framework,
        "area": "Riverside",
        "organisations": [company.pk],
        **split("fieldwork_from", begins),
        **split("fieldwork_until", begins + timedelta(days=4)),
        "follows": earlier.pk,
    }
    missing = chief.post(page("announce"), {**told, "area": ""})
    assert "area" in missing.content.decode()
    assert not plans.planned()
    ended = told | split("fieldwork_until", begins - timedelta(days=1))
    assert "The last day comes after the first." in (
        chief.post(page("announce"), ended).content.decode()
    )
    check = sent(chief, page("announce"), **told)
    assert "Riverside CRC" in body(chief, check)
    assert "Riverside before" in body(chief, check)
    assert not plans.planned()
    sent(chief, check)
    (plan,) = plans.planned()
    pk = plan.id
    assert "Riverside before" in body(chief, page("plan", pk))
    sent(chief, page("join", pk), user=assessor.pk, part="assessor", is_cleared="on")

    rows = [
        queries.FrameRow(
            f"X{n:06}", 10_000 + n, plan.providers[0].id, "crc", "male", "low",
            "community_order", None, False,
        )
        for n in range(40)
    ]  # fmt: skip
    assert framing.frame(plans.plan_of(pk), as_of=clock.now()) == []
    monkeypatch.setattr(framing, "frame", lambda plan, *, as_of: rows)
    check = sent(
        chief,
        page("draw", pk),
        **split("as_of", timezone.localdate(clock.now()) - timedelta(days=1)),
        confidence=80,
        margin=5,
        size=6,
        strata=["organisation", "harm"],
    )
    assert "6 of 40" in body(chief, check)
    sent(chief, check)
    check = sent(chief, page("share_out", pk), twice=50)
    alone = chief.get(check)
    assert alone["Location"] == page("share_out", pk)  # nobody else could read a case again
    assert "another assessor" in body(chief, page("share_out", pk))
    sent(chief, page("join", pk), user=second.pk, part="assessor")
    assert "3 of 6 read twice" in body(chief, check)
    assert not any(case.assessor_id for case in queries.cases(pk))
    sent(chief, check)
    again = {case.id for case in queries.cases(pk) if case.second_id}
    assert again == set(queries.read_twice(queries.sample_of(pk)).standing)
    for user in (assessor, idle):
        for name in ("share_out", "share_out_check"):
            assert clients[user].get(page(name, pk), {"twice": 5}).status_code == 404
    one = next(iter(again))
    assert clients[assessor].get(page("read_once", pk, one)).status_code == 404
    sent(chief, page("read_once", pk, one))
    assert chief.get(page("read_once", pk, one)).status_code == 404
    cases = queries.cases(pk)
    assert len(cases) == 6
    for user in (head, other):
        assert clients[user].get(page("own", pk)).status_code == 404
        assert cases[0].case not in body(clients[user], page("samples"))
    sent(chief, page("tell", pk))

    mine = body(clients[head], page("own", pk))
    assert all(case.case in mine for case in cases)
    assert "the sample is the one they give" in mine
    copy = clients[head].get(page("frame", pk)).content.decode()
    assert copy.count("\n") == 41
    assert copy.count(",yes") == 6
    assert plan.area in body(clients[head], page("samples"))
    assert clients[other].get(page("own", pk)).status_code == 404
    assert clients[other].get(page("frame", pk)).status_code == 404
    assert clients[senior].get(page("own", pk)).status_code == 403
    for user in (assessor, idle):
        assert body(clients[user], page("plan", pk))
        assert clients[user].get(page("draw", pk)).status_code == 404
        assert clients[user].get(page("own", pk)).status_code == 404
    mine = next(case for case in queries.cases(pk) if case.assessor_id == assessor.pk)
    assert mine.case in body(clients[assessor], page("plan", pk))
    assert f"{second.name} <span" not in body(clients[assessor], page("plan", pk))  # blind to it
    assert cases[0].case not in body(clients[idle], page("plan", pk))
    for user in (head, senior):
        assert clients[user].get(page("plan", pk)).status_code == 403
    assert Organisation.objects.filter(pk=company.pk).exists()


def test_an_assessor_reads_the_case_as_it_stood_and_nobody_else_finds_it(at):
    from openprobation.inspection.samples import actions as samples
    from openprobation.supervision.contacts.tests.factories import ContactFactory
    from openprobation.supervision.persons.tests.factories import PersonFactory

    team = TeamFactory(
        unit__region__organisation=OrganisationFactory(kind=OrganisationKind.INSPECTORATE)
    )
    lead = officer(role=Role.LEAD_INSPECTOR, team=team)
    assessor, idle = (officer(role=Role.INSPECTOR, team=team) for _n in range(2))
    company = OrganisationFactory(kind=OrganisationKind.CRC)
    person = PersonFactory()
    now = clock.now()
    ContactFactory(
        person=person,
        at=now - timedelta(days=9),
        recorded_at=now - timedelta(days=9),
        summary="Rang her sister",
    )
    ContactFactory(
        person=person, at=now - timedelta(days=8), recorded_at=now, summary="Written since"
    )
    framework = programmes.load_framework(path=programmes.DATA / "quality_impact_2016.toml", at=at)
    begins = timezone.localdate(now) + timedelta(weeks=4)
    say = {"by": lead, "at": now}
    pk = programmes.announce(
        framework_id=framework.pk, area="Riverside", organisation_ids=[company.pk],
        fieldwork_from=begins, fieldwork_until=begins + timedelta(days=4), **say,
    ).pk  # fmt: skip
    programmes.join_team(
        inspection_id=pk, user_id=assessor.pk, part="assessor", is_cleared=False, **say
    )
    provider = plans.plan_of(pk).providers[0].id
    row = queries.FrameRow(person.crn, person.pk, provider, "crc", "male", "low", "", None, False)
    samples.draw(
        inspection_id=pk, rows=[row], as_of=now - timedelta(days=1), confidence=0.8, margin=0.05,
        strata=(), **say,
    )  # fmt: skip
    samples.share_out(inspection_id=pk, twice=0, **say)
    (case,) = queries.cases(pk)
    assert as_(assessor).get(page("case", case.id)).status_code == 404
    samples.announce(inspection_id=pk, **say)

    client = as_(assessor)
    assert "0 of 1 readings handed in" in body(as_(lead), page("desk"))
    assert "Your cases: 0 of 1 handed in" in body(client, page("desk"))
    shown = body(client, page("case", case.id))
    assert "Rang her sister" in shown
    assert "Written since" not in shown
    for user in (lead, idle):
        assert as_(user).get(page("case", case.id)).status_code == 404
    day = timezone.localdate(now)
    sent(
        client,
        page("interview", case.id),
        with_whom="person",
        note="I know the plan.",
        **split("held_on", day),
    )
    assert "I know the plan." in body(client, page("case", case.id))
    for address in (
        reverse("practitioner:person", args=[person.crn]),
        reverse("practitioner:locate"),
    ):
        assert client.get(address).status_code in (403, 404)


PEOPLE = 3_000


def test_sixty_of_three_thousand_are_drawn_told_and_drawn_again_by_each_organisation(
    at, monkeypatch, django_assert_max_num_queries
):
    from openprobation.foundation.access.models import Restriction
    from openprobation.vocabulary.access import RestrictionKind

    team = TeamFactory(
        unit__region__organisation=OrganisationFactory(kind=OrganisationKind.INSPECTORATE)
    )
    lead = officer(role=Role.LEAD_INSPECTOR, team=team)
    kinds = (OrganisationKind.CRC, OrganisationKind.NPS)
    bodies = [OrganisationFactory(kind=kind, name=f"Riverside {kind}") for kind in kinds]
    heads = [
        officer(role=Role.HEAD, leads_unit=True, team=TeamFactory(unit__region__organisation=body))
        for body in bodies
    ]
    framework = programmes.load_framework(path=programmes.DATA / "quality_impact_2016.toml", at=at)
    begins = timezone.localdate(clock.now()) + timedelta(weeks=4)
    pk = programmes.announce(
        framework_id=framework.pk, area="Riverside", organisation_ids=[one.pk for one in bodies],
        fieldwork_from=begins, fieldwork_until=begins + timedelta(days=4), by=lead, at=clock.now(),
    ).pk  # fmt: skip
    programmes.join_team(
        inspection_id=pk, user_id=officer(role=Role.INSPECTOR, team=team).pk, part="assessor",
        is_cleared=True, by=lead, at=clock.now(),
    )  # fmt: skip
    company, public = plans.plan_of(pk).providers
    of = [public if n % 10 < 3 else company for n in range(PEOPLE)]
    rows = [
        queries.FrameRow(
            f"X{n:06}", 10_000 + n, of[n].id, of[n].kind, "female" if n % 7 == 0 else "male",
            ("low", "medium", "high")[n % 3], "community_order", None, False,
        )
        for n in range(PEOPLE)
    ]  # fmt: skip
    monkeypatch.setattr(framing, "frame", lambda plan, *, as_of: rows)
    chief = as_(lead)
    check = sent(
        chief,
        page("draw", pk),
        **split("as_of", timezone.localdate(clock.now()) - timedelta(days=1)),
        confidence=80,
        margin=5,
        size=60,
        strata=["sex", "harm"],
    )
    asked = body(chief, check)
    assert "60 of 3,000 cases show a share near half to within 13 points" in asked
    assert "42 of 2,100: a share near half is known to within 15 points" in asked
    assert "A difference smaller than 39 points" in asked

    with django_assert_max_num_queries(70):  # two pages; six queries hold the frame's rows
        sent(chief, check)
    sample = queries.sample_of(pk)
    cases = queries.cases(pk)
    assert (sample.size, len(cases), sample.framed) == (60, 60, PEOPLE)
    strata: dict[tuple[str, ...], list[int]] = {}
    taken = {case.case for case in cases}
    for row in rows:
        strata.setdefault((row.organisation, row.sex, row.harm), []).append(row.case in taken)
    for held in strata.values():
        assert abs(sum(held) - 60 * len(held) / PEOPLE) < 1
    sent(chief, sent(chief, page("share_out", pk), twice=0))
    sent(chief, page("tell", pk))

    # One case of the company is restricted since, and its head is not let in to it.
    hidden = next(case for case in cases if case.organisation == "crc")
    Restriction.objects.create(
        record_kind="person", record_id=hidden.record_id, kind=RestrictionKind.LET_IN, user=lead,
        why="x", ask="the head", placed_by=lead, starts_at=at,
    )  # fmt: skip
    for head, own, other in zip(heads, (company, public), (public, company), strict=True):
        client = as_(head)
        with django_assert_max_num_queries(20):
            mine = body(client, page("own", pk))
        copy = client.get(page("frame", pk)).content.decode()
        theirs = [case for case in cases if case.provider_id == own.id]
        assert "the sample is the one they give" in mine
        assert f"of {'2,100' if own == company else '900'} cases" in mine
        assert copy.count("\n") == sum(one == own for one in of) + 1
        for text in (mine, copy):
            assert not any(case.case in text for case in cases if case.provider_id == other.id)
            assert [case.case for case in theirs if case.case not in text] == (
                [hidden.case] if own == company else []
            )
        assert mine.count("Restricted record") == (own == company)
        assert ("you come out one short" in mine) == (own == company)
        assert ("restricted,,,,,,yes" in copy) == (own == company)
