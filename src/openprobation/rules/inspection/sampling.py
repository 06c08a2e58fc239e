"""Which cases does an inspection read, and how can anybody else draw the same ones again?

The draw needs no program of ours. For every case take the SHA-256 of the UTF-8 text `seed:case number`,
written in hexadecimal; sort the cases of each stratum by it, smallest first; take the first as many as
the stratum's share. Replacements are the next in the same order. A spreadsheet and `sha256sum` will do.
Which cases a second inspector reads too is drawn from the sample alike, by `seed:twice:case number`, each
organisation giving its share.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from hashlib import sha256
from math import ceil

from openprobation.rules.policy import Dated, Timeline

Stratum = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DrawRules:
    """Whether a stratum that has cases always gives at least one."""

    at_least_one: bool


DRAW_RULES = Timeline(
    "inspection.draw",
    "How a sample is shared out over its strata",
    (
        Dated(
            date(2014, 6, 1),
            DrawRules(at_least_one=True),
            "ours: no group of people is left out for being small",
            100,
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class ReadTwice:
    """Of a hundred cases of a sample: how many a second inspector reads too, blind to the first."""

    percent: int


READ_TWICE = Timeline(
    "inspection.read_twice",
    "How many cases of a sample are read twice",
    (
        Dated(
            date(2014, 6, 1),
            ReadTwice(percent=20),
            "a share of cases is double-scored: the inspectorate's, [general knowledge]; one in five, ours",
            50,
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Framed:
    """A case that may be drawn: its number, and where it stands in each thing that is stratified by."""

    case: str
    stratum: Stratum = ()


@dataclass(frozen=True, slots=True)
class Share:
    """How many of a stratum's cases are drawn."""

    stratum: Stratum
    framed: int
    drawn: int

    @property
    def probability(self) -> Fraction:
        """How likely each of its cases is to be drawn."""
        return Fraction(self.drawn, self.framed)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A case in the sample or in reserve, with its place in its stratum's order, from 1."""

    case: str
    stratum: Stratum
    place: int
    key: str


@dataclass(frozen=True, slots=True)
class Draw:
    """A sample, who would replace whom, and what is needed to draw it again."""

    seed: str
    frame_digest: str
    shares: tuple[Share, ...]
    chosen: tuple[Drawn, ...]
    reserves: tuple[Drawn, ...]

    def replacement(self, stratum: Stratum, *, used: Sequence[str] = ()) -> Drawn | None:
        """The next in the stratum's order that was not used yet; None when it is exhausted."""
        gone = set(used)
        return next(
            (each for each in self.reserves if each.stratum == stratum and each.case not in gone),
            None,
        )


def key_of(seed: str, case: str) -> str:
    """By what a case is ordered."""
    return sha256(f"{seed}:{case}".encode()).hexdigest()


def digest_of(frame: Sequence[Framed]) -> str:
    """SHA-256 of the frame: one line a case, its number and its strata parted by tabs, sorted."""
    lines = sorted("\t".join((each.case, *each.stratum)) for each in frame)
    return sha256("".join(f"{line}\n" for line in lines).encode()).hexdigest()


def allocate(sizes: Mapping[Stratum, int], size: int, *, rules: DrawRules) -> tuple[Share, ...]:
    """Share a sample out over strata by size, largest remainder first; ties by the stratum's name.

    With the minimum, a stratum that would get none gets one, taken from the stratum that is furthest
    above its fair share. A sample smaller than the number of strata cannot give each one: then none does.
    """
    population = sum(sizes.values())
    if not 0 <= size <= population:
        raise ValueError(f"A sample of {size} cannot be drawn from {population} cases.")
    held = sorted(stratum for stratum in sizes if sizes[stratum])
    fair = {each: Fraction(size * sizes[each], population) for each in held}
    drawn = {each: int(fair[each]) for each in held}
    if rules.at_least_one and size >= len(held):
        drawn = {each: max(1, number) for each, number in drawn.items()}
    while (short := size - sum(drawn.values())) > 0:
        for each in sorted(held, key=lambda each: (drawn[each] - fair[each], each))[:short]:
            drawn[each] += drawn[each] < sizes[each]
    while sum(drawn.values()) > size:
        above = [each for each in held if drawn[each] > 1]
        most = max(above, key=lambda each: (drawn[each] - fair[each], sizes[each]))
        drawn[most] -= 1
    return tuple(Share(each, sizes[each], drawn[each]) for each in held)


def draw(frame: Sequence[Framed], size: int, *, seed: str, rules: DrawRules) -> Draw:
    """Draw a stratified sample. The order in which the frame is given does not matter."""
    cases = [each.case for each in frame]
    if len(set(cases)) != len(cases):
        raise ValueError("A case stands in the frame twice.")
    if not seed.strip():
        raise ValueError("A draw needs a seed.")
    strata: dict[Stratum, list[str]] = {}
    for each in frame:
        strata.setdefault(each.stratum, []).append(each.case)
    shares = allocate({name: len(held) for name, held in strata.items()}, size, rules=rules)
    chosen: list[Drawn] = []
    reserves: list[Drawn] = []
    for share in shares:
        ordered = sorted((key_of(seed, case), case) for case in strata[share.stratum])
        for place, (key, case) in enumerate(ordered, start=1):
            into = chosen if place <= share.drawn else reserves
            into.append(Drawn(case, share.stratum, place, key))
    return Draw(seed, digest_of(frame), shares, tuple(chosen), tuple(reserves))


def read_twice(
    sample: Sequence[Framed], *, percent: int, seed: str, rules: DrawRules
) -> tuple[str, ...]:
    """Which cases of a sample are read twice: at least so many in a hundred, by stratum and seed."""
    if not 0 <= percent <= 100:
        raise ValueError(f"{percent} per cent of a sample cannot be read twice.")
    size = ceil(Fraction(percent * len(sample), 100))
    if size == 0:
        return ()
    found = draw(sample, size, seed=f"{seed}:twice", rules=rules)
    return tuple(each.case for each in found.chosen)


@dataclass(frozen=True, slots=True)
class Verified:
    """Whether a sample is the one its frame and seed give; if not, which cases differ."""

    same_frame: bool
    not_drawn: tuple[str, ...]
    left_out: tuple[str, ...]

    @property
    def holds(self) -> bool:
        return self.same_frame and not self.not_drawn and not self.left_out


def verify(
    frame: Sequence[Framed],
    size: int,
    *,
    seed: str,
    frame_digest: str,
    sample: Sequence[str],
    rules: DrawRules,
) -> Verified:
    """Draw again and compare: what any provider can do with their own copy of the frame."""
    again = draw(frame, size, seed=seed, rules=rules)
    expected = {each.case for each in again.chosen}
    return Verified(
        same_frame=again.frame_digest == frame_digest,
        not_drawn=tuple(sorted(set(sample) - expected)),
        left_out=tuple(sorted(expected - set(sample))),
    )
