"""Does the e-mail go at noon, once, to whoever still wants it, whatever the mail server does?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from time import monotonic

import pytest

from openprobation.foundation import clock
from openprobation.foundation.audit.models import Entry
from openprobation.foundation.clock import LONDON
from openprobation.foundation.messaging import actions as outbox
from openprobation.foundation.messaging.models import Message
from openprobation.foundation.messaging.smtp import Smtp, letter
from openprobation.publication.digests import actions
from openprobation.publication.digests.models import Edition, Mail, Subscription
from openprobation.publication.digests.policies import noon, token
from openprobation.publication.news.tests.writing import desk
from openprobation.vocabulary.messaging import MessageState

from .mailserver import mail_server

pytestmark = pytest.mark.django_db

SECOND, MINUTE, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(days=1)
NOON = noon(datetime(2017, 2, 16, tzinfo=LONDON).date())
READERS = ("ann@example.org", "bob@example.org")


@pytest.fixture(autouse=True)
def own_folder(tmp_path, settings):
    settings.RELEASED_ROOT = tmp_path / "released"


@pytest.fixture
def server(settings):
    settings.MESSAGE_CARRIER = "openprobation.foundation.messaging.smtp.Smtp"
    with mail_server() as server:
        settings.SMTP_PORT = server.port
        settings.SMTP_TIMEOUT = 0.1
        yield server


def reader(address, at):
    return Subscription.objects.create(address=address, asked_at=at, confirmed_at=at)


def readers(at, *addresses):
    return [reader(address, at - DAY) for address in addresses or READERS]


def told(at, **more):
    return desk().published(at, **more)


def states():
    return dict(Message.objects.values_list("to", "state"))


# ── Asking and ending ──────────────────────────────────────────────────────────────────────


def test_an_address_is_confirmed_by_its_own_mail_and_ends_by_one_press(at, client, caplog):
    client.post("/noon/", {"address": "Ann@Example.org"})
    client.post("/noon/", {"address": "ann@example.org"})
    assert Message.objects.count() == 1, "no second mail within the hour"
    link = next(w for w in Message.objects.get().body.split() if "/noon/confirm/" in w)
    path = link[link.index("/noon/") :]

    client.get(path)
    assert not Subscription.objects.confirmed().exists(), "looking at a link confirms nothing"
    client.post(path)
    assert Subscription.objects.confirmed().count() == 1

    out = path.replace("confirm", "end").replace(
        path.split("/")[-2], token("unsubscribe", Subscription.objects.get().pk)
    )
    client.get(out)
    assert Subscription.objects.confirmed().count() == 1
    client.cookies.clear()
    answer = client.post(out, "List-Unsubscribe=One-Click", "application/x-www-form-urlencoded")
    ended = Subscription.objects.get()
    assert answer.status_code == 200
    assert (ended.address, ended.end) == ("", "unsubscribed")
    assert "example.org" not in str(Message.objects.values_list("to", "body", "subject"))
    lines = Entry.objects.filter(action__startswith="subscription.")
    assert lines.count() == 3
    assert "ann" not in caplog.text + str(list(lines.values_list("detail", flat=True)))
    assert client.get("/noon/end/1:forged/").status_code == 404


def test_who_never_confirmed_is_forgotten_and_an_old_link_is_refused(at, client):
    for hours in (0, 2):
        actions.ask(address="ann@example.org", at=at + timedelta(hours=hours))
    assert Message.objects.exclude(to="").count() == 1, "the first link's message is emptied"
    pk = Subscription.objects.get().pk
    with clock.stopped_at(at + 3 * DAY):
        client.post(f"/noon/confirm/{token('confirm', pk)}/")
        assert not Subscription.objects.confirmed().exists()
        actions.forget_old(clock.now())

    assert Subscription.objects.get().address == ""
    assert not Message.objects.exclude(to="").exists()


# ── Noon ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("day", "utc"),
    [((2017, 3, 25), 12), ((2017, 3, 26), 11), ((2017, 10, 28), 11), ((2017, 10, 29), 12)],
)
def test_noon_is_londons_on_either_side_of_both_changes_of_the_clock(day, utc):
    twelve = datetime(*day, utc, tzinfo=UTC)
    article = told(twelve - timedelta(hours=3))
    readers(twelve)

    for minute in range(-120, 0, 15):
        actions.write_noon(twelve + minute * MINUTE)
    actions.write_noon(twelve - SECOND)
    assert not Edition.objects.exists()
    for minute in range(0, 11 * 60, 45):
        actions.write_noon(twelve + minute * MINUTE)

    assert Edition.objects.get().day == twelve.date()
    assert Mail.objects.count() == Message.objects.count() == 2
    actions.write_noon(twelve + DAY)
    assert Edition.objects.count() == 1, f"no news but {article}"


def test_what_comes_after_noon_waits_for_the_next_and_nothing_is_told_twice(at):
    readers(at)
    told(at, title="Morning")
    with clock.stopped_at(NOON):
        actions.write_noon(NOON)
        told(NOON + SECOND, title="Afternoon")
        actions.write_noon(NOON + MINUTE)

    actions.write_noon(NOON + DAY + timedelta(hours=5))

    first, second = Edition.objects.order_by("day")
    bodies = [
        Message.objects.filter(key=f"digest.{e.pk}.{Subscription.objects.first().pk}").get().body
        for e in (first, second)
    ]
    assert ["Morning" in body for body in bodies] == [True, False]
    assert ["Afternoon" in body for body in bodies] == [False, True]


def test_the_e_mail_tells_each_article_in_plain_words_and_in_html_the_same_each_time(at):
    readers(at)
    text = "## Found\n\n- Late, <b>again</b>\n\n1. Ask [them](/reports/x/)"
    told(at, title="Short & <i>sharp</i>", text=text, is_invented=True)
    told(at, title="Long", text="A long text. " * 300)
    actions.write_noon(NOON)

    message = Message.objects.order_by("pk").first()
    mail = letter(message)
    plain, html = (part.get_content() for part in mail.iter_parts())
    assert mail.as_bytes() == letter(message).as_bytes()
    assert "Found\n=====\n\n- Late, <b>again</b>\n\n1. Ask them (http" in plain.replace("\r", "")
    assert "<li>Late, &lt;b&gt;again&lt;/b&gt;</li>" in html
    assert "Short &amp; &lt;i&gt;sharp" in html
    for said in (plain, html):
        assert said.count("Demonstration: invented people and figures") == 1
        assert "A long text." not in said
        assert said.count("/noon/end/") >= 1
    other = Message.objects.order_by("pk").last()
    assert letter(other)["List-Unsubscribe"][1:-1] in str(
        letter(other).get_payload()[1].get_content()
    )


# ── Sending ────────────────────────────────────────────────────────────────────────────────


def test_each_gets_it_once_with_the_headers_that_end_it_and_a_fixed_id(at, server):
    ann, _bob = readers(at)
    told(at)
    actions.write_noon(NOON)

    outbox.send_waiting(NOON)
    outbox.send_waiting(NOON + MINUTE)

    assert sorted(to for to, _ in server.taken) == sorted(READERS)
    mail = next(mail for to, mail in server.taken if to == ann.address)
    link = mail["List-Unsubscribe"].strip("<>")
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert link.endswith(f"/noon/end/{token('unsubscribe', ann.pk)}/")
    assert all(link in part.get_payload(decode=True).decode() for part in mail.get_payload())
    assert len({mail["Message-ID"] for _, mail in server.taken}) == 2
    assert set(states().values()) == {MessageState.SENT}


def test_an_end_between_making_and_sending_holds(at, server):
    ann, bob = readers(at)
    told(at)
    actions.write_noon(NOON)
    actions.unsubscribe(token=token("unsubscribe", ann.pk), at=NOON)
    server.on_taken = lambda _to: None

    outbox.send_waiting(NOON + MINUTE)

    assert [to for to, _ in server.taken] == [bob.address]


def test_an_end_while_the_server_takes_its_time_holds_and_the_others_still_get_theirs(
    at, server, monkeypatch
):
    ann, bob = readers(at)
    told(at)
    actions.write_noon(NOON)
    names_address = Smtp.name_address

    def slowly(self, connected, message):
        names_address(self, connected, message)
        if message.to == ann.address:
            actions.unsubscribe(token=token("unsubscribe", ann.pk), at=NOON + SECOND)

    monkeypatch.setattr(Smtp, "name_address", slowly)

    outbox.send_waiting(NOON)

    assert [to for to, _ in server.taken] == [bob.address]
    assert states() == {"": MessageState.WITHDRAWN, bob.address: MessageState.SENT}


def test_an_address_its_server_does_not_know_is_stopped_and_others_are_tried_again(at, server):
    readers(at)
    server.refuses = {READERS[0]: "550 5.1.1 no such user", READERS[1]: "451 later"}
    told(at)
    actions.write_noon(NOON)

    outbox.send_waiting(NOON)
    assert Subscription.objects.filter(end="refused", address="").count() == 1
    assert states() == {"": MessageState.FAILED, READERS[1]: MessageState.WAITING}
    server.refuses = {}
    outbox.send_waiting(NOON + 30 * SECOND)
    assert not server.taken, "it pauses first"
    outbox.send_waiting(NOON + 2 * MINUTE)

    assert [to for to, _ in server.taken] == [READERS[1]]


def test_a_server_that_is_away_or_refuses_us_stops_nobody_and_pauses_grow(at, server):
    readers(at)
    server.silent_at = "hello"
    told(at)
    actions.write_noon(NOON)
    tried, now = [], NOON
    for _ in range(9):
        outbox.send_waiting(now)
        due = Message.objects.order_by("not_before").first().not_before
        tried.append(due - now)
        now = due
    assert tried == sorted(tried)
    assert tried[-1] > 10 * tried[0]
    assert set(states().values()) == {MessageState.WAITING}
    server.silent_at = ""
    server.refuses = {READERS[0]: "550 5.7.1 policy"}

    outbox.send_waiting(now)

    assert [to for to, _ in server.taken] == [READERS[1]]
    assert Subscription.objects.confirmed().count() == 2


def test_a_server_that_answers_a_letter_at_a_time_is_cut_off_and_nothing_is_lost(
    at, server, settings
):
    readers(at)
    told(at)
    actions.write_noon(NOON)
    server.dribbles = True

    began = monotonic()
    outbox.send_waiting(NOON)

    assert monotonic() - began < 20 * settings.SMTP_TIMEOUT, "others wait"
    assert set(states().values()) == {MessageState.WAITING}
    server.dribbles = False
    outbox.send_waiting(NOON + 10 * MINUTE)
    assert sorted(to for to, _ in server.taken) == sorted(READERS)


def test_a_mail_that_was_taken_but_never_answered_for_repeats_itself_once_and_is_counted(
    at, server
):
    readers(at, "ann@example.org")
    told(at)
    actions.write_noon(NOON)
    server.silent_at = "data"
    outbox.send_waiting(NOON)
    server.silent_at = ""

    for minute in range(1, 30):
        outbox.send_waiting(NOON + minute * MINUTE)

    assert [to for to, _ in server.taken] == ["ann@example.org"] * 2
    assert len({mail["Message-ID"] for _, mail in server.taken}) == 1
    assert Entry.objects.filter(action="message.sent_again").count() == 1
    assert set(states().values()) == {MessageState.SENT}


def test_a_worker_that_lost_a_message_to_another_changes_nothing(at, server):
    readers(at, "ann@example.org")
    told(at)
    actions.write_noon(NOON)
    message = Message.objects.get()
    rival = Message.objects.get()

    assert outbox.claim(message, at=NOON)
    assert not outbox.claim(rival, at=NOON)
    rival.attempts = 9
    assert not outbox.keep(rival, state=MessageState.FAILED)
    outbox.send_waiting(NOON + 9 * MINUTE)
    assert not server.taken
