"""What do the ratings of an inspection stand at, from which shares, and what might a panel move?

All of this is before release: each question asks who is asking. A provider is told by a report, never here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

from openprobation.analytics.charts.figures import RatedRow
from openprobation.foundation.access.check import require
from openprobation.foundation.identity.models import User
from openprobation.inspection.assessments import queries as assessments
from openprobation.inspection.samples import queries as samples
from openprobation.rules.inspection.frameworks import FRAMEWORKS, Framework
from openprobation.rules.inspection.intervals import SAMPLE_PLAN, Interval, wilson
from openprobation.rules.inspection.ratings import (
    RATING_RULES,
    Counted,
    Discretion,
    OverallRated,
    RatingRules,
    StandardRated,
    discretion,
    moved_told,
    overall,
    whole_percent,
)
from openprobation.vocabulary.inspection import CaseAnswer, Rating, SampleState
from openprobation.vocabulary.organisations import OrganisationKind

from .models import EvidenceRating, PanelMove, QuestionShare, Settling, StandardRating
from .permissions import Permission
from .policies import Carried, CountedFor, FoundFor, MoveBefore, Worked, work_out


@dataclass(frozen=True, slots=True)
class Body:
    """An organisation as it was inspected."""

    id: int
    kind: OrganisationKind
    name: str


@dataclass(frozen=True, slots=True)
class KeyQuestion:
    """A question as the framework asks it."""

    id: int
    standard: str
    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Inspected:
    """An inspection: by which framework, which organisations and which questions."""

    id: int
    area: str
    framework: Framework | None
    bodies: tuple[Body, ...]
    questions: tuple[KeyQuestion, ...] = field(default=(), repr=False)

    def text_of(self, question: str) -> str:
        return next((each.text for each in self.questions if each.code == question), "")

    @property
    def rules(self) -> RatingRules:
        """The rules of rating of its framework's day."""
        day = self.framework.begins_on if self.framework else RATING_RULES.entries[0].in_force_from
        return RATING_RULES.on(day).value


@dataclass(frozen=True, slots=True)
class ShareLine:
    """One key question: how many of the cases it fitted met it, and how sure that is. No case: no share."""

    question: str
    met: int
    applicable: int
    percent: int | None
    interval: Interval | None
    text: str = ""


@dataclass(frozen=True, slots=True)
class MoveLine:
    """A panel's move, with who sat; `taken_back_why` and `lapsed_why` are empty while it stands."""

    id: int
    from_rating: Rating
    to_rating: Rating
    grounds: str
    why: str
    members: tuple[str, ...]
    at: datetime
    taken_back_why: str
    lapsed_why: str = ""
    is_carried: bool = False

    @property
    def stands(self) -> bool:
        return not self.taken_back_why and not self.lapsed_why


@dataclass(frozen=True, slots=True)
class StandardLine:
    """What an organisation is rated on a standard now, its shares, its moves, and what a panel may do."""

    id: int
    standard: str
    title: str
    percent: int | None
    worked_out: Rating | None
    rating: Rating | None
    explanation: str
    shares: tuple[ShareLine, ...]
    moves: tuple[MoveLine, ...]
    may_move: tuple[Discretion, ...]

    @property
    def is_moved(self) -> bool:
        return self.rating is not self.worked_out

    @property
    def as_rated(self) -> StandardRated:
        return StandardRated(self.standard, self.rating, self.percent, None, self.explanation)

    @property
    def score(self) -> int | None:
        return self.as_rated.score


@dataclass(frozen=True, slots=True)
class BodyTable:
    """An organisation's standards in the framework's order, and what they come to.

    `overall` None: the framework rates nothing.
    """

    body: Body
    standards: tuple[StandardLine, ...]
    overall: OverallRated | None


@dataclass(frozen=True, slots=True)
class Ratings:
    """The ratings of an inspection as last settled. `number` 0: not settled yet."""

    inspection: Inspected
    number: int
    settled_by: str
    settled_at: datetime | None
    bodies: tuple[BodyTable, ...]


@dataclass(frozen=True, slots=True)
class Beside:
    """One standard, with each organisation's line in the order of the bodies; None: not its standard."""

    standard: str
    title: str
    lines: tuple[StandardLine | None, ...]


def inspections() -> Any:
    """The inspections' table, reached through our own row's key."""
    return cast(Any, Settling._meta.get_field("inspection").related_model).objects


def inspected(inspection_ids: Collection[int]) -> dict[int, Inspected]:
    """Inspections with their framework, questions and organisations, the company first. Four queries."""
    found = (
        inspections()
        .select_related("framework")
        .prefetch_related("providers", "framework__sections__questions")
    )
    return {
        row.pk: Inspected(
            row.pk,
            row.area,
            FRAMEWORKS.get(row.framework.code),
            tuple(
                Body(each.pk, OrganisationKind(each.kind), each.name)
                for each in sorted(row.providers.all(), key=lambda each: (each.kind, each.pk))
            ),
            tuple(
                KeyQuestion(asked.pk, section.code, asked.code, asked.text)
                for section in sorted(row.framework.sections.all(), key=in_place)
                for asked in sorted(section.questions.all(), key=in_place)
            ),
        )
        for row in found.filter(pk__in=inspection_ids)
    }


def in_place(row: Any) -> tuple[int, int]:
    return (row.position, row.pk)


def ratings_of(inspection_id: int, *, by: User, at: datetime) -> Ratings | None:
    """The ratings of one inspection as last settled; None where there is no such inspection."""
    return ratings([inspection_id], by=by, at=at).get(inspection_id)


def ratings(inspection_ids: Collection[int], *, by: User, at: datetime) -> dict[int, Ratings]:
    """The ratings of many inspections as last settled. At most ten queries, however many."""
    require(by, Permission.VIEW, at=at)
    known = inspected(inspection_ids)
    latest: dict[int, Settling] = {}
    settled = Settling.objects.filter(inspection_id__in=known).select_related("by")
    for settling in settled.order_by("number"):
        latest[settling.inspection_id] = settling
    rows = StandardRating.objects.filter(
        settling__in=[settling.pk for settling in latest.values()]
    ).prefetch_related("shares", "moves__seats__member")
    by_body: dict[int, dict[int, list[StandardRating]]] = {}
    for row in rows:
        of_settling = by_body.setdefault(row.settling_id, {})
        of_settling.setdefault(row.provider_id, []).append(row)
    return {pk: _ratings(each, latest.get(pk), by_body) for pk, each in known.items()}


def side_by_side(tables: Sequence[Ratings]) -> tuple[tuple[BodyTable, ...], tuple[Beside, ...]]:
    """Several organisations' tables set beside each other, standard by standard: CRC and NPS.

    They may be of one inspection or of two with different frameworks. No query.
    """
    bodies = tuple(body for table in tables for body in table.bodies)
    titles: dict[str, str] = {}
    for body in bodies:
        for line in body.standards:
            titles.setdefault(line.standard, line.title)
    lines = [{line.standard: line for line in body.standards} for body in bodies]
    return bodies, tuple(
        Beside(standard, title, tuple(each.get(standard) for each in lines))
        for standard, title in titles.items()
    )


def rows_for_report(table: Ratings) -> tuple[RatedRow, ...]:
    """The table as a report takes it over: each standard, then its key questions. No query."""
    rows: list[RatedRow] = []
    for body in table.bodies:
        kind = body.body.kind.value
        for line in body.standards:
            rows.append(
                RatedRow(
                    body=kind,
                    standard=line.standard,
                    title=line.title,
                    percent=line.percent,
                    rating=line.rating,
                    explanation=line.explanation,
                )
            )
            rows += [
                RatedRow(
                    body=kind,
                    standard=line.standard,
                    title=share.text or line.title,
                    question=share.question,
                    met=share.met,
                    applicable=share.applicable,  # 0: it fitted no case
                    percent=share.percent,
                    low=None if share.interval is None else round(100 * share.interval.low, 1),
                    high=None if share.interval is None else round(100 * share.interval.high, 1),
                )
                for share in line.shares
            ]
    return tuple(rows)


def _ratings(
    inspection: Inspected,
    settling: Settling | None,
    by_body: Mapping[int, Mapping[int, list[StandardRating]]],
) -> Ratings:
    found = by_body.get(settling.pk, {}) if settling else {}
    return Ratings(
        inspection=inspection,
        number=settling.number if settling else 0,
        settled_by=settling.by.get_full_name() if settling else "",
        settled_at=settling.at if settling else None,
        bodies=tuple(
            _table(inspection, body, found.get(body.id, ())) for body in inspection.bodies
        ),
    )


def _table(inspection: Inspected, body: Body, rows: Sequence[StandardRating]) -> BodyTable:
    framework = inspection.framework
    order = [each.id for each in framework.standards] if framework else []
    place = {standard: number for number, standard in enumerate(order)}
    kept = sorted(rows, key=lambda row: (place.get(row.standard, len(place)), row.standard))
    lines = tuple(_line(inspection, row) for row in kept)
    return BodyTable(body, lines, _overall(framework, lines, inspection.rules))


def _overall(
    framework: Framework | None, lines: Sequence[StandardLine], rules: RatingRules
) -> OverallRated | None:
    if framework is None or not framework.is_scored:
        return None
    counted = [standard.id for standard in framework.counted]
    return overall([line.as_rated for line in lines], counted=counted, rules=rules)


def counted(shares: Sequence[QuestionShare]) -> list[Counted]:
    """Stored shares as the rules take them, in their order."""
    ordered = sorted(shares, key=lambda share: share.position)
    return [Counted(share.question, share.met, share.applicable) for share in ordered]


def _line(inspection: Inspected, row: StandardRating) -> StandardLine:
    standard = inspection.framework.standard(row.standard) if inspection.framework else None
    moves = sorted(row.moves.all(), key=lambda move: (move.at, move.pk))
    standing = next((m for m in moves if m.taken_back_at is None and not m.lapsed_why), None)
    worked_out = Rating(row.rating) if row.rating else None
    counts = counted(list(row.shares.all()))
    is_free = standing is None and worked_out is not None and row.percent is not None
    return StandardLine(
        id=row.pk,
        standard=row.standard,
        title=standard.title if standard else row.standard,
        percent=row.percent,
        worked_out=worked_out,
        rating=Rating(standing.to_rating) if standing else worked_out,
        explanation=_explained(row, standing),
        shares=tuple(_share(count, inspection.text_of(count.key_question)) for count in counts),
        moves=tuple(_move(move) for move in moves),
        may_move=discretion(row.standard, counts, rules=inspection.rules) if is_free else (),
    )


def _explained(row: StandardRating, standing: PanelMove | None) -> str:
    """The explanation line: never who sat, which is kept with the move."""
    if standing is None:
        return row.explanation
    panel = f"A panel of {len(standing.seats.all())}, on {standing.at:%-d %B %Y},"
    return moved_told(row.explanation, Rating(standing.to_rating), panel=panel, why=standing.why)


def _share(count: Counted, text: str) -> ShareLine:
    if not count.applicable:
        return ShareLine(count.key_question, count.met, count.applicable, None, None, text)
    confidence = SAMPLE_PLAN.entries[-1].value.told_confidence
    return ShareLine(
        count.key_question,
        count.met,
        count.applicable,
        whole_percent(count.met, count.applicable),
        wilson(count.met, count.applicable, confidence=confidence),
        text,
    )


def _move(move: PanelMove) -> MoveLine:
    return MoveLine(
        id=move.pk,
        from_rating=Rating(move.from_rating),
        to_rating=Rating(move.to_rating),
        grounds=move.grounds,
        why=move.why,
        members=tuple(sorted(seat.member.get_full_name() for seat in move.seats.all())),
        at=move.at,
        taken_back_why=move.taken_back_why or "",
        lapsed_why=move.lapsed_why,
        is_carried=move.carried_from_id is not None,
    )


# ── What a settling would come to now ──────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class Judged:
    """What the judged cases of an inspection count for, and what is still missing of them."""

    counts: tuple[CountedFor, ...]
    handed_in: Mapping[int, int]  # by organisation
    in_sample: Mapping[int, int]
    differences: int  # two readings differ, and nobody settled between them


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    """What an organisation is rated on a standard judged from evidence, until somebody changes it."""

    provider_id: int
    standard: str
    rating: Rating
    why: str
    by: str
    at: datetime

    @property
    def as_found(self) -> FoundFor:
        return FoundFor(self.provider_id, self.standard, self.rating, self.why)


@dataclass(frozen=True, slots=True)
class Proposal:
    """What settling now would come to. `number` is that of the settling it would follow."""

    number: int
    judged: Judged
    findings: tuple[EvidenceLine, ...]
    worked: tuple[Worked, ...]

    @property
    def moves(self) -> tuple[Carried, ...]:
        return tuple(move for each in self.worked for move in each.moves)

    def differs_from(self, table: Ratings) -> list[tuple[int, str]]:
        """Organisation and standard of each line that settling now would change."""
        now = {
            (body.body.id, line.standard): (
                line.rating,
                [(share.question, share.met, share.applicable) for share in line.shares],
            )
            for body in table.bodies
            for line in body.standards
        }
        then = {
            (each.provider_id, each.standard): (
                each.rating,
                [(count.key_question, count.met, count.applicable) for count in each.counts],
            )
            for each in self.worked
        }
        return [key for key in {**now, **then} if now.get(key) != then.get(key)]


def proposal(inspection_id: int, *, by: User, at: datetime) -> Proposal | None:
    """What settling now would come to, from the judged cases and the evidence. Fourteen queries."""
    require(by, Permission.VIEW, at=at)
    inspection = inspected([inspection_id]).get(inspection_id)
    return proposed(inspection) if inspection else None


def proposed(inspection: Inspected) -> Proposal:
    judged = judged_of(inspection)
    findings = evidence_of(inspection)
    number, moves = moves_before(inspection.id)
    worked: Iterable[Worked] = ()
    if inspection.framework is not None:
        worked = work_out(
            inspection.framework,
            inspection.rules,
            provider_ids=[body.id for body in inspection.bodies],
            counts=judged.counts,
            findings=[each.as_found for each in findings],
            moves=moves,
        )
    return Proposal(number, judged, findings, tuple(worked))


def judged_of(inspection: Inspected) -> Judged:
    """Final answers counted: the first reading, or what was settled where two differed. Six queries."""
    cases = {
        case.id: case.provider_id
        for case in samples.cases(inspection.id)
        if case.state is not SampleState.REPLACED
    }
    answers = assessments.final(cases)
    asked = [each for each in inspection.questions if is_counted(inspection, each)]
    met: Counter[tuple[int, int]] = Counter()
    applicable: Counter[tuple[int, int]] = Counter()
    for one in answers:
        key = (cases[one.case_id], one.question_id)
        applicable[key] += one.answer is not CaseAnswer.NOT_APPLICABLE
        met[key] += one.answer is CaseAnswer.MET
    handed_in = Counter(cases[case_id] for case_id in {one.case_id for one in answers})
    return Judged(
        counts=tuple(
            CountedFor(
                body.id,
                each.standard,
                each.code,
                met[body.id, each.id],
                applicable[body.id, each.id],
            )
            for body in inspection.bodies
            if handed_in[body.id]
            for each in asked
        ),
        handed_in=handed_in,
        in_sample=Counter(cases.values()),
        differences=sum(
            pair.differ and pair.settled is None for pair in assessments.pairs(list(cases))
        ),
    )


def is_counted(inspection: Inspected, asked: KeyQuestion) -> bool:
    """Whether the answers to a question make a share: of a standard that is judged from cases."""
    standard = inspection.framework.standard(asked.standard) if inspection.framework else None
    return standard is not None and standard.is_casework and standard.asks(asked.code)


def evidence_of(inspection: Inspected) -> tuple[EvidenceLine, ...]:
    """What holds of the standards judged from evidence. One query."""
    rows = (
        EvidenceRating.objects.filter(
            provider__in=[body.id for body in inspection.bodies], ended_at__isnull=True
        )
        .select_related("by")
        .order_by("provider_id", "standard")
    )
    return tuple(
        EvidenceLine(
            row.provider_id, row.standard, Rating(row.rating), row.why, row.by.name, row.at
        )
        for row in rows
    )


def moves_before(inspection_id: int) -> tuple[int, list[MoveBefore]]:
    """The number of the latest settling, and the moves that stand or lapsed beside it. Two queries."""
    latest = Settling.objects.filter(inspection_id=inspection_id).order_by("-number").first()
    if latest is None:
        return 0, []
    rows = PanelMove.objects.filter(rating__settling=latest, taken_back_at__isnull=True)
    return latest.number, [
        MoveBefore(
            row.pk,
            row.rating.provider_id,
            row.rating.standard,
            Rating(row.from_rating),
            Rating(row.to_rating),
            row.lapsed_why,
        )
        for row in rows.select_related("rating").order_by("at", "pk")
    ]
