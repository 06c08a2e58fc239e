"""Are words planted in every quarantined field of every model nowhere else, whatever page is opened by whom?

Every address of the service is asked by staff of every kind, in both organisations, by a supplier, and by
the person; acts are done that write; then every column, session and log line is read, and every file kept.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.apps import apps
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given
from hypothesis import settings as tried
from hypothesis import strategies as st

from openprobation.foundation.clock import machine_now
from openprobation.foundation.messaging.actions import send_waiting
from openprobation.foundation.organisations.tests.factories import TeamFactory, officer
from openprobation.foundation.quarantine import QuarantinedField
from openprobation.selfservice.sign_in.web import session
from openprobation.supervision.persons.tests.factories import held_by
from openprobation.supervision.risk.tests.factories import (
    AtRiskFactory,
    EnquiryFactory,
    HarmAssessmentFactory,
    QuarantinedFactFactory,
    RegistrationFactory,
)
from openprobation.supervision.sentences.tests.factories import OrderFactory
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.protection import FactKind, ProtectionTask, ReadingPurpose
from openprobation.vocabulary.risk import HarmGroup

from .planting import sessions_with, value_of
from .walking import (
    addresses,
    columns_that_hold,
    everything_said,
    files_that_hold,
    holds,
    leaks,
)

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

CANARIES = st.text("abcdefghijklmnopqrstuvwxyzéåß", min_size=10, max_size=24).map(
    lambda tail: f"zq7{tail}"
)
VIEWERS = (
    (Role.PROBATION_OFFICER, False),
    (Role.SENIOR, False),
    (Role.COURT_OFFICER, True),
    (Role.ENFORCEMENT_OFFICER, True),
    (Role.SUPPLIER, False),
)
QUARANTINED = {
    (model, field.name)
    for model in apps.get_models()
    for field in model._meta.concrete_fields
    if isinstance(field, QuarantinedField)
}


def plant(person, user, canary):
    """In every quarantined field of every model: a row as it is while it stands, and one as it ended."""
    for model in {model for model, _name in QUARANTINED}:
        words = {name: canary for of, name in QUARANTINED if of is model}
        made = {type(person): person, type(user): user}
        for with_ends in (False, True):
            row = model(
                **{
                    each.attname: value_of(each, person, made)
                    for each in model._meta.concrete_fields
                    if not each.primary_key and (with_ends or not each.null)
                }
            )
            try:
                with transaction.atomic():
                    row.save()
            except (
                IntegrityError
            ):  # a rule of the table's: the row that is allowed is made by its factory
                row = row_of_factory(model, person)
            model._base_manager.filter(pk=row.pk).update(**words)
    for kind in FactKind:
        QuarantinedFactFactory(person=person, kind=kind, words=canary, source=canary)
    line = EnquiryFactory(person=person, task=ProtectionTask.DOMESTIC_ABUSE, answered=True)
    line.steps.update(answer_words=canary)


def row_of_factory(model, person):
    return EnquiryFactory(person=person, answered=True, task=ProtectionTask.OVERSIGHT).steps.get()


def values_for(person):
    """This person, and the keys of whatever is about them."""

    def values(_address, kind, name):
        if name == "crn":
            return [person.crn]
        if kind == "int":
            return [1]
        return [ProtectionTask.SAFEGUARDING.value if name == "task" else "x"]

    return values


def act(browser, person, at):
    """What writes much: an assessment that uses the answers, a chase, a check, a refused form."""
    enquiry = EnquiryFactory(person=person, task="home_visit", answered=True)
    low = {group.value: "low" for group in HarmGroup}
    to = lambda name, *more: reverse(f"risk:{name}", args=[person.crn, *more])  # noqa: E731
    answers = [
        browser.post(to("assess"), low | {"uses": [enquiry.pk]}),
        browser.post(to("check", AtRiskFactory(person=person).pk), {"finding": "holds"}),
        browser.post(to("quarantine"), {"kind": "zone"}),
        browser.get("/people/", {"q": "zq7"}),
    ]
    send_waiting(at + timedelta(hours=1))
    return answers


@pytest.fixture
def whose():
    team = TeamFactory()
    user = officer(team=team, name="Sam Patel")
    person = OrderFactory().person
    held_by(person, user)
    RegistrationFactory(person=person)
    HarmAssessmentFactory(person=person)
    return person, user, team


def test_there_are_such_fields():
    assert len(QUARANTINED) >= 3


@given(canary=CANARIES)
@tried(max_examples=2, deadline=None, suppress_health_check=list(HealthCheck))
def test_what_is_quarantined_is_found_nowhere(whose, at, canary):
    person, user, team = whose
    with transaction.atomic():
        plant(person, user, canary)
        with everything_said() as said:
            shown = {
                f"{role.value} {page}"
                for role, elsewhere in VIEWERS
                for page in seen_by(
                    role, TeamFactory(nps=True) if elsewhere else team, person, canary
                )
            }
            shown |= set(seen_by_the_person(person, canary))
            browser = Client(raise_request_exception=False)
            browser.force_login(user)
            shown |= {"an act" for answer in act(browser, person, at) if leaks(answer, canary)}
            read = browser.post(
                reverse("risk:quarantined", args=[person.crn]), {"purpose": ReadingPurpose.SAFETY}
            )

        assert holds(read.content.decode(), canary), "the page that may show it does"
        assert shown == set()
        assert not holds(said.getvalue(), canary)
        assert set(columns_that_hold(canary)) == {
            f"{model._meta.db_table}.{name}" for model, name in QUARANTINED
        }
        assert sessions_with(canary) == []
        assert not any(holds(f"{each.subject} {each.body}", canary) for each in mail.outbox)
        assert list(files_that_hold(canary)) == []
        transaction.set_rollback(True)


def seen_by(role, team, person, canary):
    viewer = officer(role=role, team=team)
    held_by(person, viewer, relation="appointment")
    browser = Client(raise_request_exception=False)
    browser.force_login(viewer)
    answered = 0
    for _name, address in addresses(values_for(person)):
        answer = browser.get(address)
        answered += answer.status_code == 200
        if leaks(answer, canary) or answer.status_code == 500:
            yield address
    assert answered > 3, f"{role}: nothing was opened"


def seen_by_the_person(person, canary):
    browser = Client(raise_request_exception=False)
    kept = browser.session
    kept[session.PERSON] = person.pk
    kept[session.SEEN] = int(machine_now().timestamp())
    kept.save()
    for _name, address in addresses(values_for(person)):
        if address.startswith("/my/") and leaks(browser.get(address), canary):
            yield address
