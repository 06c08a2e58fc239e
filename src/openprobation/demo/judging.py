"""How would inspectors judge the cases of a sample? By the actions they use, and by a seed.

`judge` answers every question of every reading not handed in yet and hands it in. What is met follows
the shape of the published report: the public service protects most people, the company does not; less
is done against reoffending in the company; both see people often and act. Each answer points at entries
of that case's record as it stood. The same seed judges the same.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django.utils import timezone

from openprobation.foundation.identity import queries as identity
from openprobation.inspection.assessments import actions, queries
from openprobation.inspection.samples import queries as samples
from openprobation.inspection.samples.queries import SampledCase
from openprobation.rules.inspection.applicability import CaseFacts
from openprobation.supervision.contacts import queries as contacts
from openprobation.supervision.contacts.queries import Line
from openprobation.supervision.persons import queries as persons
from openprobation.vocabulary.appointments import Outcome
from openprobation.vocabulary.contacts import ContactKind as Kind
from openprobation.vocabulary.inspection import CaseAnswer, SampleState
from openprobation.vocabulary.organisations import OrganisationKind

CRC, NPS = OrganisationKind.CRC, OrganisationKind.NPS
MET, NOT_MET, NOT_APPLICABLE = CaseAnswer.MET, CaseAnswer.NOT_MET, CaseAnswer.NOT_APPLICABLE

DISAGREE = 0.15
"""Of the questions two people answer: the share they answer differently. An assumption."""
CITED = 2
YOUNG = timedelta(days=120)
WHOLE = 5_000


@dataclass(frozen=True, slots=True)
class Told:
    """What an invented inspector looks for, and says."""

    crc: float  # the share of cases in which it is met
    nps: float
    looks_at: tuple[Kind, ...]
    met: str
    not_met: str
    does_not_apply: str = ""


#: The shape of the published report in shares; the shares themselves are invented.
TOLD: Mapping[str, Told] = {
    "P1": Told(0.62, 0.86, (Kind.RISK, Kind.AGENCY),
        "Who could be harmed, and how, is set out, and the enquiries were made.",
        "The level was set without an answer from the police or children’s services."),
    "P2": Told(0.52, 0.82, (Kind.PLAN, Kind.RISK, Kind.MANAGEMENT),
        "The plan says what is done, by whom, and what to do if things change.",
        "The plan does not say what happens if things change."),
    "P3": Told(0.46, 0.78, (Kind.HOME_VISIT, Kind.AGENCY, Kind.RISK, Kind.PHONE_CALL),
        "The people who could be harmed were kept in mind and kept safe.",
        "The policy is sound and was not followed here: nobody asked about the people at home."),
    "P4": Told(0.44, 0.76, (Kind.RISK, Kind.MANAGEMENT, Kind.CASE_NOTE),
        "A change led to a fresh look at the risk.",
        "Things changed and the risk was not looked at again.",
        "Nothing changed that called for a review."),
    "R1": Told(0.76, 0.88, (Kind.PLAN, Kind.RISK, Kind.CASE_NOTE),
        "It says well what led to the offending, and what helps.",
        "It lists needs and not what led to the offending."),
    "R2": Told(0.44, 0.72, (Kind.PLAN, Kind.APPOINTMENT),
        "The person’s own goals are in it, with strengths beside needs.",
        "It lists needs, and not what happens first."),
    "R3": Told(0.38, 0.56, (Kind.INTERVENTION, Kind.UNPAID_WORK, Kind.PLAN),
        "What was planned has begun.",
        "Nothing was begun for the need that matters most."),
    "R4": Told(0.50, 0.58, (Kind.PLAN, Kind.MANAGEMENT, Kind.APPOINTMENT),
        "Progress was looked at with the person, and the plan changed with it.",
        "No formal review after things changed.",
        "The order has not run long enough for a review."),
    "A1": Told(0.82, 0.88, (Kind.APPOINTMENT, Kind.HOME_VISIT),
        "Seen as often as the plan and the risk ask for.",
        "Seen less often than the risk asks for."),
    "A2": Told(0.76, 0.90, (Kind.APPOINTMENT, Kind.TEXT, Kind.PHONE_CALL),
        "What keeps the person from coming was asked about and worked on.",
        "Work, children and fares were known and not planned for."),
    "A3": Told(0.78, 0.82, (Kind.APPOINTMENT, Kind.LETTER, Kind.COURT),
        "The reason was asked on the day, and a warning came in time.",
        "Nobody asked why, and no warning came.",
        "No appointment was missed without a good reason."),
    "J1": Told(0.74, 0.80, (Kind.ALLOCATION, Kind.AGENCY),
        "What the two organisations had to tell each other was told.",
        "One waited for the other, and nobody rang."),
    "J2": Told(0.42, 0.46, (Kind.COURT,),
        "The papers went through at the first attempt.",
        "The papers were sent back for what could have been seen before they went.",
        "No breach papers were sent."),
    "J3": Told(0.52, 0.40, (Kind.INTERVENTION,),
        "A service of the other organisation was used.",
        "A service was there to be bought, and nobody asked for it.",
        "No service was needed from the other organisation."),
}  # fmt: skip
OTHERWISE = Told(0.6, 0.7, (Kind.CASE_NOTE, Kind.APPOINTMENT), "Good enough.", "Not good enough.")
MISSED = (Outcome.UNACCEPTABLE_ABSENCE,)
Judged = Mapping[tuple[str, str], float]
"""The share met, by organisation (`crc`, `nps`) and code of a question."""


def judge(
    inspection_id: int,
    *,
    seed: str,
    at: datetime,
    skip: Collection[int] = (),
    shares: Judged | None = None,
    disagree: float = DISAGREE,
    seconds: bool = True,
) -> int:
    """Judge what is left of an announced sample, second readings too. Returns how many readings.

    `skip` are ids of sampled cases to leave alone; without `seconds` only first readings are made. A
    reading somebody began is finished: what they answered stays. `shares` take the place of the report's
    where given.
    """
    every = [one for one in samples.cases(inspection_id) if one.state is not SampleState.REPLACED]
    records = {one.id: _record(one) for one in every}
    done = {
        (line.case_id, line.assessor_id)
        for line in queries.of_cases([one.id for one in every])
        if line.handed_in_at is not None
    }
    verdicts = _verdicts(every, records, seed=seed, shares=shares or {})
    made = 0
    for case in every:
        if case.id in skip:
            continue
        for user_id, is_second in ((case.assessor_id, False), (case.second_id, True)):
            if user_id is None or (case.id, user_id) in done or (is_second and not seconds):
                continue
            _read(
                case,
                records[case.id],
                verdicts[case.organisation],
                user_id=user_id,
                differs=disagree if is_second else 0.0,
                seed=seed,
                at=at,
            )
            made += 1
    return made


def answer_to(
    question: queries.Asked, case: SampledCase, answer: CaseAnswer = MET
) -> actions.Given:
    """An answer to one question, pointing at the record as it stood."""
    return _given(question, answer, _record(case), seed=case.case)


def differences(inspection_id: int) -> list[queries.Pair]:
    """What two readers answered differently and nobody has settled."""
    found = queries.pairs([one.id for one in samples.cases(inspection_id)])
    return [one for one in found if one.differ and one.settled is None]


def _record(case: SampledCase) -> list[Line]:
    """The record as it stood, latest first."""
    person = persons.by_id(case.record_id)
    ids = person.ids if person else (case.record_id,)
    return contacts.timeline(ids, may_see_sensitive=True, as_of=case.as_of, size=WHOLE).lines


class _Verdicts:
    """What is met in which case of one organisation: as many as the share asks for.

    The record speaks first: where it holds more of what a question looks at, the question is met first.
    """

    def __init__(
        self,
        kind: str,
        cases: list[SampledCase],
        records: Mapping[int, list[Line]],
        *,
        seed: str,
        shares: Judged,
    ) -> None:
        self.kind, self.cases, self.records = kind, cases, records
        self.seed, self.shares = seed, shares
        self.met: dict[str, set[int]] = {}

    def of(self, case: SampledCase, code: str) -> CaseAnswer:
        told = TOLD.get(code, OTHERWISE)
        if _does_not_apply(code, told, case, self.records[case.id]):
            return NOT_APPLICABLE
        if code not in self.met:
            share = self.shares.get((self.kind, code), told.nps if self.kind == NPS else told.crc)
            fits = [
                one
                for one in self.cases
                if not _does_not_apply(code, told, one, self.records[one.id])
            ]
            fits.sort(
                key=lambda one: (
                    -min(3, len(_of_kinds(self.records[one.id], told.looks_at))),
                    chance(self.seed, one.case, code),
                )
            )
            self.met[code] = {one.id for one in fits[: round(share * len(fits))]}
        return MET if case.id in self.met[code] else NOT_MET


def _verdicts(
    cases: Iterable[SampledCase],
    records: Mapping[int, list[Line]],
    *,
    seed: str,
    shares: Judged,
) -> dict[str, _Verdicts]:
    by_kind: dict[str, list[SampledCase]] = {}
    for one in cases:
        by_kind.setdefault(one.organisation, []).append(one)
    return {
        kind: _Verdicts(kind, group, records, seed=seed, shares=shares)
        for kind, group in by_kind.items()
    }


def _read(
    case: SampledCase,
    record: list[Line],
    verdicts: _Verdicts,
    *,
    user_id: int,
    differs: float,
    seed: str,
    at: datetime,
) -> None:
    """One reading: every question it still asks is answered, and it is handed in."""
    by = identity.by_id(user_id)
    assert by is not None
    own = queries.own(case.id, assessor=by)
    facts = own.facts if own else CaseFacts()
    answered = set(queries.answers_of([own.id]).get(own.id, {})) if own else set()
    given = []
    for question in queries.questions(case.inspection_id, facts).values():
        if question.applies is False or question.id in answered:
            continue
        verdict = verdicts.of(case, question.code)
        if verdict is not NOT_APPLICABLE and (
            chance(f"{seed}:second", case.case, question.code) < differs
        ):
            verdict = NOT_MET if verdict is MET else MET
        given.append(_given(question, verdict, record, seed=f"{seed}:{case.case}:{user_id}"))
    if given:
        actions.answer(case_id=case.id, given=given, by=by, at=at, facts=facts)
    actions.hand_in(case_id=case.id, by=by, at=at)


def _given(
    question: queries.Asked, verdict: CaseAnswer, record: list[Line], *, seed: str
) -> actions.Given:
    told = TOLD.get(question.code, OTHERWISE)
    if verdict is NOT_APPLICABLE:
        return actions.Given(question.id, verdict, why=told.does_not_apply)
    found = (_of_kinds(record, told.looks_at) or record)[:8]
    found = sorted(found, key=lambda line: chance(seed, str(line.id), question.code))[:CITED]
    return actions.Given(
        question.id,
        verdict,
        why=told.met if verdict is MET else told.not_met,
        entries=tuple(actions.Cited(line.id, timezone.localdate(line.at)) for line in found),
        said="" if found else "There is nothing in the record. The officer told us what was done.",
    )


def _does_not_apply(code: str, told: Told, case: SampledCase, record: list[Line]) -> bool:
    if not told.does_not_apply:
        return False
    if code == "A3":
        return not any(line.outcome in MISSED for line in record)
    if code == "R4":
        return case.starts_on is not None and case.as_of.date() - case.starts_on < YOUNG
    return not _of_kinds(record, told.looks_at)


def _of_kinds(record: list[Line], kinds: Collection[Kind]) -> list[Line]:
    return [line for line in record if line.kind in kinds and not line.is_withdrawn]


def chance(*parts: str) -> float:
    """From 0 to 1, the same for the same words."""
    return int(sha256(":".join(parts).encode()).hexdigest()[:12], 16) / 16**12
