"""What follows from what? The one table; each reaction runs in the transaction of the fact."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

REACTIONS: Mapping[type, Sequence[Callable[[Any], None]]] = {}
