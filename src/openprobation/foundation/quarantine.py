"""How are words held that may reach no paper, letter, message, page of self-service, export, search or log?

Where a victim lives, why there is an exclusion zone, what a third party told us in confidence. They are
in columns of a kind of their own, which give them out wrapped. Nothing that makes text of a value can
make any of these: it raises `Leak`; what only looks at a value, such as a debugger, sees a mask. A page
that may show them calls `unwrapped`, and a house test lists every module that does.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NoReturn, SupportsIndex, final

from django.db import models
from django.db.models.lookups import Exact, IsNull
from django.db.models.query_utils import DeferredAttribute

from .personal import QUARANTINED

if TYPE_CHECKING:
    Text = models.TextField[Any, Any]
else:
    Text = models.TextField

MASK = "<quarantined>"
WORD = re.compile(r"\w+")
TYPED = "quarantined_"
"""How the name of a form's field begins where such words are typed. They are kept in no draft."""


class Leak(TypeError):
    """Quarantined words were about to become ordinary text. The message never holds them."""

    def __init__(self) -> None:
        super().__init__(
            "These words are quarantined: they may not be shown, sent, kept or written elsewhere."
        )


@final
class Quarantined:
    """Words that refuse to be text. True when anything is written."""

    __slots__ = ("__words",)
    __words: str

    def __init__(self, words: str) -> None:
        if type(words) is not str:
            raise Leak
        object.__setattr__(self, "_Quarantined__words", words)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError("Quarantined words do not change.")

    def __bool__(self) -> bool:
        return bool(self.__words.strip())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Quarantined) and self.__words == other.__words

    def __hash__(self) -> int:
        return hash((Quarantined, self.__words))

    def __repr__(self) -> str:
        return MASK

    def __str__(self) -> str:
        raise Leak

    def __format__(self, _how: str) -> str:
        raise Leak

    def __html__(self) -> str:
        raise Leak

    def __bytes__(self) -> bytes:
        raise Leak

    def __reduce_ex__(self, _protocol: SupportsIndex) -> NoReturn:
        raise Leak

    def is_told_by(self, text: str) -> bool:
        """Whether a text tells these words: all of them, or any three in a row. It says no more."""
        mine, theirs = WORD.findall(self.__words.casefold()), WORD.findall(text.casefold())
        size = min(3, len(mine))
        if not size:
            return False
        runs = {tuple(theirs[at : at + size]) for at in range(len(theirs) - size + 1)}
        return any(tuple(mine[at : at + size]) in runs for at in range(len(mine) - size + 1))

    def __copy__(self) -> Quarantined:
        return self

    def __deepcopy__(self, _memo: object) -> Quarantined:
        return self


def unwrapped(value: Any) -> Any:
    """The words themselves, and whatever else as it is. Who calls this is listed by a house test."""
    return getattr(value, "_Quarantined__words") if isinstance(value, Quarantined) else value  # noqa: B009


def wrapped(value: Any) -> Any:
    """A plain text wrapped; an expression, None and what is wrapped already as they are."""
    return Quarantined(str(value)) if isinstance(value, str) else value


class OnlyWhetherEmpty(Exact):
    """Such a column may be asked whether anything is written, and nothing about what."""

    def get_prep_lookup(self) -> Any:
        if unwrapped(self.rhs) != "":
            raise Leak
        return ""


class Wrapping(DeferredAttribute):
    """On a row in memory the words are wrapped too, as soon as they are set."""

    def __set__(self, instance: models.Model, value: Any) -> None:
        instance.__dict__[self.field.attname] = wrapped(value)


class QuarantinedField(Text):
    """A column of words that are given out wrapped, and cannot be searched, serialised or put in a form."""

    descriptor_class = Wrapping
    if TYPE_CHECKING:  # text may be set; what is read is wrapped
        _pyi_private_set_type: str | Quarantined  # type: ignore[assignment]
        _pyi_private_get_type: Quarantined  # type: ignore[assignment]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(
            *args, **{"blank": True, "default": "", "db_comment": QUARANTINED, **kwargs}
        )

    def from_db_value(self, value: Any, *_of: Any) -> Any:
        return wrapped(value)

    def to_python(self, value: Any) -> Any:
        return wrapped(value)

    def get_prep_value(self, value: Any) -> Any:
        return unwrapped(super().get_prep_value(value))

    def get_lookup(self, lookup_name: str) -> Any:
        return {"exact": OnlyWhetherEmpty, "isnull": IsNull}.get(lookup_name)

    def get_transform(self, lookup_name: str) -> None:
        return None

    def value_to_string(self, _obj: models.Model) -> NoReturn:
        raise Leak

    def formfield(self, **_options: Any) -> None:
        return None
