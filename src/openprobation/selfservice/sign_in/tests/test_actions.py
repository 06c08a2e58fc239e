"""Who is let in by a code, who is not, and what does somebody who guesses learn?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from openprobation.foundation import clock
from openprobation.foundation.audit.models import Entry
from openprobation.foundation.drafts.tests.at_once import refused_at_once
from openprobation.foundation.messaging.actions import send_waiting
from openprobation.foundation.messaging.models import Message
from openprobation.selfservice.sign_in import actions
from openprobation.selfservice.sign_in.models import Code
from openprobation.supervision.persons.tests.factories import (
    MergeFactory,
    PersonFactory,
    PhoneFactory,
)
from openprobation.vocabulary.messaging import Channel, MessageState

from .factories import NUMBER, CodeFactory

pytestmark = pytest.mark.django_db


def ask(number=NUMBER, *, asked_from="127.0.0.1", later=timedelta(0)):
    return actions.ask_for_code(
        number=number,
        asked_from=asked_from,
        at=clock.now(),
        really_at=clock.machine_now() + later,
    )


def prove(code, typed="123456", *, later=timedelta(0)):
    return actions.prove(
        code_id=code.pk, typed=typed, at=clock.now(), really_at=clock.machine_now() + later
    )


def refusals():
    return list(Entry.objects.filter(action="selfservice.refused").values_list("by", "detail__why"))


# ── Asking ─────────────────────────────────────────────────────────────────────────────────
def test_a_confirmed_number_is_texted_a_code_that_leaves_at_once():
    phone = PhoneFactory(confirmed=True, number=NUMBER)

    asked = ask()

    text = Message.objects.get()
    assert (text.channel, text.to, text.person_id) == (Channel.TEXT, NUMBER, phone.person_id)
    assert asked.code in text.body
    send_waiting(clock.now())
    text.refresh_from_db()
    assert text.state == MessageState.SENT


def test_the_code_and_the_number_are_kept_as_hashes_only():
    PhoneFactory(confirmed=True, number=NUMBER)

    asked = ask()

    kept = Code.objects.values().get(pk=asked.id)
    assert len(asked.code) == 6
    assert asked.code not in str(kept["code_hash"])
    assert NUMBER not in str(kept)
    assert asked.code not in repr(asked)


@pytest.mark.parametrize(
    "phone",
    [
        {"safe": True},
        {},
        {"confirmed": True, "safe_to_text": False},
        {"confirmed": True, "ended": True},
        {"confirmed": True, "person__died_on": date(2017, 1, 1)},
    ],
    ids=["not confirmed", "not safe", "not safe any more", "ended", "of somebody who died"],
)
def test_no_other_number_is_texted(phone):
    PhoneFactory(number=NUMBER, **phone)

    asked = ask()

    assert not Message.objects.exists()
    with pytest.raises(actions.CodeWrong):
        prove(Code.objects.get(pk=asked.id), asked.code)


def test_asking_for_a_known_number_is_told_in_the_audit_without_the_number():
    phone = PhoneFactory(confirmed=True, number=NUMBER)

    ask()

    line = Entry.objects.get()
    assert (line.action, line.by, line.person_id) == (
        "selfservice.code_sent",
        phone.person.crn,
        phone.person_id,
    )
    assert "7700" not in str(line.detail)


@pytest.mark.parametrize("known", [True, False])
def test_a_fourth_code_in_a_quarter_of_an_hour_is_refused_whoever_asks(known):
    if known:
        PhoneFactory(confirmed=True, number=NUMBER)
    for _ in range(3):
        ask()

    with pytest.raises(actions.AskedTooOften):
        ask()

    assert Code.objects.count() == 3
    assert len(refusals()) == 1


def test_a_code_may_be_asked_for_again_after_a_quarter_of_an_hour():
    for _ in range(3):
        ask()

    assert ask(later=timedelta(minutes=16)).id


def test_an_eleventh_code_in_a_day_is_refused():
    for hours in range(1, 11):
        CodeFactory(asked_at=clock.machine_now() - timedelta(hours=hours))

    with pytest.raises(actions.AskedTooOften):
        ask()


def test_one_address_cannot_ask_for_number_after_number():
    for number in range(20):
        ask(f"+4477009004{number:02d}")

    with pytest.raises(actions.AskedTooOften):
        ask("+447700900499")

    assert ask("+447700900499", asked_from="127.0.0.2").id


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_round", range(5))
def test_of_two_who_ask_at_once_for_the_last_code_of_a_number_one_is_refused(_round):
    ask()
    ask()

    assert [type(one) for one in refused_at_once(lambda _: ask())] == [actions.AskedTooOften]
    assert Code.objects.count() == 3
    assert len(refusals()) == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_round", range(5))
def test_of_two_who_ask_at_once_for_the_last_code_from_an_address_one_is_refused(_round):
    for number in range(19):
        ask(f"+4477009004{number:02d}")

    assert len(refused_at_once(lambda n: ask(f"+44770090049{n}"))) == 1
    assert Code.objects.count() == 20


# ── Proving ────────────────────────────────────────────────────────────────────────────────
def test_the_code_lets_its_person_in_and_says_so_in_the_audit():
    code = CodeFactory()

    signed_in = prove(code)

    assert (signed_in.person_id, signed_in.crn) == (code.person_id, code.person.crn)
    assert Entry.objects.get(action="selfservice.signed_in").person_id == code.person_id


def test_a_code_is_good_once():
    code = CodeFactory()
    prove(code)

    with pytest.raises(actions.CodeOver):
        prove(code)

    assert Entry.objects.filter(action="selfservice.signed_in").count() == 1


def test_a_code_is_good_until_ten_minutes_are_over():
    code = CodeFactory()

    with pytest.raises(actions.CodeOver):
        prove(code, later=timedelta(minutes=10))

    code.refresh_from_db()
    assert code.used_at is None


def test_a_wrong_code_is_counted_and_told():
    code = CodeFactory()

    with pytest.raises(actions.CodeWrong, match="4 more times"):
        prove(code, "654321")

    code.refresh_from_db()
    assert (code.tries, code.used_at) == (1, None)
    assert refusals() == [(code.person.crn, "wrong")]


def test_after_five_wrong_tries_the_right_code_does_not_work_either():
    code = CodeFactory()
    for _ in range(5):
        with pytest.raises((actions.CodeWrong, actions.CodeOver)):
            prove(code, "654321")

    with pytest.raises(actions.CodeOver):
        prove(code)


def test_somebody_else_is_not_let_in_by_this_persons_code():
    CodeFactory()
    other = CodeFactory(code_hash=actions.hashed("code", "999999"))

    with pytest.raises(actions.CodeWrong):
        prove(other, "123456")


def test_a_code_for_a_number_nobody_knows_answers_as_any_wrong_code_does():
    known, unknown = CodeFactory(), CodeFactory(unknown=True)

    told = []
    for code, typed in ((known, "654321"), (unknown, "123456")):
        with pytest.raises(actions.CodeWrong) as refused:
            prove(code, typed)
        told.append(str(refused.value))

    assert told[0] == told[1]


def test_a_person_who_has_died_since_is_not_let_in():
    code = CodeFactory(person__died_on=date(2017, 2, 1))

    with pytest.raises(actions.CodeWrong):
        prove(code)


def test_a_record_joined_into_another_leads_to_the_kept_one():
    merge = MergeFactory(folded=PersonFactory())
    code = CodeFactory(person=merge.folded)

    assert prove(code).person_id == merge.kept.pk


def test_old_requests_are_forgotten_and_young_ones_stay():
    old = CodeFactory(asked_at=clock.machine_now() - timedelta(days=8))
    young = CodeFactory()

    actions.forget_old(clock.machine_now())

    assert list(Code.objects.values_list("pk", flat=True)) == [young.pk]
    assert old.pk != young.pk
