"""What must be in place before OpenProbation can run or be tested? Puts it there, then hands over.

Standard library only: this is what a stranger's `python3` runs first. Annotations are quoted and
the syntax is plain, so that a Python too old for us still gets as far as the message about it.
"""

import contextlib
import errno
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent
OLDEST_PYTHON = (3, 11)
STAMP = "openprobation.json"
LOCKS = {"run": "requirements.txt", "install": "requirements.txt", "test": "requirements-dev.txt"}
COVERS = {  # the lock for tests holds all that the service needs, at the same versions
    "requirements.txt": ["requirements.txt"],
    "requirements-dev.txt": ["requirements.txt", "requirements-dev.txt"],
}
ROOM_IN_MEGABYTES = {"requirements.txt": 400, "requirements-dev.txt": 800}

USAGE = {
    "run": """Usage: ./run [--port N] [--people N] [--reset]

Sets up what there is to set up, then serves the demonstration at http://127.0.0.1:8000/.

  --port N     listen on another port
  --people N   how many people the demonstration has under supervision (3,000 unless told;
               more than 20,000 need PostgreSQL)
  --reset      remove the demonstration's data and make it anew

DATABASE_URL=postgresql://… keeps the data in PostgreSQL instead of var/.""",
    "test": """Usage: ./test [fast|house|postgres|browser|spark|all] [options of pytest]

Sets up what there is to set up, then runs one lane of tests, or all of them.""",
    "install": """Usage: python3 bootstrap.py install [--tests]

Sets up what there is to set up, and stops there. --tests: what tests and checks need as well.""",
}

# What installers print, and what it means. The first line that fits is the one told.
HASH_SIGNS = ("DO NOT MATCH THE HASHES", "Hash mismatch")
DISK_SIGNS = ("No space left on device", "os error 28", "Errno 28", "Disk quota exceeded")
NETWORK_SIGNS = (
    "name resolution",
    "Name or service not known",
    "nodename nor servname",
    "Network is unreachable",
    "Failed to establish a new connection",
    "Connection refused",
    "Max retries exceeded",
    "ConnectTimeoutError",
    "ReadTimeoutError",
    "ProxyError",
    "dns error",
    "tcp connect error",
    "error sending request",
    "operation timed out",
    "Failed to fetch",
)
READ_ONLY_SIGNS = ("Read-only file system", "Permission denied", "os error 13", "os error 30")


class Stop(Exception):
    """A reason to stop, in one line for the person at the keyboard: what is so, and what to do."""


class NotThisWay(Exception):
    """One way of installing is not to be had here; another may be."""


def main(arguments: "Sequence[str]") -> int:
    command = arguments[0] if arguments else ""
    rest = list(arguments[1:])
    if command not in USAGE:
        print("Usage: ./run, ./test or python3 bootstrap.py install", file=sys.stderr)
        return 2
    if rest and rest[0] in ("-h", "--help"):
        print(USAGE[command])
        return 0
    try:
        want_python(sys.version_info[:2])
        venv = ROOT / ".venv"
        set_up(venv, LOCKS["test" if "--tests" in rest else command])
    except Stop as stop:
        print(stop, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped while setting up. Run it again: it puts itself right.", file=sys.stderr)
        return 130
    sys.stdout.flush()
    if command == "run":
        program = str(venv / "bin" / "openprobation")
        os.execv(program, [program, "serve", *rest])
    if command == "test":
        program = str(venv / "bin" / "python")
        os.chdir(str(ROOT))
        os.execv(program, [program, "-m", "tools.lanes", *rest])
    return 0


def want_python(version: "tuple[int, ...]") -> None:
    """Stop on a Python older than ours; where a newer one stands beside it, go on with that."""
    if version >= OLDEST_PYTHON:
        return
    for name in ("python3.13", "python3.12", "python3.11"):
        newer = shutil.which(name)
        if newer:
            os.execv(newer, [newer, *sys.argv])
    raise Stop(
        "OpenProbation needs Python {}.{} or newer, and python3 is {}.{}."
        " Install a newer Python, so that `python3 --version` says so, and run it again.".format(
            *OLDEST_PYTHON, *version
        )
    )


# ── What is there already ──────────────────────────────────────────────────────────────────


def set_up(venv: "Path", lock: "str") -> None:
    """Bring `.venv` to what the lock says. Nothing is done when it is there already."""
    if condition(venv, lock) == "ready":
        return
    try:
        with one_at_a_time(venv.parent):
            found = condition(venv, lock)  # another ./run or ./test may just have finished it
            if found != "ready":
                install(venv, lock, found)
    except OSError as fault:
        raise told(fault, venv.parent) from fault


def condition(venv: "Path", lock: "str") -> "str":
    """`ready`, `outdated` (install into it), `unfinished` (make it anew) or `absent`."""
    if not venv.exists():
        return "absent"
    if not (venv / "bin" / "python").exists():
        return "unfinished"
    stamp = read_stamp(venv)
    if stamp is None:
        # Somebody's own: fit to install into, if its Python is new enough.
        return "outdated" if packages_folder(venv) else "unfinished"
    if stamp.get("unfinished") or stamp.get("where") != whereabouts(venv):
        return "unfinished"
    locks = stamp.get("locks")
    if isinstance(locks, dict) and locks.get(lock) == fingerprint(venv.parent / lock):
        return "ready"
    return "outdated"


def read_stamp(venv: "Path") -> "dict[str, object] | None":
    """What the last installation wrote when it was through; None if nobody wrote anything."""
    try:
        stamp = json.loads((venv / STAMP).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except ValueError:
        return {"unfinished": True}
    return stamp if isinstance(stamp, dict) else {"unfinished": True}


def write_stamp(venv: "Path", stamp: "Mapping[str, object]") -> None:
    """In one move, so that a machine that stops half-way leaves the old stamp or the new one."""
    draft = venv / (STAMP + ".new")
    draft.write_text(json.dumps(stamp, indent=1) + "\n", encoding="utf-8")
    os.replace(draft, venv / STAMP)


def whereabouts(venv: "Path") -> "list[str]":
    """The folder and the Python it was made for: when either is another, it is made anew."""
    return [str(venv), os.path.realpath(venv / "bin" / "python")]


def fingerprint(lock: "Path") -> "str":
    return hashlib.sha256(lock.read_bytes()).hexdigest()


def packages_folder(venv: "Path") -> "Path | None":
    """Where packages go, for the newest Python in this environment that is new enough."""
    for folder in sorted(venv.glob("lib/python3.*/site-packages"), reverse=True):
        minor = folder.parent.name.rpartition(".")[2]
        if minor.isdigit() and (3, int(minor)) >= OLDEST_PYTHON:
            return folder
    return None


@contextlib.contextmanager
def one_at_a_time(folder: "Path") -> "Iterator[None]":
    """Two set-ups of one folder would tread on each other: the second waits for the first."""
    import fcntl  # not on Windows, where the message of the old Python is still worth having

    handle = os.open(str(folder), os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another ./run or ./test is setting up this folder: waiting for it")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


# ── Putting it there ───────────────────────────────────────────────────────────────────────


def install(venv: "Path", lock: "str", found: "str") -> None:
    """Make or mend the environment. The stamp says `unfinished` until the last step is done."""
    say(
        {
            "absent": "Setting up OpenProbation in .venv (this once)",
            "unfinished": "Making .venv anew: the last set-up did not finish, or the folder moved",
            "outdated": "Bringing .venv up to date",
        }[found]
    )
    want_room(venv.parent, ROOM_IN_MEGABYTES[lock])
    locks = {}  # type: dict[str, object]
    if found == "outdated":
        before = (read_stamp(venv) or {}).get("locks")
        locks = dict(before) if isinstance(before, dict) else {}
    else:
        if venv.exists():
            shutil.rmtree(str(venv))
        venv.mkdir()
    write_stamp(venv, {"unfinished": True})
    if found != "outdated":
        make_environment(venv)
    install_packages(venv, venv.parent / lock)
    install_project(venv, venv.parent / "src")
    locks.update((name, fingerprint(venv.parent / name)) for name in COVERS[lock])
    write_stamp(venv, {"where": whereabouts(venv), "locks": locks})


def want_room(folder: "Path", megabytes: "int") -> None:
    free = shutil.disk_usage(str(folder)).free // 1_000_000
    if free < megabytes:
        raise Stop(
            f"The disk that holds {folder} has {free} MB free, and setting up needs {megabytes} MB."
            " Free some space and run it again."
        )


def make_environment(venv: "Path") -> None:
    """An empty environment, without pip: that saves five seconds, and uv does without."""
    try:
        run([sys.executable, "-m", "venv", "--without-pip", str(venv)], venv)
    except NotThisWay as fault:
        raise Stop(
            "This Python cannot make a virtual environment. Install its venv module"
            " (on Debian or Ubuntu: apt-get install python3-venv) and run it again."
        ) from fault


def install_packages(venv: "Path", lock: "Path") -> None:
    """By uv if it can be had, else by pip; either checks each package against its hashes."""
    python = str(venv / "bin" / "python")
    options = ["--require-hashes", "--no-deps", "-r", str(lock)]
    count = sum("==" in line for line in lock.read_text(encoding="utf-8").splitlines())
    words = f"Installing {count} packages"
    pip = None  # type: list[str] | None
    uv = shutil.which("uv")
    if not uv:
        pip = find_pip(venv)
        uv = get_uv(venv, pip)
    if uv:
        try:
            command = [uv, "pip", "install", "--python", python, *options]
            run(command, venv, words=words, environment=for_uv(os.environ))
            return
        except NotThisWay:
            say("uv could not: trying pip, which takes longer")
    run([*(pip or find_pip(venv)), "install", *options], venv, words=words, last=True)


def find_pip(venv: "Path") -> "list[str]":
    """The running Python's pip, told to work on our environment; else the one it brings."""
    python = str(venv / "bin" / "python")
    if (packages_folder(venv) or venv).joinpath("pip").exists():
        return [python, "-m", "pip", "--disable-pip-version-check"]
    if importlib.util.find_spec("pip"):
        return [sys.executable, "-m", "pip", "--python", python, "--disable-pip-version-check"]
    try:
        run([python, "-m", "ensurepip", "--default-pip"], venv, words="Unpacking pip")
    except NotThisWay as fault:
        raise Stop(
            "This Python has neither pip nor uv. Install one"
            " (on Debian or Ubuntu: apt-get install python3-venv) and run it again."
        ) from fault
    return [python, "-m", "pip", "--disable-pip-version-check"]


def get_uv(venv: "Path", pip: "Sequence[str]") -> "str | None":
    """uv in our environment, its hash checked too; None where only pip is to be had."""
    uv = venv / "bin" / "uv"
    if not uv.exists():
        lock = venv.parent / "requirements-uv.txt"
        options = ["--require-hashes", "--no-deps", "--only-binary", ":all:", "-r", str(lock)]
        try:
            run([*pip, "install", "--retries", "2", *options], venv, words="Getting uv")
        except NotThisWay:
            return None
    return str(uv) if uv.exists() else None


def for_uv(environment: "Mapping[str, str]") -> "dict[str, str]":
    """What this machine told pip about its package index, in uv's words; uv's own come first."""
    told_to_uv = dict(environment)
    same = {
        "PIP_INDEX_URL": "UV_DEFAULT_INDEX",
        "PIP_EXTRA_INDEX_URL": "UV_INDEX",
        "PIP_CERT": "SSL_CERT_FILE",
    }
    for pips, uvs in same.items():
        if environment.get(pips):
            told_to_uv.setdefault(uvs, environment[pips])
    return told_to_uv


def install_project(venv: "Path", source: "Path") -> None:
    """Our own package by a path file, its command by hand: a build would need a download."""
    folder = packages_folder(venv)
    if folder is None:
        raise Stop("The Python in .venv is older than 3.11. Remove .venv and run it again.")
    (folder / "openprobation.pth").write_text(f"{source}\n", encoding="utf-8")
    command = venv / "bin" / "openprobation"
    python = str(venv / "bin" / "python").replace('"', '\\"')
    # Python behind sh, since a #! line may hold no spaces and no more than 127 characters.
    command.write_text(
        "#!/bin/sh\n"
        f'\'\'\'exec\' "{python}" "$0" "$@"\n'
        "' '''\n"
        "import sys\n\n"
        "from openprobation.config.command import main\n\n"
        "sys.exit(main())\n",
        encoding="utf-8",
    )
    command.chmod(0o755)


# ── Running an installer, and saying what went wrong ───────────────────────────────────────


def run(
    command: "Sequence[str]",
    venv: "Path",
    *,
    words: "str" = "",
    environment: "Mapping[str, str] | None" = None,
    last: "bool" = False,
) -> None:
    """Run one step, its output kept in .venv/install.log.

    A fault that another way of installing would not mend raises Stop; so does the last way's.
    """
    started = time.monotonic()
    log = venv / "install.log"
    if words:
        print(f"  {words} …", end="", flush=True)
    with log.open("a", encoding="utf-8", errors="replace") as output:
        begins = output.tell()
        step = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, env=environment
        )
        try:
            status = wait(step, started)
        except BaseException:
            step.terminate()
            step.wait()
            raise
    if words:
        say(f" {time.monotonic() - started:.1f} s" if status == 0 else " failed")
    if status == 0:
        return
    with log.open(encoding="utf-8", errors="replace") as output:
        output.seek(begins)
        printed = output.read()
    stop = understood(printed, venv.parent)
    if stop:
        raise stop
    if last:
        final = (printed.strip().splitlines() or ["it said nothing"])[-1]
        raise Stop(f"Setting up failed: {final} (the whole output is in {log})")
    raise NotThisWay(printed)


def wait(step: "subprocess.Popen[bytes]", started: "float") -> int:
    """Wait for a step; every ten seconds show that it is still at work."""
    while True:
        try:
            return step.wait(timeout=10)
        except subprocess.TimeoutExpired:
            print(f" {time.monotonic() - started:.0f} s …", end="", flush=True)


def understood(printed: "str", folder: "Path") -> "Stop | None":
    """What an installer's output means, when it means something a person can mend."""

    def has(signs: "Sequence[str]") -> bool:
        return any(sign.lower() in printed.lower() for sign in signs)

    if has(HASH_SIGNS):
        return Stop(
            "A package was not the one that OpenProbation's lock names, so nothing was installed."
            " Look at the package index this machine uses, then run it again."
        )
    if has(DISK_SIGNS):
        return told(OSError(errno.ENOSPC, ""), folder)
    if has(NETWORK_SIGNS):
        return Stop(
            "The packages could not be fetched: this machine cannot reach its package index."
            " Check the network (behind a proxy set HTTPS_PROXY, for a mirror PIP_INDEX_URL)"
            " and run it again."
        )
    if has(READ_ONLY_SIGNS):
        return told(OSError(errno.EACCES, ""), folder)
    return None


def told(fault: "OSError", folder: "Path") -> "Stop":
    """A fault of the file system, as one line."""
    if fault.errno in (errno.ENOSPC, errno.EDQUOT):
        return Stop(f"The disk that holds {folder} is full. Free some space and run it again.")
    if fault.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
        return Stop(
            f"The folder {folder} cannot be written to."
            " Copy OpenProbation to a folder of your own and run it there."
        )
    return Stop(f"Setting up {folder} failed: {fault}. Put that right and run it again.")


def say(line: "str") -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
