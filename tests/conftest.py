"""What do the tests that cross contexts stand on? A browser, and a database server."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest

from tests.postgres.server import postgres_server


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's own Chromium, quiet: nothing is downloaded and nothing is phoned home."""
    return {
        **browser_type_launch_args,
        "executable_path": os.environ.get("OPENPROBATION_TEST_BROWSER", "/usr/bin/chromium"),
        "args": [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
        ],
    }


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The address of a real PostgreSQL: the lane's own, or one started for this run."""
    with postgres_server() as url:
        yield url
