"""What does every test stand on? A stopped clock, and no way out to the network."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from django.conf import settings

from openprobation.foundation import clock

HERE = ("127.", "::1", "localhost", "0.0.0.0", "::")
INTERNET = (socket.AF_INET, socket.AF_INET6)


@pytest.fixture(autouse=True)
def at() -> Iterator[datetime]:
    """The service's clock stands still at 09:00 on Thursday 16 February 2017."""
    with clock.stopped_at(clock.PUBLICATION_DAY):
        yield clock.PUBLICATION_DAY


@pytest.fixture(autouse=True)
def own_journal(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a test removes is written in a journal of its own, and none of ours is replayed."""
    journal = tmp_path_factory.getbasetemp() / f"redactions-{os.getpid()}.jsonl"
    journal.unlink(missing_ok=True)
    monkeypatch.setattr(settings, "REDACTIONS_JOURNAL", journal, raising=False)


@pytest.fixture(autouse=True)
def own_files(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files that a test keeps lie in a folder of its own run."""
    folder = tmp_path_factory.getbasetemp() / f"media-{os.getpid()}"
    monkeypatch.setattr(settings, "MEDIA_ROOT", folder, raising=False)


class WayOut(Exception):
    """A test reached for an address that is not on this machine."""


@pytest.fixture(scope="session", autouse=True)
def no_way_out() -> Iterator[None]:
    """Connections and look-ups beyond this machine raise; sockets of this machine work."""
    connect, look_up = socket.socket.connect, socket.getaddrinfo

    def connect_here(self: socket.socket, address: Any) -> None:
        if self.family in INTERNET and not str(address[0]).startswith(HERE):
            raise WayOut(f"a test reached for {address[0]}")
        connect(self, address)

    def look_up_here(host: Any, *rest: Any, **options: Any) -> Any:
        if host is not None and not str(host).startswith(HERE):
            raise WayOut(f"a test looked up {host}")
        return look_up(host, *rest, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", connect_here)
        patch.setattr(socket, "getaddrinfo", look_up_here)
        yield


@pytest.fixture(scope="session", autouse=True)
def nothing_slow_is_kept() -> None:
    """Which requests of the tests were slow is nothing to tell an administrator of this machine."""
    settings.SLOW_REQUESTS_FILE = ""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Outside their lane, tests that need a server or a browser say which lane is theirs."""
    missing = {
        "postgres": "postgresql" not in settings.DATABASES["default"]["ENGINE"],
        "browser": not config.pluginmanager.hasplugin("playwright"),
    }
    for item in items:
        for lane in missing:
            if missing[lane] and item.get_closest_marker(lane):
                item.add_marker(pytest.mark.skip(reason=f"run it by: ./test {lane}"))
