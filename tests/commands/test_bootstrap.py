"""Does a stranger with only python3 get a working folder, or one line that says what to do?"""

from __future__ import annotations

import ast
import errno
import json
import subprocess
import sys
from pathlib import Path

import bootstrap
import pytest

LOCK = "requirements.txt"


@pytest.fixture
def folder(tmp_path):
    """A clone with its locks, and nothing installed."""
    for name in ("requirements.txt", "requirements-dev.txt", "requirements-uv.txt"):
        (tmp_path / name).write_text("django==5.2 --hash=sha256:00\n")
    return tmp_path


@pytest.fixture
def venv(folder):
    """An environment as a set-up leaves it."""
    venv = folder / ".venv"
    pretend_environment(venv)
    bootstrap.write_stamp(
        venv,
        {
            "where": bootstrap.whereabouts(venv),
            "locks": {LOCK: bootstrap.fingerprint(folder / LOCK)},
        },
    )
    return venv


def pretend_environment(venv):
    (venv / "lib" / "python3.11" / "site-packages").mkdir(parents=True)
    (venv / "bin").mkdir()
    (venv / "bin" / "python").symlink_to(sys.executable)


@pytest.fixture
def without_downloads(monkeypatch):
    monkeypatch.setattr(bootstrap, "make_environment", pretend_environment)
    monkeypatch.setattr(bootstrap, "install_packages", lambda venv, lock: None)


def test_bootstrap_can_be_read_by_pythons_far_too_old_for_us():
    source = Path(bootstrap.__file__).read_text()

    ast.parse(source, feature_version=(3, 6))

    assert "from __future__ import annotations" not in source


def test_bootstrap_needs_the_standard_library_alone():
    tree = ast.parse(Path(bootstrap.__file__).read_text())
    imported = {a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names}
    imported |= {str(n.module) for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}

    outside = {name.partition(".")[0] for name in imported} - set(sys.stdlib_module_names)

    assert outside == set()


def test_an_old_python_is_told_which_one_is_needed(monkeypatch):
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: None)

    with pytest.raises(bootstrap.Stop, match=r"needs Python 3\.11 or newer, and python3 is 3\.8"):
        bootstrap.want_python((3, 8))


def test_a_newer_python_beside_an_old_one_is_used(monkeypatch):
    gone_on_with = []
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(bootstrap.os, "execv", lambda path, _: gone_on_with.append(path) or exit())

    with pytest.raises(SystemExit):
        bootstrap.want_python((3, 9))

    assert gone_on_with == ["/usr/bin/python3.13"]


def test_a_fresh_clone_has_no_environment(folder):
    assert bootstrap.condition(folder / ".venv", LOCK) == "absent"


def test_what_was_installed_from_this_lock_is_ready(venv):
    assert bootstrap.condition(venv, LOCK) == "ready"


def test_a_changed_lock_calls_for_another_installation(folder, venv):
    (folder / LOCK).write_text("django==5.3 --hash=sha256:11\n")

    assert bootstrap.condition(venv, LOCK) == "outdated"


def test_the_lock_for_tests_is_another_one(venv):
    assert bootstrap.condition(venv, "requirements-dev.txt") == "outdated"


@pytest.mark.parametrize("written", ['{"unfinished": true}', '{"locks": {', "[]"])
def test_an_interrupted_set_up_is_made_anew(venv, written):
    (venv / bootstrap.STAMP).write_text(written)

    assert bootstrap.condition(venv, LOCK) == "unfinished"


def test_a_moved_folder_is_set_up_anew(folder, venv):
    moved = venv.rename(folder / "moved")

    assert bootstrap.condition(moved, LOCK) == "unfinished"


def test_an_environment_whose_python_is_gone_is_made_anew(venv):
    (venv / "bin" / "python").unlink()

    assert bootstrap.condition(venv, LOCK) == "unfinished"


def test_somebody_elses_environment_is_kept_and_installed_into(venv):
    (venv / bootstrap.STAMP).unlink()

    assert bootstrap.condition(venv, LOCK) == "outdated"


@pytest.mark.usefixtures("without_downloads")
def test_set_up_ends_ready_and_is_not_repeated(folder, capsys):
    bootstrap.set_up(folder / ".venv", LOCK)
    first = capsys.readouterr().out

    bootstrap.set_up(folder / ".venv", LOCK)

    assert "Setting up OpenProbation in .venv" in first
    assert capsys.readouterr().out == ""


@pytest.mark.usefixtures("without_downloads")
def test_what_is_installed_for_tests_serves_to_run(folder):
    bootstrap.set_up(folder / ".venv", "requirements-dev.txt")

    assert bootstrap.condition(folder / ".venv", LOCK) == "ready"


@pytest.mark.usefixtures("without_downloads")
def test_a_set_up_that_breaks_off_heals_the_next_time(folder, monkeypatch):
    def break_off(venv, lock):
        raise KeyboardInterrupt

    with monkeypatch.context() as this_time:
        this_time.setattr(bootstrap, "install_packages", break_off)
        with pytest.raises(KeyboardInterrupt):
            bootstrap.set_up(folder / ".venv", LOCK)
    broken = bootstrap.condition(folder / ".venv", LOCK)

    bootstrap.set_up(folder / ".venv", LOCK)

    assert broken == "unfinished"
    assert bootstrap.condition(folder / ".venv", LOCK) == "ready"


def test_no_room_is_told_before_anything_is_made(folder, monkeypatch):
    monkeypatch.setattr(bootstrap.shutil, "disk_usage", lambda _: Free(free=5_000_000))

    with pytest.raises(bootstrap.Stop, match="has 5 MB free, and setting up needs 400 MB"):
        bootstrap.set_up(folder / ".venv", LOCK)

    assert not (folder / ".venv").exists()


class Free:
    def __init__(self, free):
        self.free = free


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.EROFS, "cannot be written to"),
        (errno.EACCES, "cannot be written to"),
        (errno.ENOSPC, "is full. Free some space"),
    ],
)
def test_a_folder_that_cannot_be_used_is_told_in_one_line(folder, monkeypatch, number, words):
    def refuse(*_, **__):
        raise OSError(number, "refused")

    monkeypatch.setattr(Path, "mkdir", refuse)

    with pytest.raises(bootstrap.Stop, match=words) as stop:
        bootstrap.set_up(folder / ".venv", LOCK)

    assert "\n" not in str(stop.value)


@pytest.mark.parametrize(
    ("printed", "words"),
    [
        ("NewConnectionError(... Temporary failure in name resolution')", "cannot reach"),
        ("error: Failed to fetch: `…`\n  Caused by: dns error", "cannot reach"),
        ("ReadTimeoutError: Read timed out.\nERROR: No matching distribution", "cannot reach"),
        ("ERROR: Could not install: [Errno 28] No space left on device", "is full"),
        ("error: failed to write\n  Caused by: Read-only file system (os error 30)", "written to"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES", "not the one that OpenProbation's lock"),
        ("  Hash mismatch for `django==5.2.19`", "not the one that OpenProbation's lock"),
    ],
)
def test_what_an_installer_prints_is_told_in_a_persons_words(printed, words, tmp_path):
    stop = bootstrap.understood(printed, tmp_path)

    assert words in str(stop)


def test_a_step_that_fails_for_want_of_a_network_stops_everything(venv):
    says = "import sys; sys.exit('Temporary failure in name resolution')"

    with pytest.raises(bootstrap.Stop, match="Check the network"):
        bootstrap.run([sys.executable, "-c", says], venv)


def test_a_step_that_fails_otherwise_leaves_room_for_another_way(venv):
    step = [sys.executable, "-c", "import sys; sys.exit('no such wheel')"]

    with pytest.raises(bootstrap.NotThisWay):
        bootstrap.run(step, venv)
    with pytest.raises(
        bootstrap.Stop, match=r"no such wheel \(the whole output is in .*install.log"
    ):
        bootstrap.run(step, venv, last=True)


def test_uv_hears_what_the_machine_told_pip():
    told = bootstrap.for_uv({"PIP_INDEX_URL": "https://mirror.example.org", "PATH": "/bin"})

    assert told["UV_DEFAULT_INDEX"] == "https://mirror.example.org"
    assert told["PATH"] == "/bin"


def test_what_uv_was_told_itself_comes_first():
    told = bootstrap.for_uv({"PIP_INDEX_URL": "https://a", "UV_DEFAULT_INDEX": "https://b"})

    assert told["UV_DEFAULT_INDEX"] == "https://b"


def test_pip_takes_over_where_uv_is_not_to_be_had(venv, monkeypatch):
    steps = []

    def no_uv(command, venv, **_):
        steps.append(command)
        if "requirements-uv.txt" in command[-1]:
            raise bootstrap.NotThisWay

    monkeypatch.setattr(bootstrap.shutil, "which", lambda _: None)
    monkeypatch.setattr(bootstrap, "run", no_uv)

    bootstrap.install_packages(venv, venv.parent / LOCK)

    assert "--require-hashes" in steps[-1]
    assert steps[-1][1:3] == ["-m", "pip"]


def test_the_command_works_in_a_folder_with_spaces(tmp_path):
    venv = tmp_path / "my folder" / ".venv"
    pretend_environment(venv)
    (venv / "bin" / "python").unlink()
    (venv / "bin" / "python").write_text('#!/bin/sh\necho "$2"\n')
    (venv / "bin" / "python").chmod(0o755)

    bootstrap.install_project(venv, tmp_path / "src")

    ran = subprocess.run(
        [venv / "bin" / "openprobation", "one two"], capture_output=True, text=True
    )
    assert ran.stdout == "one two\n"


def test_help_needs_no_set_up(monkeypatch, capsys):
    monkeypatch.setattr(bootstrap, "set_up", lambda *_: pytest.fail("it set up"))

    status = bootstrap.main(["run", "--help"])

    assert status == 0
    assert "--port N" in capsys.readouterr().out


def test_a_stop_is_one_line_and_no_traceback(monkeypatch, capsys):
    def stop(venv, lock):
        raise bootstrap.Stop("The disk is full.")

    monkeypatch.setattr(bootstrap, "set_up", stop)

    status = bootstrap.main(["install"])

    assert status == 1
    assert capsys.readouterr().err == "The disk is full.\n"


def test_the_stamp_is_written_in_one_move(venv):
    bootstrap.write_stamp(venv, {"locks": {"a": "b"}})

    assert json.loads((venv / bootstrap.STAMP).read_text()) == {"locks": {"a": "b"}}
    assert not list(venv.glob("*.new"))
