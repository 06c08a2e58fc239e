"""Are slow requests kept, and a sample of the rest, in a file that does not grow?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from openprobation.foundation.watching import slow

NOON = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


def took(ms, *, minutes=0, view="my-cases"):
    at = NOON + timedelta(minutes=minutes)
    return slow.Request(at=at, view=view, method="GET", status=200, ms=ms, queries=9)


@pytest.fixture
def file(settings, tmp_path, monkeypatch):
    settings.SLOW_REQUESTS_FILE = tmp_path / "slow.jsonl"
    settings.SLOW_REQUEST_MS = 500
    monkeypatch.setattr(slow, "_sample", slow.Sample())
    return settings.SLOW_REQUESTS_FILE


def test_a_request_at_the_limit_is_kept_and_one_below_is_not(file):
    slow.note(took(499))
    slow.note(took(500))

    assert slow.kept() == [took(500)]


def test_the_newest_is_first(file):
    for minutes in (1, 3, 2):
        slow.note(took(900, minutes=minutes))

    assert [one.at.minute for one in slow.kept()] == [3, 2, 1]


def test_the_slowest_of_five_minutes_is_kept_though_it_was_not_slow():
    sample = slow.Sample()

    during = [sample.consider(took(ms), moment=ms) for ms in (20, 80, 30)]
    after = sample.consider(took(10), moment=20 + slow.SAMPLED_EVERY)

    assert during == [None, None, None]
    assert after == took(80)


def test_the_file_does_not_grow_beyond_its_bound(file, monkeypatch):
    monkeypatch.setattr(slow, "MOST_BYTES", 1000)
    for minutes in range(100):
        slow.note(took(900, minutes=minutes))

    sizes = [each.stat().st_size for each in file.parent.iterdir()]

    assert len(sizes) == 2
    assert max(sizes) < 1000 + 200
    assert slow.kept()[0] == took(900, minutes=99)
    assert len(slow.kept()) > 5


def test_a_line_cut_short_is_passed_over(file):
    slow.note(took(900))
    file.write_text(file.read_text() + '{"at": "2026-11')

    assert slow.kept() == [took(900)]


def test_a_file_that_cannot_be_written_does_not_fail_the_request(file, settings):
    settings.SLOW_REQUESTS_FILE = Path("/nowhere/at/all/slow.jsonl")

    slow.note(took(900))

    assert slow.kept() == []


@pytest.mark.django_db
def test_a_page_is_kept_by_its_view_and_never_by_its_address(client, file, settings):
    settings.SLOW_REQUEST_MS = 0

    client.get("/people/X123456/?words=Canary", HTTP_X_REQUEST_ID="Canary")

    (one,) = slow.kept()
    assert (one.method, one.status, one.view) == ("GET", 302, "practitioner:person")
    assert "X123456" not in file.read_text()
    assert "Canary" not in file.read_text()
