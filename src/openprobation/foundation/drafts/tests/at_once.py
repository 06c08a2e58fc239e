"""What comes of acts done at the same moment, each on a connection of its own, as by several people?"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connection

from openprobation.foundation.refusals import Refused


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """What each act gave back, or its refusal, in their order."""
    ready = Barrier(len(acts))

    def alone(act: Callable[[], Any]) -> Any:
        try:
            connection.ensure_connection()
            ready.wait(timeout=20)
            return act()
        except Refused as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as threads:
        return [done.result(timeout=60) for done in [threads.submit(alone, act) for act in acts]]


def refused_at_once(act: Callable[[int], Any]) -> list[Refused]:
    """Do an act as number 0 and number 1 at the same moment: the refusals there were."""
    came = at_once(lambda: act(0), lambda: act(1))
    return [one for one in came if isinstance(one, Refused)]
