"""How is a whole service served for a journey? As `./run` serves it, in a process group of its own."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

COMMAND = Path(sys.executable).with_name("openprobation")
SERVED = "OPENPROBATION_TEST_SERVICE"
"""Where the lane says the demonstration it serves for all its workers answers, …"""
SERVED_FROM = "OPENPROBATION_TEST_SERVICE_VAR"
"""… and the folder that one is kept in."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_ready(process: subprocess.Popen[str]) -> str:
    """The address the service says it is ready at."""
    told: list[str] = []
    assert process.stdout is not None
    for line in process.stdout:
        told.append(line)
        if found := re.search(r"Ready: (http://\S+?)/?\s*$", line):
            return found.group(1)
    raise AssertionError("The service never said it was ready:\n" + "".join(told))


def serve(var: Path, *, port: int | None = None) -> subprocess.Popen[str]:
    """Serve a demonstration kept in a folder, at a port or any: the stories and the first team, no more."""
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"} | {
        "OPENPROBATION_MODE": "demonstration",
        "OPENPROBATION_VAR": str(var),
        "PYTHONUNBUFFERED": "1",
    }
    return subprocess.Popen(
        [COMMAND, "serve", "--port", str(port or free_port()), "--people", "0"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


@contextmanager
def served(var: Path) -> Iterator[str]:
    """The address of a service, for as long as it is wanted."""
    process = serve(var)
    try:
        yield wait_until_ready(process)
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=30)
