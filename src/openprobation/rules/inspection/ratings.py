"""What is a standard rated, what is a body rated, why, and how far may a panel move it?

Shares are of applicable cases only, in whole per cent, half up. The lowest key question decides its
standard. Standards score 0 to 3; the mean of those that count gives the overall rating. Every decision
carries its explanation. The numbers are in `RATING_RULES`, by the day of the inspection.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from openprobation.rules.policy import Dated, Timeline
from openprobation.vocabulary.inspection import DiscretionGround, Rating

WORST_FIRST = (
    Rating.INADEQUATE,
    Rating.REQUIRES_IMPROVEMENT,
    Rating.GOOD,
    Rating.OUTSTANDING,
)
VALUE = {rating: place for place, rating in enumerate(WORST_FIRST)}
BEST = len(WORST_FIRST) - 1


@dataclass(frozen=True, slots=True)
class RatingRules:
    """How shares become ratings. Each list is worst rating first."""

    begins_at: tuple[int, int, int]  # whole per cent from which each rating after the worst begins
    mean_up_to: tuple[Fraction, Fraction, Fraction]  # highest mean of each rating before the best
    discretion_points: int
    discretion_cases: int
    fewest_on_a_panel: int


RATING_RULES = Timeline(
    "inspection.ratings",
    "How shares become ratings",
    (
        Dated(
            date(2014, 6, 1),
            RatingRules(
                begins_at=(50, 65, 80),
                mean_up_to=(Fraction(1, 2), Fraction(3, 2), Fraction(5, 2)),
                discretion_points=5,
                discretion_cases=1,
                fewest_on_a_panel=2,
            ),
            "the inspectorate's scale, used from September 2018. 0 to 3 and their sum: read on three"
            " published sets of ratings; bands of the mean: derived, and 81 of 81 published overall"
            " ratings fit; bands of shares and discretion: [general knowledge]; two on a panel: ours",
            80,
        ),
    ),
)


def rules_on(day: date) -> RatingRules:
    return RATING_RULES.on(day).value


# ── A share and its band ───────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class Counted:
    """How many of the applicable cases met one key question."""

    key_question: str
    met: int
    applicable: int

    def __post_init__(self) -> None:
        if not 0 <= self.met <= self.applicable:
            raise ValueError(f"{self.met} of {self.applicable} met {self.key_question}.")

    @property
    def percent(self) -> int | None:
        return whole_percent(self.met, self.applicable) if self.applicable else None

    @property
    def told(self) -> str:
        return f"{self.percent}% ({self.met} of {self.applicable})"


def whole_percent(met: int, applicable: int) -> int:
    """A share in whole per cent, half up: 99 of 200 is 50."""
    return (200 * met + applicable) // (2 * applicable)


def band(percent: int, rules: RatingRules) -> Rating:
    """The rating whose band a whole per cent falls in."""
    return WORST_FIRST[sum(percent >= edge for edge in rules.begins_at)]


def band_told(rating: Rating, rules: RatingRules) -> str:
    """A band in figures: "under 50%", "50% to 64%", "80% or more"."""
    place = VALUE[rating]
    if place == 0:
        return f"under {rules.begins_at[0]}%"
    if place == BEST:
        return f"{rules.begins_at[-1]}% or more"
    return f"{rules.begins_at[place - 1]}% to {rules.begins_at[place] - 1}%"


# ── A standard ─────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class StandardRated:
    """What a standard came to. `rating` None: nothing rated it; `percent` None: no share did."""

    standard: str
    rating: Rating | None
    percent: int | None
    decided_by: Counted | None
    explanation: str

    @property
    def score(self) -> int | None:
        return None if self.rating is None else VALUE[self.rating]


def rate_by_cases(standard: str, counts: Sequence[Counted], *, rules: RatingRules) -> StandardRated:
    """The band of the lowest share. A question that fitted no case is left out."""
    asked = [count for count in counts if count.applicable]
    left_out = [count.key_question for count in counts if not count.applicable]
    note = f" Left out, as no case fitted: {', '.join(left_out)}." if left_out else ""
    if not asked:
        return StandardRated(standard, None, None, None, f"Not rated: no case was counted.{note}")
    lowest = _lowest(asked)
    percent = whole_percent(lowest.met, lowest.applicable)
    rating = band(percent, rules)
    if len(asked) == 1:
        why = f"The only key question, {lowest.key_question}, was met in {lowest.told}"
    else:
        why = (
            f"The lowest of {len(asked)} key questions, {lowest.key_question}, was met in"
            f" {lowest.told}"
        )
    said = f"{why}: {band_told(rating, rules)} is {rating.label}.{note}"
    return StandardRated(standard, rating, percent, lowest, said)


def rate_by_findings(standard: str, rating: Rating) -> StandardRated:
    """A standard whose rating was given, from evidence and not from a share."""
    said = f"Rated {rating.label} from findings, not from shares of cases."
    return StandardRated(standard, rating, None, None, said)


def _lowest(asked: Sequence[Counted]) -> Counted:
    """By the exact share, then in the order given."""
    return min(asked, key=lambda count: Fraction(count.met, count.applicable))


# ── The panel's discretion ─────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class Discretion:
    """A rating a panel may move a standard to, on which grounds, and the sentence that says so."""

    to: Rating
    grounds: tuple[DiscretionGround, ...]
    explanation: str


def discretion(
    standard: str, counts: Sequence[Counted], *, rules: RatingRules
) -> tuple[Discretion, ...]:
    """Where a panel may move a standard: one band, down or up, worst first. Often nowhere.

    It may where the deciding figure is within so many points of the boundary, the boundary's own
    per cent included, or where one case more or fewer in one key question would move the band.
    """
    now = rate_by_cases(standard, counts, rules=rules)
    if now.rating is None or now.percent is None:
        return ()
    asked = [count for count in counts if count.applicable]
    place = VALUE[now.rating]
    found = []
    if place > 0:
        edge = rules.begins_at[place - 1]
        grounds = _grounds(
            now.percent - edge,
            any(_band_if(asked, n, -rules.discretion_cases, rules) < place for n in _places(asked)),
            rules,
        )
        found += _allowed(WORST_FIRST[place - 1], grounds, now.percent, edge, rules)
    if place < BEST:
        edge = rules.begins_at[place]
        grounds = _grounds(
            edge - now.percent,
            any(_band_if(asked, n, rules.discretion_cases, rules) > place for n in _places(asked)),
            rules,
        )
        found += _allowed(WORST_FIRST[place + 1], grounds, now.percent, edge, rules)
    return tuple(found)


def _places(asked: Sequence[Counted]) -> range:
    return range(len(asked))


def _band_if(asked: Sequence[Counted], place: int, change: int, rules: RatingRules) -> int:
    """The value of the standard's band if so many more cases had met one key question."""
    count = asked[place]
    met = min(max(count.met + change, 0), count.applicable)
    changed = [*asked[:place], Counted(count.key_question, met, count.applicable)]
    lowest = _lowest([*changed, *asked[place + 1 :]])
    return VALUE[band(whole_percent(lowest.met, lowest.applicable), rules)]


def _grounds(points: int, one_case_moves: bool, rules: RatingRules) -> tuple[DiscretionGround, ...]:
    near = (DiscretionGround.NEAR,) if points <= rules.discretion_points else ()
    return (*near, DiscretionGround.ONE_CASE) if one_case_moves else near


def _allowed(
    to: Rating,
    grounds: tuple[DiscretionGround, ...],
    percent: int,
    edge: int,
    rules: RatingRules,
) -> list[Discretion]:
    if not grounds:
        return []
    said = []
    if DiscretionGround.NEAR in grounds:
        said.append(f"{percent}% is within {rules.discretion_points} points of {edge}%")
    if DiscretionGround.ONE_CASE in grounds:
        said.append("one case would move the band")
    return [Discretion(to, grounds, f"May be moved to {to.label}: {', and '.join(said)}.")]


@dataclass(frozen=True, slots=True)
class PanelMove:
    """What a panel decided of one standard: from which rating, to which, who sat and why."""

    to: Rating
    who: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Against:
    """Why a panel may not move a rating so: the sentence, and what it is about ("to", "members", "why")."""

    about: str
    said: str


def why_not_moved(
    standard: str, counts: Sequence[Counted], move: PanelMove, *, rules: RatingRules
) -> tuple[Against, ...]:
    """All that stands against a panel's move; empty when it may."""
    said = []
    now = rate_by_cases(standard, counts, rules=rules)
    if now.rating is None:
        text = "There is no share to move from. Rate this standard from its findings."
        said.append(Against("to", text))
    elif move.to is now.rating:
        said.append(Against("to", f"It is {now.rating.label} already."))
    elif move.to not in {each.to for each in discretion(standard, counts, rules=rules)}:
        text = (
            f"The rules do not let a panel move {now.percent}% to {move.to.label}: it is not within"
            f" {rules.discretion_points} points of that band, and one case would not move it."
        )
        said.append(Against("to", text))
    if len({name.strip() for name in move.who} - {""}) < rules.fewest_on_a_panel:
        text = f"Say who sat on the panel: at least {rules.fewest_on_a_panel} people."
        said.append(Against("members", text))
    if not move.why.strip():
        said.append(Against("why", "Say why the panel moved it."))
    return tuple(said)


def rate_with_panel(
    standard: str, counts: Sequence[Counted], move: PanelMove, *, rules: RatingRules
) -> StandardRated:
    """A standard as its panel moved it. Raises where the move is not allowed."""
    against = why_not_moved(standard, counts, move, rules=rules)
    if against:
        raise ValueError(" ".join(each.said for each in against))
    was = rate_by_cases(standard, counts, rules=rules)
    panel = f"A panel ({', '.join(name.strip() for name in move.who)})"
    said = moved_told(was.explanation, move.to, panel=panel, why=move.why)
    return StandardRated(standard, move.to, was.percent, was.decided_by, said)


def moved_told(explanation: str, to: Rating, *, panel: str, why: str) -> str:
    """How a rating that a panel moved explains itself: what the shares gave, who moved it and why."""
    return f"{explanation} {panel} moved it to {to.label}: {why.strip()}"


# ── A body, overall ────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class OverallRated:
    """The sum of a body's standards. Neither score nor rating while one that counts is missing."""

    score: int | None
    highest: int
    rating: Rating | None
    missing: tuple[str, ...]
    explanation: str


def overall_band(score: int, standards: int, rules: RatingRules) -> Rating:
    """The rating of a sum of scores, by its mean for each standard; a mean on an edge is the lower."""
    mean = Fraction(score, standards)
    return WORST_FIRST[sum(mean > edge for edge in rules.mean_up_to)]


def overall(
    rated: Iterable[StandardRated], *, counted: Sequence[str], rules: RatingRules
) -> OverallRated:
    """The overall rating from the standards that count; others are shown and left out of the sum."""
    scores = {each.standard: each.score for each in rated}
    missing = tuple(each for each in counted if scores.get(each) is None)
    highest = BEST * len(counted)
    if not counted:
        return OverallRated(None, 0, None, (), "No overall rating: no standard counts.")
    if missing:
        said = f"No overall rating yet: {', '.join(missing)} not rated."
        return OverallRated(None, highest, None, missing, said)
    score = sum(scores[each] or 0 for each in counted)
    rating = overall_band(score, len(counted), rules)
    left_out = [standard for standard in scores if standard not in set(counted)]
    note = f" Not in the sum: {', '.join(left_out)}." if left_out else ""
    said = (
        f"{score} of {highest}: a mean of {score / len(counted):.2f} for each of"
        f" {len(counted)} standards, {_mean_told(rating, rules)}, is {rating.label}.{note}"
    )
    return OverallRated(score, highest, rating, (), said)


def _mean_told(rating: Rating, rules: RatingRules) -> str:
    place = VALUE[rating]
    if place == 0:
        return f"{float(rules.mean_up_to[0])} or less"
    if place == BEST:
        return f"above {float(rules.mean_up_to[-1])}"
    return f"above {float(rules.mean_up_to[place - 1])} and up to {float(rules.mean_up_to[place])}"
