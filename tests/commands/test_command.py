"""Does `openprobation` front every command, and say no in a sentence?"""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from django.core import management

from openprobation.config import command
from openprobation.foundation.refusals import Refused


def test_bare_it_lists_our_commands_with_their_sentence(capsys):
    status = command.main([])

    out = capsys.readouterr().out
    assert status == 0
    assert "serve" in out
    assert "Serve the pages and run the worker beside them until told to stop." in out
    assert "Usage: openprobation COMMAND" in out


def test_it_says_its_version(capsys):
    status = command.main(["--version"])

    assert status == 0
    assert capsys.readouterr().out.startswith("OpenProbation 0.")


def test_it_runs_any_of_djangos_commands():
    assert command.main(["check", "--tag", "caches"]) == 0


def test_a_refusal_is_a_sentence_without_a_traceback(monkeypatch, capsys):
    def refuse(_):
        raise Refused("There is an administrator with that address already.")

    monkeypatch.setattr(management, "execute_from_command_line", refuse)

    status = command.main(["administrator", "create"])

    assert status == 1
    assert capsys.readouterr().err == "There is an administrator with that address already.\n"


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"OPENPROBATION_MODE": "demo"}, "must be demonstration or service, not 'demo'"),
        ({"OPENPROBATION_MODE": "service"}, "SECRET_KEY must be set"),
    ],
)
def test_a_mistake_in_the_environment_is_one_line(settings, words):
    environment = {**os.environ, **settings}
    environment.pop("SECRET_KEY", None)

    ran = subprocess.run(
        [sys.executable, "-m", "openprobation.config.command", "check"],
        env=environment,
        capture_output=True,
        text=True,
    )

    assert ran.returncode == 1
    assert words in ran.stderr
    assert "Traceback" not in ran.stderr
