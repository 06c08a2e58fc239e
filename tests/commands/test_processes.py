"""Are the web server and the worker kept running together, and ended together?"""

from __future__ import annotations

import os
import signal
import socket
import sys
import time
from pathlib import Path

import pytest

from openprobation.config.processes import (
    MOST_DEATHS_OF_THE_SERVER,
    Child,
    Household,
    ServerKeepsStopping,
    ServerNotAnswering,
    ServerStopped,
    status_of,
)

SLEEP = "import time; time.sleep(60)"
DEAF = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)"
FAIL = "raise SystemExit(3)"


def python(name, code):
    return Child(name, [sys.executable, "-c", code])


@pytest.fixture
def port():
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return trial.getsockname()[1]


@pytest.fixture
def web(port, tmp_path):
    """A web server whose every page answers 200."""
    (tmp_path / "index.html").write_text("Hello")
    options = ["-m", "http.server", str(port), "--bind", "127.0.0.1", "-d", str(tmp_path)]
    return Child("web server", [sys.executable, "-W", "ignore", *options])


def pids(*children):
    return [child.process.pid for child in children if child.process]


def start_dead(child):
    child.start()
    child.process.wait()


def alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_both_are_ended_when_asked_after_the_page_answers(web, port, number):
    worker, said = python("worker", SLEEP), []
    household = Household(web, worker, say=said.append)
    started = Child.start

    def start_then_ask(child):
        started(child)
        if child is worker:
            os.kill(os.getpid(), number)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Child, "start", start_then_ask)
        household.run(url=f"http://127.0.0.1:{port}/")

    assert said == [f"Ready: http://127.0.0.1:{port}/"]
    assert not any(map(alive, pids(web, worker)))


def test_a_server_that_dies_is_started_again_and_what_it_left_is_taken_away():
    server, worker, said = python("web server", FAIL), python("worker", SLEEP), []
    household = Household(server, worker, say=said.append)
    worker.start()
    server.start()
    first = server.process
    first.wait()

    household.look_round()
    server.start_again_at = time.monotonic()
    household.look_round()

    household.end()
    assert said == ["The web server stopped (exit 3). Starting it again in 1 s."]
    assert server.process is not first
    assert not alive(worker.process.pid)


def test_a_killed_server_answers_again_by_itself(web, port):
    said = []
    household = Household(web, python("worker", SLEEP), say=said.append)
    killed = []

    def kill_then_ask(words):
        said.append(words)
        if words.startswith("Ready"):
            os.kill(web.process.pid, signal.SIGKILL)
            killed.append(web.process.pid)
        elif "answers again" in words:
            os.kill(os.getpid(), signal.SIGTERM)

    household.say = kill_then_ask
    household.run(url=f"http://127.0.0.1:{port}/")

    assert said[1] == "The web server stopped (SIGKILL). Starting it again in 1 s."
    assert said[2].startswith("The web server answers again, after ")
    assert not any(map(alive, [*killed, *pids(web)]))


def test_a_server_that_keeps_dying_is_given_up_and_everything_ends():
    server, worker, said = python("web server", FAIL), python("worker", SLEEP), []
    household = Household(server, worker, say=said.append)
    worker.start()

    for _ in range(MOST_DEATHS_OF_THE_SERVER - 1):
        start_dead(server)
        household.look_round()
    start_dead(server)
    with pytest.raises(ServerKeepsStopping, match=r"stopped 6 times .* exit 3"):
        household.look_round()

    household.end()
    assert [line.rpartition(" in ")[2] for line in said] == [
        "1 s.",
        "2 s.",
        "4 s.",
        "8 s.",
        "16 s.",
    ]
    assert not alive(worker.process.pid)


def test_a_server_that_was_steady_between_is_never_given_up(monkeypatch):
    server, said = python("web server", FAIL), []
    household = Household(server, python("worker", SLEEP), say=said.append)
    monkeypatch.setattr("openprobation.config.processes.STEADY_AFTER", -1.0)

    for _ in range(MOST_DEATHS_OF_THE_SERVER + 1):
        start_dead(server)
        household.look_round()

    household.end()
    assert {line.rpartition(" in ")[2] for line in said} == {"1 s."}


def test_a_server_that_cannot_start_is_told_and_nothing_is_left(port):
    server, worker = python("web server", FAIL), python("worker", SLEEP)

    with pytest.raises(ServerStopped, match="exit 3"):
        Household(server, worker).run(url=f"http://127.0.0.1:{port}/")

    assert worker.process is None
    assert not alive(server.process.pid)


def test_a_page_that_answers_with_a_fault_is_not_called_ready(web, port):
    said = []

    with pytest.raises(ServerNotAnswering, match="answered 404"):
        Household(web, python("worker", SLEEP), say=said.append).run(
            url=f"http://127.0.0.1:{port}/nothing-here"
        )

    assert said == []
    assert not alive(web.process.pid)


def test_a_worker_that_dies_is_started_again_after_a_moment():
    server, worker, said = python("web server", SLEEP), python("worker", FAIL), []
    household = Household(server, worker, say=said.append)
    server.start()
    worker.start()
    first = worker.process
    first.wait()

    household.look_round()
    worker.start_again_at = time.monotonic()
    household.look_round()

    household.end()
    assert said == ["The worker stopped (exit 3). Starting it again in 1 s."]
    assert worker.process is not first


def test_a_worker_that_keeps_dying_is_given_longer_each_time():
    server, worker, said = python("web server", SLEEP), python("worker", FAIL), []
    household = Household(server, worker, say=said.append)
    server.start()

    for _ in range(3):
        worker.start()
        worker.process.wait()
        household.look_round()

    household.end()
    assert [line.rpartition(" in ")[2] for line in said] == ["1 s.", "2 s.", "4 s."]


def test_an_errand_that_fails_is_told_and_the_pages_go_on():
    server, worker, said = python("web server", SLEEP), python("worker", SLEEP), []
    errand = python("making of the demonstration", FAIL)
    household = Household(server, worker, errand, say=said.append)
    for child in (server, worker, errand):
        child.start()
    errand.process.wait()

    household.look_round()
    household.look_round()

    household.end()
    assert said == [
        "The making of the demonstration stopped (exit 3). The next ./run goes on with it."
    ]


def test_a_child_that_will_not_end_is_taken_away():
    deaf = python("worker", DEAF)
    deaf.start()
    time.sleep(0.3)

    deaf.ask_to_end()
    deaf.end(by=time.monotonic() + 0.2)

    assert deaf.ended() == "SIGKILL"


def test_what_a_dead_server_had_started_is_taken_away_too(tmp_path):
    note = tmp_path / "pid"
    child = f"subprocess.Popen([sys.executable, '-c', {SLEEP!r}]).pid"
    server = python(
        "web server",
        "import os, pathlib, subprocess, sys;"
        f"pathlib.Path({str(note)!r}).write_text(str({child})); os._exit(1)",
    )
    server.start()
    server.process.wait()
    left_behind = int(note.read_text())

    server.end(by=time.monotonic())

    time.sleep(0.1)
    assert not alive(left_behind) or zombie(left_behind)


def zombie(pid):
    """Dead, and waiting for somebody to ask how: nobody in a test's container may."""
    return Path(f"/proc/{pid}/stat").read_text().split()[2] == "Z"


def test_nobody_at_an_address_is_no_answer(port):
    assert status_of(f"http://127.0.0.1:{port}/") is None
