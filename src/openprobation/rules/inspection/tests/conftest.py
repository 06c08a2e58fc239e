"""Where are the published values the rules must equal?"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

SHARED = Path(__file__).resolve().parents[6] / "shared"


def shared(*parts: str) -> Path:
    path = SHARED.joinpath(*parts)
    if not path.exists():
        pytest.skip("The shared material (../shared) is not beside this project.")
    return path


@pytest.fixture
def statistics() -> Callable[[str], list[dict[str, Any]]]:
    """The published rows of one calculation."""

    def read(rule: str) -> list[dict[str, Any]]:
        path = shared("vectors", "public", "statistics.jsonl")
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        found = [row for row in rows if row["rule"] == rule]
        assert found, rule
        return found

    return read


@pytest.fixture
def published_results() -> list[dict[str, str]]:
    path = shared("reference", "published_results.csv")
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
