"""When does a prison sentence let somebody go, and what supervision follows?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from openprobation.rules.dates import ONE_DAY, age_on, last_day_of, months_later, words, years
from openprobation.rules.policy import DEFAULT_PACK, Dated, Pack, Rule, Timeline
from openprobation.rules.sentences.limits import CJA_2003, ORA_2014


@dataclass(frozen=True, slots=True)
class SupervisionAfterSentence:
    """For sentences of more than so many days and less than so many months.

    It ends so many months after release. Chosen by the day of the offence.
    """

    more_than_days: int
    less_than_months: int
    months_after_release: int
    youngest_age: int


POST_SENTENCE_SUPERVISION = Timeline(
    "sentence.post_sentence_supervision",
    "Supervision after a short prison sentence",
    (
        Dated(
            ORA_2014,
            SupervisionAfterSentence(1, 24, 12, 18),
            "CJA 2003 s.256AA, ORA 2014 notes [law]; release dates [code]",
            95,
        ),
    ),
)
SHORT_SENTENCE_LICENCE = Timeline(
    "sentence.short_licence",
    "Licence after a prison sentence of less than twelve months",
    (
        Dated(CJA_2003, False, "CJA 2003 s.244 before the 2014 Act [code]", 90),
        Dated(ORA_2014, True, "ORA 2014 s.1, offences from 1 February 2015 [law]", 95),
    ),
)


@dataclass(frozen=True, slots=True)
class Custody:
    """One fixed prison sentence, released half way. Days are days; the length is its sum.

    `remand_days` and `tagged_bail_days` shorten it, `unlawfully_at_large_days` lengthen it,
    `added_days` (net) put release off. Not covered: release at 40 %, consecutive sentences,
    extended sentences, sentences under the law before December 2012 with a three-quarter licence.
    """

    starts_on: date
    offence_on: date
    born_on: date
    years: int = 0
    months: int = 0
    weeks: int = 0
    days: int = 0
    remand_days: int = 0
    tagged_bail_days: int = 0
    unlawfully_at_large_days: int = 0
    added_days: int = 0

    @property
    def length_days(self) -> int:
        """How many days the court's words come to, the first day counted."""
        last = last_day_of(
            self.starts_on, years=self.years, months=self.months, weeks=self.weeks, days=self.days
        )
        return (last - self.starts_on).days + 1


@dataclass(frozen=True, slots=True)
class Span:
    """Days in a row, both ends included."""

    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class CustodyDates:
    """When a prison sentence lets somebody go, and what follows. None: there is none."""

    released_on: date
    expires_on: date
    licence: Span | None
    supervision: Span | None
    because: str
    rule: Rule[SupervisionAfterSentence] | None


def custody_dates(custody: Custody, *, pack: Pack = DEFAULT_PACK) -> CustodyDates:
    """Release, expiry, licence and post-sentence supervision of one fixed sentence.

    Six months give three on licence and nine of supervision; ten give five and seven; eighteen give
    nine and three. Source: calculate-release-dates-api [code], CJA 2003 s.256AA [law].
    """
    length = custody.length_days
    if length < 1:
        raise ValueError("A prison sentence is at least one day.")
    half = -(-length // 2)
    served = custody.remand_days + custody.tagged_bail_days
    start, at_large = custody.starts_on, custody.unlawfully_at_large_days

    expires_on = max(start + timedelta(length - 1 + at_large - served), start)
    unadjusted = start + timedelta(half - 1 + at_large - served)
    before_added_days = max(unadjusted, start)
    released_on = min(max(unadjusted + timedelta(custody.added_days), start), expires_on)

    licence = None
    if _has_licence(custody, length, before_added_days, pack):
        licence = Span(released_on, expires_on)
    supervision, because, rule = _supervision(custody, half, before_added_days, expires_on, pack)
    return CustodyDates(released_on, expires_on, licence, supervision, because, rule)


def custody_released_on(
    released_on: date,
    *,
    sentenced_on: date,
    months: int,
    offence_on: date,
    born_on: date,
    pack: Pack = DEFAULT_PACK,
) -> CustodyDates:
    """As `custody_dates`, where what is known is the day the person was let out.

    Out before half way: the difference was served before the sentence, and everything ends sooner.
    Out after it: days were added, and only release moves. Release on a tag is not covered.
    """
    custody = Custody(sentenced_on, offence_on, born_on, months=months)
    difference = (released_on - custody_dates(custody, pack=pack).released_on).days
    return custody_dates(
        replace(custody, remand_days=max(0, -difference), added_days=max(0, difference)), pack=pack
    )


def _has_licence(custody: Custody, length: int, released_on: date, pack: Pack) -> bool:
    if length <= 1:
        return False
    if length >= (months_later(custody.starts_on, 12) - custody.starts_on).days:
        return True
    rule = SHORT_SENTENCE_LICENCE.find(custody.offence_on, pack=pack)
    return bool(rule and rule.value) and age_on(custody.born_on, released_on) >= 18


def _supervision(
    custody: Custody, half: int, released_on: date, expires_on: date, pack: Pack
) -> tuple[Span | None, str, Rule[SupervisionAfterSentence] | None]:
    """The supervision after a sentence, or None, each time with the reason."""
    rule = POST_SENTENCE_SUPERVISION.find(custody.offence_on, pack=pack)
    if rule is None:
        first = POST_SENTENCE_SUPERVISION.entries[0].in_force_from
        return None, f"The offence was before {words(first)}: no supervision follows.", None
    limits, length = rule.value, custody.length_days
    too_long = months_later(custody.starts_on, limits.less_than_months) - custody.starts_on
    half_way = custody.starts_on + timedelta(half)
    if length <= limits.more_than_days:
        return None, "The sentence is one day: no supervision follows.", rule
    if length >= too_long.days:
        limit = years(limits.less_than_months)
        return None, f"The sentence is {limit} or more: the licence is enough.", rule
    if (
        age_on(custody.born_on, half_way) <= limits.youngest_age
        or age_on(custody.born_on, released_on) < limits.youngest_age
    ):
        return None, "The person is too young at the half-way point: none follows.", rule
    ends_on = months_later(released_on, limits.months_after_release)
    if length - half >= 365 or ends_on <= expires_on:
        return None, "The licence already runs for twelve months after release.", rule
    because = (
        f"Supervision lasts until {limits.months_after_release} months after release on"
        f" {words(released_on)}."
    )
    return Span(expires_on + ONE_DAY, ends_on), because, rule
