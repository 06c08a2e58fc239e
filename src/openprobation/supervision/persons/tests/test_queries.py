"""Is the right person found however spelt, by those who may, and never one who is restricted?"""

from __future__ import annotations

from datetime import date

import pytest

from openprobation.foundation.access.models import Look
from openprobation.foundation.identity.tests.factories import UserFactory
from openprobation.foundation.organisations.tests.factories import officer
from openprobation.supervision.persons import queries
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
    restricted,
)
from openprobation.vocabulary.access import LookReason, Role
from openprobation.vocabulary.persons import (
    AddressKind,
    AdjustmentKind,
    CircumstanceKind,
    IdentifierKind,
    NameKind,
)

pytestmark = pytest.mark.django_db
TODAY = date(2017, 2, 16)


@pytest.fixture
def viewer():
    return officer()


@pytest.fixture
def locate(viewer, at):
    return lambda text, **given: queries.locate(text, viewer=viewer, at=at, **given)


def ids(found):
    return [row.id for row in found]


def khan(**given):
    return PersonFactory(
        **{
            "given_names": "Mohammed",
            "family_name": "Khan",
            "date_of_birth": date(1988, 7, 9),
            **given,
        }
    )


# ── Finding ────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    "text",
    [
        "Mohammed Khan",
        "khan mohammed",
        "  MOHAMMED   KHAN ",
        "Muhammad Khan",
        "Mohamed Kahn",
        "M Khan",
        "Khan, Mohammed",
        "khan 9/7/1988",
        "9 July 1988",
        "09071988 Khan",
        "Khan 1988",
        "dob 9.7.88 mohammed",
    ],
)
def test_a_person_is_found_by_name_and_date_of_birth_however_written(locate, text):
    person = khan()
    PersonFactory(given_names="Peter", family_name="Wood", date_of_birth=date(1970, 1, 2))

    assert ids(locate(text)) == [person.pk]


@pytest.mark.parametrize(
    "text", ["Mohammed Wood", "Khan 1989", "Mohammed Khan 10/7/1988", "Khan Peter 1988", "zzzz"]
)
def test_every_part_of_a_search_must_fit(locate, text):
    khan()
    PersonFactory(given_names="Peter", family_name="Wood", date_of_birth=date(1970, 1, 2))

    assert locate(text) == []


@pytest.mark.parametrize("text", ["", "   ", "?!", "12/45/2000"])
def test_a_search_for_nothing_finds_nobody(locate, text):
    khan()

    assert locate(text) == []


def test_words_written_apart_or_together_are_one_name(locate):
    person = khan(given_names="Ann", family_name="McDonald")
    other = khan(given_names="Ann Marie", family_name="O'Neill")

    assert ids(locate("Ann Mc Donald")) == [person.pk]
    assert ids(locate("annmarie oneill")) == [other.pk]


def test_what_was_not_understood_is_said():
    asked = queries.sought("Khan 31/2/1988", on=TODAY)

    assert (asked.words, asked.not_understood) == (("khan",), ("31/2/1988",))


def test_a_person_is_found_by_crn_in_any_writing(locate):
    person = khan(crn="X345678")

    for text in ("X345678", "x345678", "x 345678", "X345678 khan"):
        assert ids(locate(text)) == [person.pk]


@pytest.mark.parametrize(
    ("kind", "value", "typed"),
    [
        (IdentifierKind.NOMS, "A1234BC", "a1234bc"),
        (IdentifierKind.PNC, "2003/0062845E", "03/62845e"),
        (IdentifierKind.CRO, "265416/21G", "265416/21G"),
        (IdentifierKind.NATIONAL_INSURANCE, "AB123456C", "ab 12 34 56 c"),
        (IdentifierKind.PREVIOUS_CRN, "D004321", "d004321"),
    ],
)
def test_a_person_is_found_by_every_other_number(locate, kind, value, typed):
    person = khan()
    IdentifierFactory(person=person, kind=kind, value=value)
    IdentifierFactory()

    assert ids(locate(typed)) == [person.pk]
    assert ids(locate(f"{typed} Khan")) == [person.pk]
    assert locate(f"{typed} Wood") == []


def test_a_number_recorded_by_mistake_finds_nobody(locate):
    IdentifierFactory(ended=True, is_mistake=True, starts_on=date(2016, 9, 1), value="A1234BC")

    assert locate("A1234BC") == []


def test_an_alias_finds_its_person_once_and_says_so(locate):
    person = khan()
    OtherNameFactory(person=person, given_names="Jo", family_name="Bloggs")
    OtherNameFactory(person=person, given_names="Joe", family_name="Bloggs")

    (found,) = locate("Jo Bloggs")

    assert (found.id, found.name, found.matched) == (person.pk, "Mohammed Khan", "alias Jo Bloggs")


def test_a_given_name_of_one_name_and_a_family_name_of_another_fit_together(locate):
    person = khan()
    OtherNameFactory(person=person, given_names="Jo", family_name="Bloggs")

    assert ids(locate("Jo Khan")) == [person.pk]


def test_a_previous_name_and_what_they_are_called_find_them(locate):
    person = khan(preferred_name="Mo")
    OtherNameFactory(
        person=person, kind=NameKind.PREVIOUS, given_names="Imran", family_name="Malik", ended=True
    )

    assert locate("Imran Malik")[0].matched == "previously Imran Malik"
    assert locate("Mo Khan")[0].matched == "called Mo Khan"


def test_an_alias_with_its_own_date_of_birth_is_found_by_it(locate):
    person = khan()
    OtherNameFactory(person=person, date_of_birth=date(1990, 1, 1))

    assert ids(locate("1/1/1990")) == [person.pk]
    assert ids(locate("bloggs 1990")) == [person.pk]


def test_the_likeliest_come_first(locate):
    near = khan(given_names="Mohamed", family_name="Kahn")
    exact = khan()

    assert ids(locate("Mohammed Khan")) == [exact.pk, near.pk]


def test_no_more_are_found_than_asked_for(locate):
    for _ in range(5):
        khan()

    assert len(locate("Mohammed Khan", size=3)) == 3


def test_a_joined_record_is_found_as_the_kept_one_and_once(locate):
    kept = khan()
    folded = khan(given_names="Mohamed")
    MergeFactory(kept=kept, folded=folded)

    assert ids(locate("Mohammed Khan")) == [kept.pk]
    (found,) = locate(folded.crn)
    assert found.ids == (kept.pk, folded.pk)
    assert (found.crn, found.matched) == (kept.crn, f"joined record {folded.crn}")


def test_parts_of_a_search_may_fit_different_records_of_one_person(locate):
    kept = khan()
    folded = PersonFactory(given_names="Jo", family_name="Bloggs", date_of_birth=date(1990, 1, 1))
    MergeFactory(kept=kept, folded=folded)
    IdentifierFactory(person=folded, value="A1234BC")

    for text in ("Khan 1/1/1990", "Bloggs 1988", "A1234BC Mohammed Khan", f"{folded.crn} Khan"):
        assert ids(locate(text)) == [kept.pk], text


def test_somebody_who_died_is_found_and_it_is_said(locate):
    khan(died_on=date(2017, 1, 3))

    assert locate("Mohammed Khan")[0].died_on == date(2017, 1, 3)


# ── Who may, and who is masked ─────────────────────────────────────────────────────────────
@pytest.mark.parametrize("role", [Role.SUPPLIER, Role.INSPECTOR, Role.ADMINISTRATOR])
def test_those_who_are_not_practitioners_find_nobody(at, role):
    person = khan()

    assert queries.locate(person.crn, viewer=officer(role=role), at=at) == []
    assert queries.locate(person.crn, viewer=UserFactory(), at=at) == []


@pytest.mark.parametrize("text", ["Mohammed Khan", "Jo Bloggs", "9/7/1988", "Khan 1988", "A1234BC"])
def test_a_restricted_person_is_one_masked_row_that_tells_nothing(locate, text):
    person = khan()
    OtherNameFactory(person=person)
    IdentifierFactory(person=person, value="A1234BC")
    restricted(person, ask="Pat Lee, head")

    (found,) = locate(text)

    assert found == queries.Found(
        person.pk, person.crn, "", None, "", "", True, "Pat Lee, head", None
    )


def test_the_date_of_death_of_a_restricted_person_is_masked(locate):
    person = khan(died_on=date(2017, 1, 3))
    restricted(person)

    assert locate(person.crn)[0].died_on is None


def test_a_masked_row_comes_last_whatever_it_fits(locate):
    exact = khan()
    restricted(exact)
    near = khan(given_names="Mohamed", family_name="Kahn")

    assert ids(locate("Mohammed Khan")) == [near.pk, exact.pk]


def test_a_masked_row_is_counted_among_those_asked_for(locate):
    restricted(khan())
    for _ in range(5):
        khan()

    found = locate("Mohammed Khan", size=3)

    assert [row.masked for row in found] == [False, False, True]


def test_a_restricted_person_is_not_masked_to_whoever_is_let_in_or_looks_in_an_emergency(
    locate, viewer, at
):
    let_in, looked_at, shut = khan(), khan(), khan()
    for person in (looked_at, shut):
        restricted(person)
    restricted(let_in, let_in=viewer)
    Look.objects.create(
        record_kind="person",
        record_id=looked_at.pk,
        user=viewer,
        reason=LookReason.EMERGENCY,
        is_emergency=True,
        opened_at=at,
        until=at.replace(hour=21),
    )

    found = {row.id: row.masked for row in locate("Mohammed Khan")}

    assert found == {let_in.pk: False, looked_at.pk: False, shut.pk: True}


def test_locating_takes_the_same_few_queries_however_many_there_are(
    locate, django_assert_num_queries
):
    text = "Mohammed Khan 9/7/1988"
    for _ in range(2):
        person = khan()
        OtherNameFactory(person=person)
    restricted(person)
    locate(text)

    with django_assert_num_queries(6):
        locate(text)
    for _ in range(20):
        person = khan()
        OtherNameFactory(person=person)
        MergeFactory(kept=person, folded=khan())
        restricted(khan())
    with django_assert_num_queries(6):
        assert len(locate(text, size=100)) == 42


def test_of_a_very_common_name_those_spelt_as_typed_are_shown(locate, monkeypatch):
    from openprobation.supervision.persons.queries import locating

    monkeypatch.setattr(locating, "MOST_ROWS", 8)
    monkeypatch.setattr(locating, "CANDIDATES", 4)
    for _ in range(6):
        PersonFactory(family_name="Smyth")
    smiths = {PersonFactory(family_name="Smith").pk for _ in range(6)}

    found = ids(locate("Smith"))

    assert len(found) == 4
    assert set(found) <= smiths


def test_an_initial_finds_whom_it_is_of_among_many_of_the_name(locate):
    for _ in range(3):
        PersonFactory(given_names="Peter", family_name="Brown")
    jane = PersonFactory(given_names="Jane", family_name="Brown")

    assert ids(locate("J Brown")) == ids(locate("Brown J")) == [jane.pk]
    assert len(locate("Brown")) == 4


def test_several_given_names_find_only_who_has_them_all(locate):
    person = PersonFactory(given_names="John Paul", family_name="Brown")
    PersonFactory(given_names="John", family_name="Brown")

    assert ids(locate("John Paul Brown")) == ids(locate("Jonh Paul Bronw")) == [person.pk]


# ── Before another record is made ──────────────────────────────────────────────────────────
def possible(viewer, at, **given):
    return queries.possible_matches(
        **{
            "given_names": "Mohammed",
            "family_name": "Khan",
            "date_of_birth": date(1988, 7, 9),
            "viewer": viewer,
            "at": at,
            **given,
        }
    )


@pytest.mark.parametrize(
    "known",
    [
        {},
        {"given_names": "Muhamad", "family_name": "Kahn"},
        {"date_of_birth": date(1988, 9, 7)},
        {"date_of_birth": date(1989, 7, 9)},
        {"given_names": "Muhammad", "date_of_birth": date(1988, 7, 8)},
        {"date_of_birth": date(1961, 2, 3)},
    ],
)
def test_somebody_already_known_is_shown_before_another_record_is_made(viewer, at, known):
    person = khan(**known)

    assert ids(possible(viewer, at)) == [person.pk]


@pytest.mark.parametrize(
    "known",
    [
        {"given_names": "Peter", "family_name": "Wood"},
        {"given_names": "Muhamad", "family_name": "Kahn", "date_of_birth": date(1961, 2, 3)},
        {"given_names": "Peter", "date_of_birth": date(1961, 2, 3)},
    ],
)
def test_somebody_else_is_not(viewer, at, known):
    khan(**known)

    assert possible(viewer, at) == []


def test_the_same_date_of_birth_comes_before_another(viewer, at):
    other = khan(date_of_birth=date(1961, 2, 3))
    same = khan()

    assert ids(possible(viewer, at)) == [same.pk, other.pk]


def test_a_restricted_match_is_masked(viewer, at):
    restricted(khan())

    (found,) = possible(viewer, at)

    assert (found.masked, found.name, found.date_of_birth) == (True, "", None)


def test_possible_matches_take_the_same_few_queries(viewer, at, django_assert_num_queries):
    restricted(khan())
    possible(viewer, at)
    for _ in range(10):
        OtherNameFactory(person=khan())

    with django_assert_num_queries(7):
        possible(viewer, at)


# ── Details, and how people are reached ────────────────────────────────────────────────────
def everything(person):
    return [
        factory(person=person)
        for factory in (
            OtherNameFactory,
            IdentifierFactory,
            PhoneFactory,
            CircumstanceFactory,
            DisabilityFactory,
            AdjustmentFactory,
            EmergencyContactFactory,
        )
    ]


def test_details_hold_everything_with_who_recorded_it(viewer):
    person = khan()
    everything(person)
    address = AddressFactory(person=person)

    found = queries.details((person.pk,))

    for lines in found.lines.values():
        (line,) = lines
        assert line.span.crn == person.crn
        assert line.span.is_now(TODAY)
    assert found.addresses[0].span.recorded_by == address.recorded_by.name
    assert (found.changed_by, found.changed_at) == (person.created_by.name, person.created_at)


def test_details_hold_those_of_a_joined_record_and_say_whose(viewer):
    merge = MergeFactory()
    CircumstanceFactory(person=merge.folded)

    found = queries.details((merge.kept.pk, merge.folded.pk))

    assert found.circumstances[0].span.crn == merge.folded.crn
    assert found.merges[0].folded == merge.folded.crn


def test_what_ended_comes_after_what_is_so(viewer):
    person = khan()
    AddressFactory(person=person, ended=True)
    now = AddressFactory(person=person, starts_on=date(2016, 9, 1))

    found = queries.details((person.pk,)).addresses

    assert [line.span.is_now(TODAY) for line in found] == [True, False]
    assert found[0].span.id == now.pk


def test_details_take_the_same_few_queries(django_assert_num_queries):
    person = khan()
    for _ in range(3):
        for row in everything(person):
            assert row.pk

    with django_assert_num_queries(11):
        queries.details((person.pk,))


def test_those_asked_about_are_answered_in_one_query(django_assert_num_queries):
    one, other = khan(), khan()
    AdjustmentFactory(person=one, kind=AdjustmentKind.QUIET_ROOM)
    AdjustmentFactory(person=one, kind=AdjustmentKind.LONGER)
    AdjustmentFactory(person=other, ended=True)

    with django_assert_num_queries(1):
        found = queries.adjustments_of([one.pk, other.pk], on=TODAY)

    assert found == {one.pk: (AdjustmentKind.QUIET_ROOM, AdjustmentKind.LONGER)}


def test_what_is_so_is_asked_of_a_day():
    row = CircumstanceFactory(kind=CircumstanceKind.HOSPITAL, ended=True)

    def so(day):
        return bool(queries.circumstances_of([row.person_id], on=day))

    assert [so(d) for d in (date(2016, 2, 29), date(2016, 3, 1), date(2016, 8, 31))] == [
        False,
        True,
        True,
    ]
    assert not so(date(2016, 9, 1))


def test_main_addresses_are_where_people_live_on_a_day():
    address = AddressFactory()
    AddressFactory(person=address.person, kind=AddressKind.CURFEW, lines="2 Other Road")

    found = queries.main_addresses([address.person_id], on=TODAY)

    assert found[address.person_id].lines == "12 Example Road\nBolton"


def test_a_text_goes_only_where_it_is_safe():
    person, other = khan(), khan()
    PhoneFactory(person=person)
    safe = PhoneFactory(person=person, safe=True)
    PhoneFactory(person=other, safe=True, ended=True)

    assert queries.text_numbers([person.pk, other.pk], on=TODAY) == {person.pk: safe.number}


def test_the_services_own_texts_go_only_to_a_number_an_officer_confirmed():
    person, other = khan(), khan()
    confirmed = PhoneFactory(person=person, confirmed=True)
    PhoneFactory(person=person, safe=True, starts_on=date(2017, 1, 1))
    PhoneFactory(person=other, safe=True)

    found = queries.text_numbers([person.pk, other.pk], on=TODAY, confirmed=True)

    assert found == {person.pk: confirmed.number}


def test_a_number_confirmed_on_a_joined_record_lets_in_to_the_kept_one():
    merge = MergeFactory()
    phone = PhoneFactory(person=merge.folded, confirmed=True)

    (found,) = queries.phones_for_sign_in(phone.number.replace("+44", "0"))

    assert (found.person_id, found.crn) == (merge.kept.pk, merge.kept.crn)


@pytest.mark.parametrize("typed", ["", "12", "not a number", "+44 7700 900 999"])
def test_a_number_nobody_confirmed_lets_nobody_in(typed):
    PhoneFactory(safe=True, number="+447700900999")

    assert queries.phones_for_sign_in(typed) == []


@pytest.mark.parametrize(
    ("on", "age"), [(date(2017, 2, 28), 20), (date(2017, 3, 1), 21), (date(2016, 2, 29), 20)]
)
def test_somebody_born_on_29_february_is_older_on_1_march_of_a_common_year(on, age):
    person = khan(date_of_birth=date(1996, 2, 29))

    assert queries.by_id(person.pk).age(on) == age


def test_every_record_of_people_is_found_by_any_of_them_in_two_queries(django_assert_num_queries):
    joined, other = MergeFactory(), PersonFactory()
    second = MergeFactory(kept=joined.kept)

    with django_assert_num_queries(2):
        found = queries.records_of([joined.folded_id, other.pk])

    assert found == {
        joined.kept_id: (joined.kept_id, joined.folded_id, second.folded_id),
        other.pk: (other.pk,),
    }
