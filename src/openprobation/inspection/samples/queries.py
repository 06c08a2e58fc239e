"""Which cases were drawn from which frame, who judges them, and can the draw be repeated?

What others build on: `SampledCase` is a case to be judged, by `cases(inspection_id)` for all of an
inspection, `given_to(user_id)` for one assessor's own and `sampled_case(id)` for one. Its `id` is what
judgements point at; `record_id` is the person's record; `as_of` is the moment the case is read as it
stood; `assessor_id` judges it and `second_id`, where there is one, judges it again, blind to the first.
`interviews(case_id)` are what an answer may cite beside the record. `FrameRow` is what the frame is
made of: portals hand it over, since inspection knows nothing of supervision.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import combinations
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from openprobation.rules.inspection.intervals import (
    SAMPLE_PLAN,
    Reach,
    cochran,
    margin_of,
    reach,
    smallest_difference,
)
from openprobation.rules.inspection.sampling import (
    DRAW_RULES,
    Framed,
    Share,
    Stratum,
    Verified,
    allocate,
    digest_of,
    draw,
    key_of,
    verify,
)
from openprobation.rules.inspection.sampling import read_twice as twice_of
from openprobation.vocabulary.inspection import InterviewWith, ReplacedFor, SampleState, Stratify

from .models import FramedCase, Given, Interview, Replacement, Sample

JUDGED = (SampleState.CHOSEN, SampleState.BROUGHT_IN)
DRAWN = (SampleState.CHOSEN, SampleState.REPLACED)


@dataclass(frozen=True, slots=True)
class FrameRow:
    """A case that may be drawn, as it stood on the day of the frame."""

    case: str
    record_id: int
    provider_id: int
    organisation: str
    sex: str
    harm: str
    sentence: str
    starts_on: date | None
    is_restricted: bool


def stratum_of(
    strata: Sequence[str], *, organisation: str, sex: str, harm: str, sentence: str
) -> tuple[str, ...]:
    """Where a case stands in each thing the frame is parted by."""
    known = {
        Stratify.ORGANISATION.value: organisation,
        Stratify.SEX.value: sex,
        Stratify.HARM.value: harm or "not assessed",
        Stratify.SENTENCE.value: sentence or "none",
    }
    return tuple(known[each] for each in strata)


@dataclass(frozen=True, slots=True)
class Proposal:
    """How many cases a confidence and a margin ask for, and what so many can and cannot show."""

    population: int
    size: int
    reach: Reach


def proposal(
    population: int, *, confidence: float, margin: float, on: date, size: int | None = None
) -> Proposal:
    """The size asked for, or the one given instead."""
    wanted = size or cochran(population, confidence=confidence, margin=margin)
    wanted = min(wanted, population)
    return Proposal(population, wanted, reach(wanted, population, plan=SAMPLE_PLAN.on(on).value))


@dataclass(frozen=True, slots=True)
class Part:
    """One organisation's part of a sample: how many of how many, and how far a share may be out."""

    name: str
    drawn: int
    framed: int
    margin: float


@dataclass(frozen=True, slots=True)
class Shows:
    """What a sample can and cannot show: of the whole, of each organisation and between any two."""

    reach: Reach
    parts: tuple[Part, ...]
    between: tuple[tuple[str, str, float], ...]  # two names, and the smallest difference told


def shows(counts: Mapping[str, tuple[int, int]], *, on: date) -> Shows:
    """`counts`: by organisation, how many are drawn of how many. No query."""
    plan = SAMPLE_PLAN.on(on).value
    held = {name: count for name, count in sorted(counts.items()) if count[0]}
    return Shows(
        reach(
            sum(drawn for drawn, _framed in held.values()),
            sum(framed for _drawn, framed in counts.values()),
            plan=plan,
        ),
        tuple(
            Part(name, *count, margin_of(*count, confidence=plan.told_confidence))
            for name, count in held.items()
        ),
        tuple(
            (one, other, smallest_difference(held[one], held[other], plan=plan))
            for one, other in combinations(held, 2)
        ),
    )


def counts_asked(
    rows: Sequence[FrameRow], *, size: int, strata: Collection[Stratify], on: date
) -> dict[int, tuple[int, int]]:
    """How many cases of each provider such a draw takes, of how many. No query."""
    parted = parted_by(strata)
    groups: Counter[tuple[int, Stratum]] = Counter(
        (
            row.provider_id,
            stratum_of(
                parted,
                organisation=row.organisation,
                sex=row.sex,
                harm=row.harm,
                sentence=row.sentence,
            ),
        )
        for row in rows
    )
    of = {stratum: provider_id for provider_id, stratum in groups}
    sizes = {stratum: number for (_provider_id, stratum), number in groups.items()}
    found: dict[int, tuple[int, int]] = {}
    for share in allocate(sizes, size, rules=DRAW_RULES.on(on).value):
        drawn, framed = found.get(of[share.stratum], (0, 0))
        found[of[share.stratum]] = drawn + share.drawn, framed + share.framed
    return found


def counts_of(sample_id: int) -> dict[str, tuple[int, int]]:
    """By organisation: how many are judged, of how many in the frame. One query."""
    rows = FramedCase.objects.filter(sample_id=sample_id).values_list("provider__name")
    found = rows.annotate(
        judged=Count("pk", filter=Q(state__in=JUDGED)), framed=Count("pk")
    ).values_list("provider__name", "judged", "framed")
    return {name: (judged, framed) for name, judged, framed in found}


def parted_by(strata: Collection[Stratify]) -> list[str]:
    """What a frame is parted by: by organisation always."""
    return [each.value for each in Stratify if each is Stratify.ORGANISATION or each in strata]


def announced() -> set[int]:
    """Inspections whose sample was announced. One query."""
    return set(
        Sample.objects.filter(withdrawn_at__isnull=True, announced_at__isnull=False).values_list(
            "inspection_id", flat=True
        )
    )


@dataclass(frozen=True, slots=True)
class SampleLine:
    """The draw of an inspection that stands."""

    id: int
    inspection_id: int
    as_of: datetime
    confidence: float
    margin: float
    size: int
    strata: tuple[str, ...]
    seed: str
    frame_digest: str
    drawn_at: datetime
    drawn_by: str
    announced_at: datetime | None
    twice: int
    framed: int
    ungiven: int


def sample_of(inspection_id: int) -> SampleLine | None:
    """The draw of an inspection that stands. Three queries."""
    row = (
        Sample.objects.filter(inspection_id=inspection_id, withdrawn_at__isnull=True)
        .values_list(
            "pk", "inspection_id", "as_of", "confidence", "margin", "size", "strata", "seed",
            "frame_digest", "drawn_at", "drawn_by__name", "announced_at", "twice",
        )
        .first()
    )  # fmt: skip
    if row is None:
        return None
    framed = FramedCase.objects.filter(sample_id=row[0])
    first = Q(given__taken_back_at__isnull=True, given__is_second=False, given__isnull=False)
    judged = framed.filter(state__in=JUDGED)
    return SampleLine(
        *row[:6],
        tuple(row[6]),
        *row[7:],
        framed=framed.count(),
        ungiven=judged.count() - judged.filter(first).count(),
    )


@dataclass(frozen=True, slots=True)
class Withdrawn:
    seed: str
    withdrawn_at: datetime
    why: str


def withdrawn(inspection_id: int) -> list[Withdrawn]:
    """Draws that were taken back before they were announced, oldest first: nobody draws until it suits."""
    rows = Sample.objects.filter(inspection_id=inspection_id, withdrawn_at__isnull=False)
    return [
        Withdrawn(seed, at, why)
        for seed, at, why in rows.order_by("withdrawn_at", "pk").values_list(
            "seed", "withdrawn_at", "withdrawn_why"
        )
        if at is not None and why is not None
    ]


@dataclass(frozen=True, slots=True)
class SampledCase:
    """A case of the sample: drawn, or brought in for another. Judgements point at its `id`."""

    id: int
    sample_id: int
    inspection_id: int
    case: str
    record_id: int
    provider_id: int
    organisation: str
    sex: str
    harm: str
    sentence: str
    starts_on: date | None
    is_restricted: bool
    place: int
    state: SampleState
    as_of: datetime
    is_announced: bool
    assessor_id: int | None = None
    assessor: str = ""
    second_id: int | None = None
    second: str = ""

    def is_judged_by(self, user_id: int) -> bool:
        return user_id in (self.assessor_id, self.second_id)


FIELDS = (
    "pk", "sample_id", "sample__inspection_id", "case", "record_id", "provider_id",
    "provider__kind", "sex", "harm", "sentence", "starts_on", "is_restricted", "place", "state",
    "sample__as_of", "sample__announced_at",
)  # fmt: skip


def _sampled(where: Q) -> list[SampledCase]:
    rows: list[tuple[Any, ...]] = list(
        FramedCase.objects.filter(
            where, sample__withdrawn_at__isnull=True, state__in=(*DRAWN, SampleState.BROUGHT_IN)
        )
        .order_by("provider__kind", "case", "pk")
        .values_list(*FIELDS)
    )
    held: dict[int, dict[bool, tuple[int, str]]] = {}
    for case_id, is_second, user_id, name in Given.objects.filter(
        case_id__in=[row[0] for row in rows], taken_back_at__isnull=True
    ).values_list("case_id", "is_second", "assessor_id", "assessor__name"):
        held.setdefault(case_id, {})[is_second] = (user_id, name)
    nobody: tuple[int | None, str] = (None, "")
    return [
        SampledCase(
            *(
                *row[:13],
                SampleState(row[13]),
                row[14],
                row[15] is not None,
                *held.get(row[0], {}).get(False, nobody),
                *held.get(row[0], {}).get(True, nobody),
            )
        )
        for row in rows
    ]


def cases(inspection_id: int) -> list[SampledCase]:
    """The cases to be judged, those replaced too with their state. Two queries."""
    return _sampled(Q(sample__inspection_id=inspection_id))


def cases_of(inspection_ids: Collection[int]) -> list[SampledCase]:
    """Of several inspections. Two queries."""
    return _sampled(Q(sample__inspection_id__in=inspection_ids))


def sampled_case(case_id: int) -> SampledCase | None:
    """One case of a sample. Two queries."""
    return next(iter(_sampled(Q(pk=case_id))), None)


def given_to(user_id: int, *, inspection_id: int | None = None) -> list[SampledCase]:
    """The cases an assessor judges, first or second, once announced. Two queries."""
    mine = Q(
        pk__in=Given.objects.filter(assessor_id=user_id, taken_back_at__isnull=True).values(
            "case_id"
        ),
        sample__announced_at__isnull=False,
        state__in=JUDGED,
    )
    if inspection_id is not None:
        mine &= Q(sample__inspection_id=inspection_id)
    return _sampled(mine)


def framed(sample_id: int) -> dict[int, int]:
    """Every case that could be drawn: its id by the id of its record. One query."""
    rows = FramedCase.objects.filter(sample_id=sample_id)
    return dict(rows.values_list("record_id", "pk"))


def framed_by_provider(sample_id: int) -> dict[int, int]:
    """How many cases of each organisation could be drawn. One query."""
    rows = FramedCase.objects.filter(sample_id=sample_id).order_by()
    return dict(rows.values_list("provider_id").annotate(n=Count("pk")))


def load_of(inspection_id: int) -> dict[int, int]:
    """How many cases each assessor has to judge. One query."""
    rows = Given.objects.filter(
        case__sample__inspection_id=inspection_id,
        case__sample__withdrawn_at__isnull=True,
        taken_back_at__isnull=True,
    )
    return dict(rows.values_list("assessor_id").annotate(n=Count("pk")))


@dataclass(frozen=True, slots=True)
class ReplacementLine:
    gone: str
    came: str
    provider_id: int
    reason: ReplacedFor
    note: str
    by: str
    at: datetime


def replacements(sample_id: int) -> list[ReplacementLine]:
    """Which case was replaced by which, and why, oldest first. One query."""
    return [
        ReplacementLine(gone, came, provider_id, ReplacedFor(reason), note, by, at)
        for gone, came, provider_id, reason, note, by, at in Replacement.objects.filter(
            gone__sample_id=sample_id
        )
        .order_by("at", "pk")
        .values_list(
            "gone__case", "came__case", "gone__provider_id", "reason", "note", "by__name", "at"
        )
    ]


@dataclass(frozen=True, slots=True)
class InterviewLine:
    id: int
    with_whom: InterviewWith
    held_on: date
    note: str
    by_id: int
    by: str


def interviews(case_id: int) -> list[InterviewLine]:
    """What was said about a case, oldest first. One query."""
    return [
        InterviewLine(pk, InterviewWith(whom), on, note, by_id, by)
        for pk, whom, on, note, by_id, by in Interview.objects.filter(case_id=case_id)
        .order_by("held_on", "pk")
        .values_list("pk", "with_whom", "held_on", "note", "by_id", "by__name")
    ]


# ── Read twice ─────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class ReadTwice:
    """Which cases of a sample the seed has a second inspector read."""

    drawn: tuple[str, ...]  # their numbers, as drawn
    standing: tuple[int, ...]  # the ids of those in their place now


def read_twice(sample: SampleLine, *, percent: int | None = None) -> ReadTwice:
    """Drawn again from the sample and its seed; a case that was replaced hands its place on. Two queries."""
    rows = {
        case: (pk, kind)
        for pk, case, kind in FramedCase.objects.filter(
            sample_id=sample.id, state__in=DRAWN
        ).values_list("pk", "case", "provider__kind")
    }
    followed = dict(
        Replacement.objects.filter(gone__sample_id=sample.id).values_list("gone_id", "came_id")
    )
    drawn = twice_of(
        [Framed(case, (kind,)) for case, (_pk, kind) in rows.items()],
        percent=sample.twice if percent is None else percent,
        seed=sample.seed,
        rules=DRAW_RULES.on(timezone.localdate(sample.as_of)).value,
    )
    standing = []
    for case in drawn:
        pk = rows[case][0]
        while pk in followed:
            pk = followed[pk]
        standing.append(pk)
    return ReadTwice(drawn, tuple(standing))


# ── The draw again ─────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class FrameLine:
    """One line of a provider's own frame, with what orders it. Sorted as the draw sorts."""

    case: str
    record_id: int
    stratum: tuple[str, ...]
    key: str
    place: int
    is_drawn: bool
    state: SampleState


@dataclass(frozen=True, slots=True)
class OwnDraw:
    """What a provider needs to draw its own cases again: each stands in its own groups only."""

    lines: tuple[FrameLine, ...]
    shares: tuple[Share, ...]
    digest: str
    verified: Verified

    @property
    def drawn(self) -> tuple[FrameLine, ...]:
        return tuple(line for line in self.lines if line.is_drawn)


def own_draw(sample: SampleLine, *, provider_id: int | None = None) -> OwnDraw:
    """The frame of one provider, or of all, drawn again from what is stored and compared. One query."""
    rows = FramedCase.objects.filter(sample_id=sample.id).values_list(
        "case", "record_id", "provider_id", "provider__kind", "sex", "harm", "sentence", "state",
        "place",
    )  # fmt: skip
    lines: list[FrameLine] = []
    every: list[Framed] = []
    taken: list[str] = []
    for case, record_id, of, kind, sex, harm, sentence, state, place in rows:
        stratum = stratum_of(
            sample.strata, organisation=kind, sex=sex, harm=harm, sentence=sentence
        )
        every.append(Framed(case, stratum))
        is_drawn = state in DRAWN
        if is_drawn:
            taken.append(case)
        if provider_id in (None, of):
            lines.append(
                FrameLine(
                    case,
                    record_id,
                    stratum,
                    key_of(sample.seed, case),
                    place,
                    is_drawn,
                    SampleState(state),
                )
            )
    rules = DRAW_RULES.on(timezone.localdate(sample.as_of)).value
    found = verify(
        every,
        sample.size,
        seed=sample.seed,
        frame_digest=sample.frame_digest,
        sample=taken,
        rules=rules,
    )
    groups = {line.stratum for line in lines}
    shares = draw(every, sample.size, seed=sample.seed, rules=rules).shares
    return OwnDraw(
        tuple(sorted(lines, key=lambda line: (line.stratum, line.place))),
        tuple(share for share in shares if share.stratum in groups),
        digest_of([Framed(line.case, line.stratum) for line in lines]),
        found,
    )


def told_apart(lines: Iterable[FrameLine]) -> dict[tuple[str, ...], list[FrameLine]]:
    """The lines of a frame by their group, in order."""
    found: dict[tuple[str, ...], list[FrameLine]] = {}
    for line in lines:
        found.setdefault(line.stratum, []).append(line)
    return found
