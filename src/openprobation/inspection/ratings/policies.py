"""What would a settling come to? Plain values in, a plan out: the same for the page that asks and the act.

A panel's move survives settling again while the cases give what it moved from and the rules still let
a panel move that so. Otherwise it lapses, with the reason; a panel may move it anew.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from openprobation.rules.inspection.frameworks import Framework, Standard
from openprobation.rules.inspection.ratings import (
    Counted,
    RatingRules,
    StandardRated,
    discretion,
    rate_by_cases,
    rate_by_findings,
)
from openprobation.vocabulary.inspection import Rating


@dataclass(frozen=True, slots=True)
class CountedFor:
    """How many of an organisation's applicable cases met a key question."""

    provider_id: int
    standard: str
    question: str
    met: int
    applicable: int


@dataclass(frozen=True, slots=True)
class FoundFor:
    """What an organisation is rated on a standard that is judged from evidence, and why."""

    provider_id: int
    standard: str
    rating: Rating
    why: str


@dataclass(frozen=True, slots=True)
class MoveBefore:
    """A panel's move of the settling before: standing, or lapsed with the reason."""

    id: int
    provider_id: int
    standard: str
    from_rating: Rating
    to: Rating
    lapsed_why: str = ""


@dataclass(frozen=True, slots=True)
class Carried:
    """What becomes of a move when ratings are settled again: it stands on these grounds, or it lapses."""

    move: MoveBefore
    grounds: str
    lapsed_why: str

    @property
    def stands(self) -> bool:
        return not self.lapsed_why


@dataclass(frozen=True, slots=True)
class Worked:
    """One organisation's rating on one standard as it would be settled."""

    provider_id: int
    standard: str
    title: str
    counts: tuple[Counted, ...]
    rated: StandardRated
    found_why: str
    moves: tuple[Carried, ...]

    @property
    def rating(self) -> Rating | None:
        """With the move that stands."""
        return next((each.move.to for each in self.moves if each.stands), self.rated.rating)


def work_out(
    framework: Framework,
    rules: RatingRules,
    *,
    provider_ids: Collection[int],
    counts: Sequence[CountedFor],
    findings: Sequence[FoundFor],
    moves: Sequence[MoveBefore] = (),
) -> Iterator[Worked]:
    """A rating for what was counted, found or moved; none where there is nothing yet."""
    for provider_id in provider_ids:
        for standard in framework.standards:
            here = tuple(
                Counted(each.question, each.met, each.applicable)
                for each in counts
                if (each.provider_id, each.standard) == (provider_id, standard.id)
            )
            found = next(
                (
                    each
                    for each in findings
                    if (each.provider_id, each.standard) == (provider_id, standard.id)
                ),
                None,
            )
            moved = [
                each
                for each in moves
                if (each.provider_id, each.standard) == (provider_id, standard.id)
            ]
            if not here and found is None and not moved:
                continue
            rated = (
                rate_by_findings(standard.id, found.rating)
                if found
                else rated_from(framework, standard, here, rules)
            )
            yield Worked(
                provider_id,
                standard.id,
                standard.title,
                here,
                rated,
                found.why.strip() if found else "",
                tuple(carried(each, rated, here, rules) for each in moved),
            )


def rated_from(
    framework: Framework, standard: Standard, counts: Sequence[Counted], rules: RatingRules
) -> StandardRated:
    if framework.is_scored:
        return rate_by_cases(standard.id, counts, rules=rules)
    said = "Not rated: this framework tells shares and words, and rates nothing."
    return StandardRated(standard.id, None, None, None, said)


def carried(
    move: MoveBefore, rated: StandardRated, counts: Sequence[Counted], rules: RatingRules
) -> Carried:
    if move.lapsed_why:  # the panel decided on other figures: only a panel brings it back
        return Carried(move, "", move.lapsed_why)
    if rated.rating is None or rated.percent is None:
        return Carried(move, "", "No share decides this standard now.")
    if rated.rating is move.to:
        return Carried(move, "", f"The cases give {move.to.label} by themselves now.")
    if rated.rating is not move.from_rating:
        why = (
            f"It was moved from {move.from_rating.label}. The cases give {rated.rating.label} now."
        )
        return Carried(move, "", why)
    allowed = discretion(rated.standard, counts, rules=rules)
    grounds = next((each.explanation for each in allowed if each.to is move.to), "")
    why = f"At {rated.percent}% the rules no longer let a panel move it to {move.to.label}."
    return Carried(move, grounds, "" if grounds else why)
