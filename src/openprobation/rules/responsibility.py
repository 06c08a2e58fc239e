"""Has somebody been responsible for this case at every moment, and never two at once?

A spell starts at a moment or day (included) and ends at one (excluded; None: still so). A case that
lasts needs spells that meet exactly: the end of one is the start of the next. Days or moments, but
one kind throughout.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, TypeVar
from zoneinfo import ZoneInfo

from openprobation.rules.dates import words

M = TypeVar("M", date, datetime)

LONDON = ZoneInfo("Europe/London")


@dataclass(frozen=True)  # no slots: 3.11 cannot then call a generic with its type named
class Spell(Generic[M]):
    """One holder's stretch of responsibility. `holder` is any name that tells holders apart."""

    holder: str
    starts: M
    ends: M | None


@dataclass(frozen=True)  # no slots: 3.11 cannot then call a generic with its type named
class SpellFault(Generic[M]):
    """A stretch that nobody or more than one holds, or a spell that cannot be."""

    starts: M
    ends: M | None
    message: str


@dataclass(frozen=True)  # no slots: 3.11 cannot then call a generic with its type named
class _Stretch(Generic[M]):
    """A stretch with the same holders all through; `ends` is exclusive, None for ever."""

    starts: M
    ends: M | None
    holders: tuple[str, ...]
    is_live: bool


def faults(spells: Sequence[Spell[M]], *, starts: M, ends: M | None = None) -> list[SpellFault[M]]:
    """Every stretch without exactly one holder, earliest first.

    The case runs from `starts` to before `ends` (None: with no end); outside it nobody may be
    responsible. Spells come in any order; one of no length, or that ends before it starts, is a
    fault and otherwise ignored. An empty list means: one holder at every moment, first to last.
    """
    backwards = [_backwards(spell) for spell in spells if not _lasts(spell)]
    whole = [spell for spell in spells if _lasts(spell)]
    wrong = [
        SpellFault(stretch.starts, stretch.ends, message)
        for stretch in _stretches(whole, starts, ends)
        if (message := _message(stretch))
    ]
    return sorted(backwards + wrong, key=lambda fault: fault.starts)


def _stretches(spells: Sequence[Spell[M]], starts: M, ends: M | None) -> list[_Stretch[M]]:
    edges: set[M | None] = {starts, ends}
    edges.update(spell.starts for spell in spells)
    edges.update(spell.ends for spell in spells)
    moments: list[M] = sorted(moment for moment in edges if moment is not None)
    found: list[_Stretch[M]] = []
    ends_of: list[M | None] = list(moments[1:])
    ends_of.append(None)
    for moment, until in zip(moments, ends_of, strict=True):
        holders = tuple(spell.holder for spell in spells if _covers(spell, moment))
        is_live = starts <= moment and (ends is None or moment < ends)
        if found and (found[-1].holders, found[-1].is_live) == (holders, is_live):
            found[-1] = _Stretch(found[-1].starts, until, holders, is_live)
        else:
            found.append(_Stretch(moment, until, holders, is_live))
    return found


def _message(stretch: _Stretch[M]) -> str:
    """What is wrong with a stretch, in a sentence; empty where nothing is."""
    names = " and ".join(stretch.holders)
    until = " on" if stretch.ends is None else f" until {_when(stretch.ends)}"
    when = f"from {_when(stretch.starts)}{until}"
    if not stretch.is_live:
        return f"The case is not live {when}, yet {names} is responsible." if names else ""
    if not stretch.holders:
        return f"Nobody is responsible {when}."
    if len(stretch.holders) > 1:
        return f"{names} are responsible at the same time {when}."
    return ""


def _lasts(spell: Spell[M]) -> bool:
    return spell.ends is None or spell.ends > spell.starts


def _covers(spell: Spell[M], moment: M) -> bool:
    return spell.starts <= moment and (spell.ends is None or moment < spell.ends)


def _backwards(spell: Spell[M]) -> SpellFault[M]:
    return SpellFault(
        spell.starts,
        spell.ends,
        f"The spell of {spell.holder} from {_when(spell.starts)} has no length: it must end after"
        " it starts.",
    )


def _when(moment: date) -> str:
    if not isinstance(moment, datetime):
        return words(moment)
    local = moment.astimezone(LONDON) if moment.tzinfo else moment
    return f"{local:%-H:%M} on {words(local)}"
