"""Which files of the record may go with the papers of a breach, and under which number?"""

from __future__ import annotations

import pytest
from django.urls import reverse

from openprobation.foundation.access.check import NotAllowed
from openprobation.foundation.audit.models import Entry
from openprobation.foundation.documents import actions as documents
from openprobation.foundation.documents.tests.factories import kept
from openprobation.supervision.enforcement.actions import breach as actions
from openprobation.supervision.enforcement.models import Exhibit
from openprobation.supervision.enforcement.queries import breach as queries
from openprobation.supervision.enforcement.queries import packs
from openprobation.supervision.enforcement.queries.exhibits import exhibits_of
from openprobation.supervision.persons import queries as persons
from openprobation.vocabulary.breach import PackLine
from openprobation.vocabulary.documents import DocumentKind, Part

from .breaches import AT, MISSING_PROOF, breached

pytestmark = pytest.mark.django_db


@pytest.fixture
def case():
    return breached()


def file_of(case, name="instruction.txt", **changed):
    return kept(
        name=name,
        kind=DocumentKind.PAPER,
        record_kind="enforcement.failure",
        record_id=case.failure.pk,
        person_id=changed.pop("person_id", case.person.pk),
        by=case.court.officer,
        **changed,
    )


def choose(case, breach, *files, by=None):
    return actions.change_pack(
        breach_id=breach.pk,
        put_to={case.failure.pk: f"requirement.{case.requirement.pk}"},
        tried="Texts the day before.",
        proposal="That the order goes on.",
        without_warning_why="",
        exhibits=[each.pk for each in files],
        by=by or case.court.officer,
        at=AT,
    )


def served_of(case, breach):
    line = queries.breach(breach.pk, person_ids=[case.person.pk])
    person = persons.by_id(case.person.pk)
    pack = packs.pack_of(line, person, at=AT)
    letter = packs.served_letter(pack, line, crn=person.crn, sender=None, steps=[], on=AT.date())
    return pack, str(letter)


def numbers(breach):
    return [(each.number, each.document.name) for each in exhibits_of(breach.pk)]


# ── Chosen, numbered, listed ───────────────────────────────────────────────────────────────
def test_what_is_chosen_is_numbered_and_listed_in_the_served_papers_with_its_source(case):
    first, second = file_of(case), file_of(case, "sick note.txt")

    breach = choose(case, case.draft(), first, second)

    _pack, served = served_of(case, breach)
    assert numbers(breach) == [(1, "instruction.txt"), (2, "sick note.txt")]
    assert "('Exhibit 2', 'Paper: sick note.txt. Held since 16 February 2017, kept by" in served


def test_an_exhibit_taken_out_before_it_was_sent_leaves_no_gap(case):
    first, second = file_of(case), file_of(case, "sick note.txt")
    breach = choose(case, case.draft(), first, second)

    choose(case, breach, second)

    assert numbers(breach) == [(1, "sick note.txt")]


def test_a_number_that_was_sent_is_never_given_to_another_file(case):
    first, second = file_of(case), file_of(case, "sick note.txt")
    breach = choose(case, case.draft(), first)
    actions.check(breach_id=breach.pk, by=case.court.officer, at=AT)
    actions.endorse(breach_id=breach.pk, by=case.court.senior, at=AT)
    actions.submit(breach_id=breach.pk, by=case.court.officer, at=AT)
    actions.return_pack(breach_id=breach.pk, lines=[MISSING_PROOF], by=case.court.prosecutor, at=AT)

    choose(case, breach, second)

    assert numbers(breach) == [(2, "sick note.txt")]
    assert "Exhibit 1" in str(packs.sent(breach.pk, number=1).served)


# ── Refused ────────────────────────────────────────────────────────────────────────────────
def test_a_file_that_is_not_served_is_refused_and_nothing_changes(case):
    hidden = file_of(case, part=Part.NOT_SERVED)
    breach = case.draft()

    with pytest.raises(actions.NotToBeServed) as refused:
        choose(case, breach, hidden)

    assert refused.value.field == "exhibits"
    assert not Exhibit.objects.exists()


@pytest.mark.parametrize("whose", ["another person's", "withdrawn", "unknown"])
def test_only_a_file_that_stands_and_is_about_the_person_can_be_chosen(case, whose):
    breach = case.draft()
    file = file_of(case, person_id=breached().person.pk if whose == "another person's" else None)
    if whose != "another person's":
        file = file_of(case)
    if whose == "withdrawn":
        documents.withdraw(document_id=file.pk, why="Wrong person", by=case.court.officer, at=AT)
    if whose == "unknown":
        file.pk = 999_999

    with pytest.raises(actions.NoSuchFile):
        choose(case, breach, file)

    assert not Exhibit.objects.exists()


def test_a_file_withdrawn_after_it_was_chosen_stops_the_pack(case):
    file = file_of(case)
    breach = choose(case, case.draft(), file)
    documents.withdraw(document_id=file.pk, why="Wrong day", by=case.court.officer, at=AT)

    pack, _served = served_of(case, breach)

    assert [each.line for each in pack.missing] == [PackLine.EXHIBITS]
    with pytest.raises(actions.LineMissing, match="Exhibit 1 was withdrawn"):
        actions.check(breach_id=breach.pk, by=case.court.officer, at=AT)


def test_the_enforcement_officer_may_not_choose(case):
    breach = case.draft()

    with pytest.raises(NotAllowed):
        choose(case, breach, file_of(case), by=case.court.prosecutor)


# ── Pages ──────────────────────────────────────────────────────────────────────────────────
def page(client, user, name, *args):
    client.force_login(user)
    return client.get(reverse(name, args=args))


def test_the_page_offers_what_may_be_served_and_nothing_else(client, case):
    file_of(case, "seen.txt")
    file_of(case, "hidden.txt", part=Part.NOT_SERVED)
    breach = case.draft()

    said = page(
        client, case.court.officer, "enforcement:breach", case.person.crn, breach.pk
    ).content.decode()

    assert "seen.txt" in said
    assert "hidden.txt" not in said


def test_a_posted_file_that_was_not_offered_is_told_and_kept_out(client, case):
    hidden = file_of(case, part=Part.NOT_SERVED)
    file_of(case)
    breach = case.draft()
    client.force_login(case.court.officer)

    answered = client.post(
        reverse("enforcement:breach", args=[case.person.crn, breach.pk]),
        {
            "seen": breach.version,
            f"failure_{case.failure.pk}": "on",
            f"put_to_{case.failure.pk}": f"requirement.{case.requirement.pk}",
            "tried": "Texts.",
            "proposal": "Go on.",
            "exhibits": [hidden.pk],
        },
    )

    assert answered.status_code in {200, 422}
    assert not Exhibit.objects.exists()


def test_the_enforcement_officer_saves_an_exhibit_and_the_look_is_audited(client, case):
    breach = choose(case, case.draft(), file_of(case))
    actions.check(breach_id=breach.pk, by=case.court.officer, at=AT)
    actions.endorse(breach_id=breach.pk, by=case.court.senior, at=AT)
    actions.submit(breach_id=breach.pk, by=case.court.officer, at=AT)

    one = (case.person.crn, breach.pk)
    saved = page(client, case.court.prosecutor, "enforcement:breach_exhibit", *one, 1)
    other = page(client, case.court.prosecutor, "enforcement:breach_exhibit", *one, 2)

    assert saved.status_code == 200
    assert b"Off sick" in b"".join(saved) if saved.streaming else b"Off sick" in saved.content
    assert other.status_code == 404
    assert Entry.objects.filter(action="breach.exhibit.saved").count() == 1


def test_ten_exhibits_are_asked_for_as_often_as_one(case, django_assert_num_queries):
    breach = choose(case, case.draft(), *[file_of(case, f"{n}.txt") for n in range(10)])

    with django_assert_num_queries(2):
        assert len(exhibits_of(breach.pk)) == 10
