"""Is every write that was answered there, once and whole, when the server is killed?"""

from __future__ import annotations

import http.cookiejar
import os
import re
import shutil
import signal
import sqlite3
import urllib.parse
import urllib.request
from contextlib import closing
from threading import Timer
from urllib.error import URLError

import pytest

from .serving import serve, wait_until_ready

pytestmark = pytest.mark.browser
WRITES = 500
HIDDEN = re.compile(r'name="(csrfmiddlewaretoken|submission)" value="([^"]+)"')


class Session:
    """An officer's browser, without a browser: cookies, and forms sent as they came."""

    def __init__(self, service: str) -> None:
        self.service = service
        jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))

    def get(self, path: str) -> str:
        with self.opener.open(self.service + path, timeout=20) as answer:
            return answer.read().decode()

    def send(self, path: str, form_of: str, **fields: str) -> str:
        """Send a form with the hidden fields of the page it is on. Returns where the answer leads."""
        hidden = dict(HIDDEN.findall(self.get(form_of)))
        data = urllib.parse.urlencode({**hidden, **fields}).encode()
        request = urllib.request.Request(
            self.service + path, data=data, headers={"Origin": self.service}
        )
        with self.opener.open(request, timeout=20) as answer:
            return answer.geturl()


def a_case(database: sqlite3.Connection) -> str:
    """The CRN of somebody the first officer holds."""
    row = database.execute(
        "SELECT p.crn FROM persons_person p JOIN allocations_spell s ON s.person_id = p.id"
        " JOIN organisations_posting o ON o.user_id = s.officer_id"
        " JOIN organisations_team t ON t.id = o.team_id"
        " WHERE s.ends_at IS NULL AND t.code = 'CRC-BOL' ORDER BY o.id, p.id LIMIT 1"
    ).fetchone()
    return str(row[0])


def test_every_acknowledged_write_is_there_once_and_none_is_half_there(service, var, tmp_path):
    copy = tmp_path / "var"
    shutil.copytree(var, copy, ignore=shutil.ignore_patterns("*.sqlite3*"))
    kept = copy / "openprobation.sqlite3"
    with closing(sqlite3.connect(var / "openprobation.sqlite3")) as source:
        with closing(sqlite3.connect(kept)) as target:
            source.backup(target)
        crn = a_case(source)
    process = serve(copy)
    address = wait_until_ready(process)
    officer = Session(address)
    officer.send("/demonstration/enter/", "/", door="officer")
    acknowledged: list[str] = []
    killer = Timer(0.02, os.killpg, (os.getpgid(process.pid), signal.SIGKILL))

    for number in range(WRITES):
        summary = f"Written before the end {number}"
        try:
            went_to = officer.send(
                f"/people/{crn}/record/new/",
                f"/people/{crn}/record/new/",
                kind="case_note",
                day_day="15",
                day_month="2",
                day_year="2017",
                time="10:00",
                summary=summary,
                note="x" * 4_000,
            )
        except (URLError, ConnectionError, OSError):
            break
        assert went_to.endswith(f"/people/{crn}/"), went_to
        acknowledged.append(summary)
        if len(acknowledged) == WRITES // 2:
            killer.start()  # in the middle of whatever is being written a moment later
    process.communicate(timeout=20)

    with closing(sqlite3.connect(kept)) as database:
        written = [
            row[0]
            for row in database.execute(
                "SELECT summary FROM contacts_contact WHERE summary LIKE 'Written before the end%'"
            )
        ]
        (audited,) = database.execute(
            "SELECT count(*) FROM audit_entry a JOIN contacts_contact c ON c.id = a.record_id"
            " WHERE a.action = 'contact.recorded' AND c.summary LIKE 'Written before the end%'"
        ).fetchone()
        (whole,) = database.execute("PRAGMA integrity_check").fetchone()
    assert WRITES // 2 <= len(acknowledged) < WRITES
    assert set(acknowledged) <= set(written)
    assert len(written) == len(set(written)) == audited
    assert len(written) - len(acknowledged) <= 1
    assert whole == "ok"


def test_the_service_comes_back_by_itself_after_a_kill(service, var, tmp_path):
    copy = tmp_path / "var"
    shutil.copytree(var, copy, ignore=shutil.ignore_patterns("*.sqlite3*"))
    with (
        closing(sqlite3.connect(var / "openprobation.sqlite3")) as source,
        closing(sqlite3.connect(copy / "openprobation.sqlite3")) as target,
    ):
        source.backup(target)
    first = serve(copy)
    wait_until_ready(first)
    os.killpg(os.getpgid(first.pid), signal.SIGKILL)
    first.communicate(timeout=20)

    second = serve(copy)
    try:
        address = wait_until_ready(second)
        assert "Greater Manchester" in Session(address).get("/")
    finally:
        second.send_signal(signal.SIGTERM)
        second.communicate(timeout=30)
