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
    assessor, idle = (officer(role=Role.INSPECTOR, team=team) for _n in range(2))
    company = OrganisationFactory(kind=OrganisationKind.CRC, name="Riverside CRC")
    theirs = TeamFactory(unit__region__organisation=company)
    head = officer(role=Role.HEAD, leads_unit=True, team=theirs)
    other = officer(role=Role.HEAD, leads_unit=True)
    senior = officer(role=Role.SENIOR, team=theirs)
    programmes.load_framework(path=programmes.DATA / "quality_impact_2016.toml", at=at)
    framework = plans.frameworks()[0].id
    clients = {user: as_(user) for user in (lead, assessor, idle, head, other, senior)}
    chief = clients[lead]

    begins = timezone.localdate(clock.now()) + timedelta(weeks=4)
    told = {
        "framework": framework,
        "area": "Riverside",
        "organisations": [company.pk],
        **split("fieldwork_from", begins),
        **split("fieldwork_until", begins + timedelta(days=4)),
    }
    missing = chief.post(page("announce"), {**told, "area": ""})
    assert "area" in missing.content.decode()
    assert not plans.planned()
    check = sent(chief, page("announce"), **told)
    assert "Riverside CRC" in body(chief, check)
    assert not plans.planned()
    sent(chief, check)
    (plan,) = plans.planned()
    pk = plan.id
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
    sent(chief, page("share_out", pk))
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
    assert cases[0].case in body(clients[assessor], page("plan", pk))
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
