"""How does an action say no to somebody who can do something about it?"""

from __future__ import annotations

from collections.abc import Iterable


class Refused(Exception):
    """An anticipated no. Its message is written for the person who asked and is shown as it is.

    `field` names the form field the message belongs beside; None puts it at the top of the page.
    """

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field

    @property
    def parts(self) -> tuple[Refused, ...]:
        return (self,)


class RefusedForSeveralReasons(Refused):
    """All that is wrong at once, not the first thing."""

    def __init__(self, refusals: Iterable[Refused]) -> None:
        self._parts = tuple(refusals)
        super().__init__(" ".join(part.message for part in self._parts))

    @property
    def parts(self) -> tuple[Refused, ...]:
        return self._parts
