"""Is a person made, changed and put right only as the rules allow, and is it all written down?"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from openprobation.foundation import reactions
from openprobation.foundation.access import queries as access
from openprobation.foundation.access.check import NotAllowed, NotYourCase
from openprobation.foundation.audit.models import Entry
from openprobation.foundation.identity.tests.factories import UserFactory
from openprobation.foundation.organisations.tests.factories import TeamFactory, officer
from openprobation.foundation.refusals import Refused, RefusedForSeveralReasons
from openprobation.supervision.persons import actions, queries
from openprobation.supervision.persons.actions import details, people
from openprobation.supervision.persons.events import DetailsChanged, PersonCreated, PersonDied
from openprobation.supervision.persons.models import (
    Address,
    Circumstance,
    Correction,
    EmergencyContact,
    Identifier,
    OtherName,
    Person,
    Phone,
    SearchKey,
    Spelling,
)
from openprobation.supervision.persons.tests.factories import (
    AddressFactory,
    AdjustmentFactory,
    CircumstanceFactory,
    DisabilityFactory,
    EmergencyContactFactory,
    IdentifierFactory,
    MergeFactory,
    OtherNameFactory,
    PersonFactory,
    PhoneFactory,
    held_by,
)
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.persons import (
    AddressKind,
    AdjustmentKind,
    CircumstanceKind,
    ContactRelationship,
    DisabilityKind,
    IdentifierKind,
    NameKind,
    PhoneKind,
    Sex,
)

pytestmark = pytest.mark.django_db
TODAY = date(2017, 2, 16)


@pytest.fixture
def announced(monkeypatch):
    """What was announced, in order."""
    told = []
    monkeypatch.setattr(
        reactions,
        "table",
        lambda: {kind: [told.append] for kind in (PersonCreated, DetailsChanged, PersonDied)},
    )
    return told


@pytest.fixture
def by():
    return officer()


@pytest.fixture
def person(by):
    person = PersonFactory()
    held_by(person, by)
    return person


def create(by, at, **given):
    return actions.create_person(
        **{
            "given_names": "Amira",
            "family_name": "Khan",
            "date_of_birth": date(1990, 5, 6),
            "sex": Sex.FEMALE,
            "by": by,
            "at": at,
            **given,
        }
    )


def change(person, by, at, **given):
    return actions.change_person(
        person_id=person.pk, seen_version=person.version, by=by, at=at, **given
    )


def nothing_was_written():
    return not Entry.objects.exists()


# ── A person ───────────────────────────────────────────────────────────────────────────────
def test_create_person_makes_a_record_with_the_next_free_crn(at, announced):
    court = officer(role=Role.COURT_OFFICER)
    PersonFactory(crn="X000041")

    person = create(court, at, given_names="  Amira   Noor ")

    assert (person.crn, person.name) == ("X000042", "Amira Noor Khan")
    assert announced == [PersonCreated(person.pk, at)]
    entry = Entry.objects.get()
    assert (entry.action, entry.person_id, entry.detail) == ("person.created", person.pk, {})


def test_create_person_passes_over_a_crn_somebody_was_known_by(at):
    court = officer(role=Role.COURT_OFFICER)
    known = PersonFactory(crn="X000041")
    IdentifierFactory(person=known, kind=IdentifierKind.PREVIOUS_CRN, value="X000042")

    assert create(court, at).crn == "X000043"


def test_create_person_goes_on_with_another_letter_when_the_numbers_run_out(at):
    court = officer(role=Role.COURT_OFFICER)
    PersonFactory(crn="X999999")

    assert create(court, at).crn == "Y000001"


def test_the_team_that_makes_a_record_may_open_it_without_a_reason_for_four_weeks(at):
    team = TeamFactory()
    court = officer(role=Role.COURT_OFFICER, team=team)
    colleague = officer(role=Role.COURT_OFFICER, team=team)
    elsewhere = officer(role=Role.COURT_OFFICER)

    person = create(court, at)

    def is_open(viewer, on):
        return access.is_open("person", person.pk, to=viewer, at=on)

    assert is_open(court, at)
    assert is_open(colleague, at + timedelta(days=27))
    assert not is_open(colleague, at + timedelta(days=28))
    assert not is_open(elsewhere, at)


def test_create_person_refuses_those_who_may_not_and_makes_nothing(at):
    for role in (Role.PROBATION_OFFICER, Role.SENIOR, Role.SUPPLIER, Role.INSPECTOR):
        with pytest.raises(NotAllowed):
            create(officer(role=role), at)

    assert not Person.objects.exists()
    assert nothing_was_written()


def test_create_person_says_all_that_is_wrong_at_once_each_beside_its_field(at):
    court = officer(role=Role.COURT_OFFICER)

    with pytest.raises(RefusedForSeveralReasons) as refusal:
        create(
            court, at, given_names=" ", family_name="12", date_of_birth=date(2018, 1, 1), crn="X1"
        )

    assert [part.field for part in refusal.value.parts] == [
        "given_names",
        "family_name",
        "date_of_birth",
        "crn",
    ]
    assert not Person.objects.exists()


def test_create_person_refuses_a_crn_that_is_taken(at):
    court = officer(role=Role.COURT_OFFICER)
    PersonFactory(crn="X123456")

    with pytest.raises(people.CrnTaken, match="X123456"):
        create(court, at, crn="x123456")


@pytest.mark.parametrize(
    ("born_on", "is_taken"),
    [
        (date(2007, 2, 16), True),
        (date(2007, 2, 17), False),
        (date(1906, 2, 17), True),
        (date(1906, 2, 16), False),
        (date(1996, 2, 29), True),
    ],
)
def test_create_person_takes_people_from_ten_to_a_hundred_and_ten(at, born_on, is_taken):
    court = officer(role=Role.COURT_OFFICER)

    if is_taken:
        assert create(court, at, date_of_birth=born_on).date_of_birth == born_on
    else:
        with pytest.raises(people.AgeUnlikely) as refusal:
            create(court, at, date_of_birth=born_on)
        assert refusal.value.field == "date_of_birth"


def test_create_person_is_lean(at, django_assert_num_queries):
    court = officer(role=Role.COURT_OFFICER)
    create(court, at)

    # two savepoints begun and ended; next CRN, whether it was somebody's before; person, keys,
    # whether its words are known; relation, audit
    with django_assert_num_queries(11):
        create(court, at)


def test_change_person_keeps_what_was_said_before(at, by, person, announced):
    before = person.given_names

    change(person, by, at, given_names="Kieran", language="Polish", interpreter_needed=True)

    person.refresh_from_db()
    assert (person.given_names, person.language, person.version) == ("Kieran", "Polish", 2)
    correction = Correction.objects.get()
    assert correction.before["given_names"] == before
    assert correction.after == {
        "given_names": "Kieran",
        "language": "Polish",
        "interpreter_needed": True,
    }
    assert Entry.objects.get().detail == {"fields": "given_names interpreter_needed language"}
    said = "Changed: given names, language, interpreter"
    assert announced == [DetailsChanged(person.pk, "Person", by.pk, at, said)]


def test_change_person_refuses_a_stale_form_and_changes_nothing(at, by, person):
    change(person, by, at, language="Polish")

    with pytest.raises(people.StaleForm):
        change(person, by, at, language="Welsh")

    person.refresh_from_db()
    assert person.language == "Polish"
    assert Correction.objects.count() == 1


def test_change_person_refuses_when_nothing_changed(at, by, person):
    with pytest.raises(people.NothingChanged):
        change(person, by, at, given_names=f" {person.given_names} ")

    assert nothing_was_written()


def test_a_changed_name_is_found_by_and_the_misspelt_one_is_not(at, by, person):
    change(person, by, at, given_names="Ewelina", family_name="Nowak")

    assert [found.id for found in queries.locate("Ewelina Nowak", viewer=by, at=at)] == [person.pk]
    assert queries.locate("Kiran", viewer=by, at=at) == []


def test_a_name_that_was_right_until_now_is_kept_and_found_by(at, by, person):
    before = person.family_name

    change(person, by, at, family_name="Nowak", keep_previous_name=True)

    name = OtherName.objects.get()
    assert (name.kind, name.family_name, name.starts_on) == (NameKind.PREVIOUS, before, TODAY)
    assert [f.id for f in queries.locate(f"Kiran {before}", viewer=by, at=at)] == [person.pk]


def test_change_person_refuses_a_record_that_is_not_open_to_one(at, person):
    with pytest.raises(NotYourCase):
        change(person, officer(), at, language="Polish")

    person.refresh_from_db()
    assert person.language == "English"


def test_a_change_to_a_joined_record_is_a_change_to_the_one_kept(at, by):
    merge = MergeFactory()
    held_by(merge.kept, by)

    change(merge.folded, by, at, language="Polish")
    actions.add_circumstance(
        person_id=merge.folded_id, kind=CircumstanceKind.HOMELESS, by=by, at=at
    )

    merge.kept.refresh_from_db()
    assert merge.kept.language == "Polish"
    assert Circumstance.objects.get().person == merge.kept
    assert {entry.person_id for entry in Entry.objects.all()} == {merge.kept_id}


def test_to_whom_only_the_joined_record_was_open_may_not_change_the_one_kept(at, by):
    merge = MergeFactory()
    held_by(merge.folded, by)

    with pytest.raises(NotYourCase):
        change(merge.folded, by, at, language="Polish")

    merge.kept.refresh_from_db()
    assert merge.kept.language == "English"
    assert not Entry.objects.exists()


def test_record_death_is_written_down_and_announced(at, by, person, announced):
    actions.record_death(person_id=person.pk, died_on=date(2017, 2, 10), by=by, at=at)

    person.refresh_from_db()
    assert (person.died_on, person.version) == (date(2017, 2, 10), 2)
    assert announced == [PersonDied(person.pk, by.pk, at)]
    assert Entry.objects.get().action == "person.death.recorded"


@pytest.mark.parametrize("died_on", [date(2017, 2, 17), date(1985, 3, 13)])
def test_record_death_refuses_a_day_to_come_or_before_birth(at, by, person, announced, died_on):
    with pytest.raises(Refused) as refusal:
        actions.record_death(person_id=person.pk, died_on=died_on, by=by, at=at)

    assert refusal.value.field == "died_on"
    person.refresh_from_db()
    assert person.died_on is None
    assert announced == []


def test_record_death_refuses_a_second_time(at, by, person):
    actions.record_death(person_id=person.pk, died_on=date(2017, 2, 10), by=by, at=at)

    with pytest.raises(people.DeathRecordedAlready, match="10 February 2017"):
        actions.record_death(person_id=person.pk, died_on=date(2017, 2, 11), by=by, at=at)


def test_a_death_recorded_by_mistake_is_withdrawn_with_a_reason(at, by, person):
    actions.record_death(person_id=person.pk, died_on=date(2017, 2, 10), by=by, at=at)

    with pytest.raises(people.ReasonNeeded):
        actions.withdraw_death(person_id=person.pk, why=" ", by=by, at=at)
    actions.withdraw_death(person_id=person.pk, why="Another man of that name.", by=by, at=at)

    person.refresh_from_db()
    assert person.died_on is None
    assert Correction.objects.latest("pk").before == {"died_on": "2017-02-10"}


# ── Names and numbers ──────────────────────────────────────────────────────────────────────
def add_alias(person, by, at, **given):
    return actions.add_other_name(
        person_id=person.pk,
        by=by,
        at=at,
        **{"kind": NameKind.ALIAS, "given_names": "Jo", "family_name": "Bloggs", **given},
    )


def test_an_alias_is_found_by(at, by, person, announced):
    row = add_alias(person, by, at)

    assert [f.id for f in queries.locate("jo bloggs", viewer=by, at=at)] == [person.pk]
    assert (row.starts_on, row.recorded_by, row.recorded_at) == (TODAY, by, at)
    said = "Name (also known as) added"
    assert announced == [DetailsChanged(person.pk, "OtherName", by.pk, at, said)]
    assert Entry.objects.get().detail == {"kind": "alias"}


def test_the_same_alias_is_not_recorded_twice(at, by, person):
    add_alias(person, by, at)

    with pytest.raises(details.RecordedAlready):
        add_alias(person, by, at, given_names="JO")

    assert OtherName.objects.count() == 1


def test_an_alias_that_was_never_theirs_no_longer_finds_them(at, by, person):
    row = add_alias(person, by, at)
    keys = SearchKey.objects.count()

    actions.end_other_name(other_name_id=row.pk, on=TODAY, is_mistake=True, by=by, at=at)

    row.refresh_from_db()
    assert (row.is_mistake, row.ends_on, row.ended_by) == (True, row.starts_on, by)
    assert queries.locate("jo bloggs", viewer=by, at=at) == []
    assert SearchKey.objects.count() < keys


def test_a_word_nobody_is_called_by_any_more_is_forgotten(at, by, person):
    row = add_alias(person, by, at)
    PersonFactory(given_names="Jo", family_name="Webb")

    actions.end_other_name(other_name_id=row.pk, on=TODAY, is_mistake=True, by=by, at=at)

    words = set(Spelling.objects.values_list("word", flat=True))
    assert "jo" in words
    assert "bloggs" not in words


def test_a_corrected_date_of_birth_finds_them_with_their_name(at, by, person):
    text = f"{person.family_name} 15/03/1985"
    assert queries.locate(text, viewer=by, at=at) == []

    change(person, by, at, date_of_birth=date(1985, 3, 15))

    assert [f.id for f in queries.locate(text, viewer=by, at=at)] == [person.pk]


def test_an_alias_no_longer_used_still_finds_them(at, by, person):
    row = add_alias(person, by, at)

    actions.end_other_name(other_name_id=row.pk, on=TODAY, by=by, at=at)

    assert [f.id for f in queries.locate("jo bloggs", viewer=by, at=at)] == [person.pk]


def add_number(person, by, at, kind, value):
    return actions.add_identifier(person_id=person.pk, kind=kind, value=value, by=by, at=at)


@pytest.mark.parametrize(
    ("kind", "typed", "stored"),
    [
        (IdentifierKind.NOMS, "a 1234 bc", "A1234BC"),
        (IdentifierKind.PNC, "03/62845E", "2003/0062845E"),
        (IdentifierKind.CRO, "265416/21g", "265416/21G"),
        (IdentifierKind.NATIONAL_INSURANCE, "ab 12 34 56 c", "AB123456C"),
        (IdentifierKind.PREVIOUS_CRN, "d 004321", "D004321"),
    ],
)
def test_a_number_is_stored_in_its_one_form(at, by, person, kind, typed, stored):
    assert add_number(person, by, at, kind, typed).value == stored


@pytest.mark.parametrize("kind", list(IdentifierKind))
def test_a_number_of_the_wrong_form_is_refused_beside_the_number(at, by, person, kind):
    with pytest.raises(details.IdentifierWrong) as refusal:
        add_number(person, by, at, kind, "12345")

    assert refusal.value.field == "value"
    assert not Identifier.objects.exists()
    assert nothing_was_written()


def test_a_wrong_check_letter_is_refused(at, by, person):
    with pytest.raises(details.IdentifierWrong, match="check letter"):
        add_number(person, by, at, IdentifierKind.PNC, "2003/0062845F")


def test_a_number_of_somebody_else_is_refused_and_says_whose(at, by, person):
    other = IdentifierFactory(value="A1234BC")

    with pytest.raises(details.IdentifierOfAnother, match=other.person.crn):
        add_number(person, by, at, IdentifierKind.NOMS, "A1234BC")


def test_a_previous_crn_that_is_somebody_elses_is_refused(at, by, person):
    other = PersonFactory()

    with pytest.raises(details.IdentifierOfAnother, match=other.crn):
        add_number(person, by, at, IdentifierKind.PREVIOUS_CRN, other.crn)


# ── Addresses ──────────────────────────────────────────────────────────────────────────────
def add_address(person, by, at, **given):
    return actions.add_address(
        person_id=person.pk,
        by=by,
        at=at,
        **{
            "kind": AddressKind.MAIN,
            "lines": "1 New Street\r\nBury",
            "postcode": "bl97aa",
            **given,
        },
    )


def test_a_new_main_address_ends_the_old_one_on_the_same_day(at, by, person):
    old = AddressFactory(person=person)

    new = add_address(person, by, at, starts_on=date(2017, 2, 1))

    old.refresh_from_db()
    assert (old.ends_on, old.ended_by, old.ended_at) == (date(2017, 2, 1), by, at)
    assert (new.lines, new.postcode, new.ends_on) == ("1 New Street\nBury", "BL9 7AA", None)
    assert [e.action for e in Entry.objects.order_by("pk")] == [
        "person.address.ended",
        "person.address.added",
    ]


def test_another_kind_of_address_leaves_the_main_one(at, by, person):
    main = AddressFactory(person=person)

    add_address(person, by, at, kind=AddressKind.POSTAL)

    main.refresh_from_db()
    assert main.ends_on is None


def test_a_new_main_address_cannot_begin_before_the_present_one(at, by, person):
    AddressFactory(person=person, starts_on=date(2017, 1, 10))

    with pytest.raises(details.TwoMainAddresses, match="10 January 2017") as refusal:
        add_address(person, by, at, starts_on=date(2017, 1, 9))

    assert refusal.value.field == "starts_on"
    assert Address.objects.get().ends_on is None


def test_an_address_of_before_fills_the_gap_and_may_not_overlap(at, by, person):
    AddressFactory(person=person, starts_on=date(2016, 6, 1))

    add_address(person, by, at, starts_on=date(2016, 1, 1), ends_on=date(2016, 6, 1))
    with pytest.raises(details.TwoMainAddresses):
        add_address(person, by, at, starts_on=date(2015, 1, 1), ends_on=date(2016, 1, 2))

    assert Address.objects.filter(ends_on__isnull=True).count() == 1
    assert Address.objects.count() == 2


def test_no_fixed_abode_is_a_main_address_without_lines(at, by, person):
    row = add_address(
        person, by, at, no_fixed_abode=True, lines="", postcode="", note="Piccadilly Gardens"
    )

    assert (row.no_fixed_abode, row.lines, row.note) == (True, "", "Piccadilly Gardens")


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"lines": " "}, "lines"),
        ({"no_fixed_abode": True}, "no_fixed_abode"),
        (
            {"no_fixed_abode": True, "lines": "", "postcode": "", "kind": AddressKind.CURFEW},
            "no_fixed_abode",
        ),
        ({"postcode": "BOLTON"}, "postcode"),
        ({"note": "x" * 2001}, "note"),
        ({"starts_on": date(2017, 2, 17)}, "starts_on"),
        ({"starts_on": date(2017, 2, 1), "ends_on": date(2017, 1, 31)}, "ends_on"),
        ({"starts_on": date(2017, 2, 1), "ends_on": date(2017, 2, 17)}, "ends_on"),
        ({"verified_on": date(2017, 2, 17)}, "verified_on"),
    ],
)
def test_an_address_that_cannot_be_is_refused_beside_its_field(at, by, person, given, field):
    with pytest.raises(Refused) as refusal:
        add_address(person, by, at, **given)

    assert [part.field for part in refusal.value.parts] == [field]
    assert not Address.objects.exists()
    assert nothing_was_written()


def test_an_address_is_marked_as_checked(at, by, person):
    address = AddressFactory(person=person)

    actions.verify_address(address_id=address.pk, on=TODAY, by=by, at=at)

    address.refresh_from_db()
    assert address.verified_on == TODAY
    assert Entry.objects.get().action == "person.address.verified"


# ── Telephones ─────────────────────────────────────────────────────────────────────────────
def add_phone(person, by, at, number="07700 900123", **given):
    return actions.add_phone(
        person_id=person.pk, kind=PhoneKind.MOBILE, number=number, by=by, at=at, **given
    )


def test_a_telephone_is_stored_in_its_one_form(at, by, person):
    row = add_phone(person, by, at, safe_to_text=True)

    assert (row.number, row.safe_to_text, row.confirmed_at) == ("+447700900123", True, None)


def test_a_number_that_is_none_is_refused(at, by, person):
    with pytest.raises(details.PhoneWrong) as refusal:
        add_phone(person, by, at, number="12")

    assert refusal.value.field == "number"
    assert not Phone.objects.exists()


def test_a_landline_cannot_be_safe_to_text(at, by, person):
    with pytest.raises(details.CannotTakeTexts):
        add_phone(person, by, at, number="0161 496 0123", safe_to_text=True)


def test_a_telephone_is_not_recorded_twice_at_once(at, by, person):
    add_phone(person, by, at)

    with pytest.raises(details.RecordedAlready):
        add_phone(person, by, at, number="+44 7700 900 123")


def test_an_officer_confirms_a_telephone_for_signing_in(at, by, person):
    phone = PhoneFactory(person=person, safe=True)

    actions.confirm_phone(phone_id=phone.pk, by=by, at=at)

    phone.refresh_from_db()
    assert (phone.confirmed_by, phone.confirmed_at) == (by, at)
    assert [f.person_id for f in queries.phones_for_sign_in(phone.number)] == [person.pk]


def test_a_telephone_that_is_not_safe_to_text_is_not_confirmed(at, by, person):
    phone = PhoneFactory(person=person)

    with pytest.raises(details.NotSafeToText):
        actions.confirm_phone(phone_id=phone.pk, by=by, at=at)

    assert queries.phones_for_sign_in(phone.number) == []


def test_a_shared_telephone_is_confirmed_for_one_person_only(at, by, person):
    theirs = PhoneFactory(confirmed=True)
    shared = PhoneFactory(person=person, safe=True, number=theirs.number)

    with pytest.raises(details.ConfirmedForAnother):
        actions.confirm_phone(phone_id=shared.pk, by=by, at=at)


def test_a_telephone_no_longer_safe_to_text_no_longer_signs_in(at, by, person):
    phone = PhoneFactory(person=person, confirmed=True)

    actions.mark_text_safety(phone_id=phone.pk, is_safe=False, by=by, at=at)

    phone.refresh_from_db()
    assert (phone.safe_to_text, phone.confirmed_at) == (False, None)
    assert queries.phones_for_sign_in(phone.number) == []
    assert Entry.objects.get().detail == {"safe_to_text": False}


def test_a_telephone_that_ended_no_longer_signs_in(at, by, person):
    phone = PhoneFactory(person=person, confirmed=True)

    actions.end_phone(phone_id=phone.pk, on=TODAY, by=by, at=at)

    assert queries.phones_for_sign_in(phone.number) == []
    with pytest.raises(details.EndedAlready):
        actions.confirm_phone(phone_id=phone.pk, by=by, at=at)


# ── Circumstances, disabilities, adjustments, contacts ─────────────────────────────────────
def test_circumstances_disabilities_and_adjustments_are_added(at, by, person):
    given = {"person_id": person.pk, "by": by, "at": at}

    actions.add_circumstance(kind=CircumstanceKind.PREGNANT, **given)
    actions.add_disability(kind=DisabilityKind.HEARING, **given)
    actions.add_adjustment(kind=AdjustmentKind.SIGN_LANGUAGE, note="Ask for Dee.", **given)

    ids = [person.pk]
    assert queries.circumstances_of(ids, on=TODAY) == {person.pk: (CircumstanceKind.PREGNANT,)}
    assert queries.disabilities_of(ids, on=TODAY) == {person.pk: (DisabilityKind.HEARING,)}
    assert queries.adjustments_of(ids, on=TODAY) == {person.pk: (AdjustmentKind.SIGN_LANGUAGE,)}


def test_what_was_written_is_never_in_the_audit(at, by, person):
    actions.add_circumstance(
        person_id=person.pk, kind=CircumstanceKind.PREGNANT, note="Due in May.", by=by, at=at
    )

    assert Entry.objects.get().detail == {}


def test_the_same_circumstance_is_not_recorded_twice_at_once(at, by, person):
    CircumstanceFactory(person=person, kind=CircumstanceKind.CARING)

    with pytest.raises(details.RecordedAlready):
        actions.add_circumstance(person_id=person.pk, kind=CircumstanceKind.CARING, by=by, at=at)

    assert Circumstance.objects.count() == 1


def test_a_circumstance_that_ended_may_come_again(at, by, person):
    CircumstanceFactory(person=person, kind=CircumstanceKind.HOSPITAL, ended=True)

    actions.add_circumstance(person_id=person.pk, kind=CircumstanceKind.HOSPITAL, by=by, at=at)

    assert Circumstance.objects.count() == 2


def test_an_emergency_contact_needs_a_name_and_a_number(at, by, person):
    with pytest.raises(RefusedForSeveralReasons) as refusal:
        actions.add_emergency_contact(
            person_id=person.pk,
            name=" ",
            relationship=ContactRelationship.PARENT,
            number="none",
            by=by,
            at=at,
        )

    assert [part.field for part in refusal.value.parts] == ["name", "number"]
    assert not EmergencyContact.objects.exists()


def test_an_emergency_contact_is_added(at, by, person):
    row = actions.add_emergency_contact(
        person_id=person.pk,
        name="Sam Okafor",
        relationship=ContactRelationship.PARENT,
        number="0161 496 0123",
        by=by,
        at=at,
    )

    assert (row.name, row.number) == ("Sam Okafor", "+441614960123")


# ── Ending, for every kind alike ───────────────────────────────────────────────────────────
ENDS: list[tuple[Any, Any, str]] = [
    (OtherNameFactory, actions.end_other_name, "other_name_id"),
    (IdentifierFactory, actions.end_identifier, "identifier_id"),
    (AddressFactory, actions.end_address, "address_id"),
    (PhoneFactory, actions.end_phone, "phone_id"),
    (CircumstanceFactory, actions.end_circumstance, "circumstance_id"),
    (DisabilityFactory, actions.end_disability, "disability_id"),
    (AdjustmentFactory, actions.end_adjustment, "adjustment_id"),
    (EmergencyContactFactory, actions.end_emergency_contact, "emergency_contact_id"),
]
every_kind = pytest.mark.parametrize(
    ("factory", "end", "key"), ENDS, ids=[key.removesuffix("_id") for _f, _e, key in ENDS]
)


@every_kind
def test_ending_keeps_the_row_and_says_who_ended_it(at, by, person, announced, factory, end, key):
    row = factory(person=person)

    end(**{key: row.pk}, on=date(2017, 2, 1), by=by, at=at)

    row.refresh_from_db()
    assert (row.ends_on, row.ended_by, row.ended_at) == (date(2017, 2, 1), by, at)
    (told,) = announced
    assert (told.person_id, told.what, told.by_id) == (person.pk, type(row).__name__, by.pk)
    assert told.said.endswith(" ended")
    assert Entry.objects.get().person_id == person.pk


@every_kind
@pytest.mark.parametrize("on", [date(2016, 2, 29), date(2017, 2, 17)])
def test_ending_refuses_a_day_before_the_start_or_to_come(at, by, person, factory, end, key, on):
    row = factory(person=person)

    with pytest.raises(Refused) as refusal:
        end(**{key: row.pk}, on=on, by=by, at=at)

    assert refusal.value.field == "ends_on"
    row.refresh_from_db()
    assert row.ends_on is None
    assert nothing_was_written()


@every_kind
def test_ending_refuses_what_has_ended(at, by, person, factory, end, key):
    row = factory(person=person, ended=True)

    with pytest.raises(details.EndedAlready, match="1 September 2016"):
        end(**{key: row.pk}, on=TODAY, by=by, at=at)


@every_kind
def test_ending_refuses_those_who_may_not(at, person, factory, end, key):
    row = factory(person=person)

    for user, refusal in (
        (officer(), NotYourCase),
        (officer(role=Role.SUPPLIER), NotAllowed),
        (officer(role=Role.INSPECTOR), NotAllowed),
        (UserFactory(), NotAllowed),
    ):
        with pytest.raises(refusal):
            end(**{key: row.pk}, on=TODAY, by=user, at=at)

    row.refresh_from_db()
    assert row.ends_on is None


def test_a_row_of_a_joined_record_is_ended_by_whoever_holds_the_kept_one(at, by):
    merge = MergeFactory()
    held_by(merge.kept, by)
    row = CircumstanceFactory(person=merge.folded)

    actions.end_circumstance(circumstance_id=row.pk, on=TODAY, by=by, at=at)

    row.refresh_from_db()
    assert row.ends_on == TODAY


def test_adding_refuses_those_who_may_not(at, person):
    for user, refusal in (
        (officer(), NotYourCase),
        (officer(role=Role.ENFORCEMENT_OFFICER), NotAllowed),
        (officer(role=Role.SUPPLIER), NotAllowed),
        (officer(role=Role.INSPECTOR), NotAllowed),
    ):
        with pytest.raises(refusal):
            add_address(person, user, at)

    assert not Address.objects.exists()
    assert nothing_was_written()


def test_a_search_is_written_down_once_with_the_number_found_and_no_words(at, by):
    actions.note_locate(found=3, by=by, at=at)

    entry = Entry.objects.get()
    assert (entry.action, entry.person_id, entry.detail) == ("person.located", None, {"found": 3})
