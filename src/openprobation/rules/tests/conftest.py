"""Where do the published inputs and expected outputs come from?"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

settings.register_profile("rules", derandomize=True, deadline=None, max_examples=100)
settings.load_profile("rules")

VECTORS = Path(__file__).resolve().parents[5] / "shared" / "vectors" / "public"


@pytest.fixture
def vectors() -> Callable[..., list[dict[str, Any]]]:
    """Read the published rows of a file for some rules; skip, saying so, where they are absent."""

    def read(file: str, rules: Iterable[str]) -> list[dict[str, Any]]:
        path = VECTORS / file
        if not path.exists():
            pytest.skip("The published vectors (../shared/vectors) are not beside this project.")
        rows = [json.loads(line) for line in path.read_text().splitlines()]
        found = [row for row in rows if row["rule"] in set(rules)]
        assert found, f"No rows for {rules} in {file}."
        return found

    return read
