"""What does a finished report look like? An invented inspection with the shape of the published one.

Its area, its two organisations, its figures and everybody in it are invented; it carries no inspectorate's
name. It goes the whole way by the actions people use: verdicts, findings, the accuracy exchange, embargo,
release, and what followed. Its counts are written, not judged: before the first page the record of that
autumn holds hardly a case of the public service. `tell` reports on any inspection of a company and a public
service; `tell_alone` makes one first, where nobody else has.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from openprobation.analytics.charts.figures import RatedRow
from openprobation.foundation.identity import actions as identity
from openprobation.foundation.identity.models import User
from openprobation.inspection.programmes import actions as programmes
from openprobation.inspection.programmes import queries as frameworks
from openprobation.inspection.reports import actions, queries
from openprobation.rules.inspection.intervals import wilson
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.inspection import (
    AccuracyAnswer,
    Addressee,
    Coding,
    FindingTone,
    PassageKind,
    Progress,
)
from openprobation.vocabulary.organisations import OrganisationKind

from .plan import at_clock
from .service import Service

SLUG, AREA = "irwell-valley-2016", "Irwell Valley (invented)"
CRC, NPS = OrganisationKind.CRC, OrganisationKind.NPS
NAMES = {CRC: "Irwell Valley CRC (invented)", NPS: "NPS Irwell Valley (invented)"}
FRAMEWORK = "quality_impact_2016"
BEGUN, SENT, ANSWERED = date(2016, 11, 7), date(2016, 11, 14), date(2016, 11, 28)
RELEASED_AT = at_clock(date(2016, 12, 8), 9, 30)
JUDGED = date(2017, 2, 10)

TITLE = (
    "Irwell Valley: the public was less well protected by the company than by the public service"
)
SUMMARY = (
    "The two organisations get on, and each does some things well. The company’s policies are sound and not"
    " always followed, so actual and potential victims were not protected well enough. The public service"
    " protects most of them. Both see people often and act when appointments are missed. The counts were"
    " written for this demonstration: its record of 2016 holds too few of the public service’s cases to draw"
    " sixty from, so they rest on none."
)
VERDICTS: dict[tuple[OrganisationKind, str], tuple[Coding, str, str]] = {
    (CRC, "protect"): (
        Coding.NOT_SUFFICIENT,
        "Not sufficient",
        "Policies are sound; front-line work does not always follow them.",
    ),
    (CRC, "reoffend"): (
        Coding.NOT_SUFFICIENT,
        "Not sufficiently effective",
        "Assessments are good; too few people get as far as an intervention.",
    ),
    (CRC, "abide"): (Coding.GOOD, "Generally effective", "People are seen often and mostly come."),
    (CRC, ""): (Coding.NOT_SUFFICIENT, "Not good enough on two of three outcomes", ""),
    (NPS, "protect"): (Coding.GOOD, "Effective", "Most victims were protected."),
    (NPS, "reoffend"): (
        Coding.BETWEEN,
        "Acceptable, with room to improve",
        "One-to-one work is strong in parts; reviews are not consistent.",
    ),
    (NPS, "abide"): (Coding.GOOD, "Generally good", "Very good motivational work."),
    (NPS, ""): (Coding.GOOD, "Good on two of three outcomes", ""),
}
CONCERN, STRENGTH, CONTEXT = FindingTone.CONCERN, FindingTone.STRENGTH, FindingTone.CONTEXT
FINDINGS: tuple[tuple[OrganisationKind | None, str, FindingTone, str, str], ...] = (
    (CRC, "protect", CONCERN, "Checks are asked for and not chased",
     "Enquiries to the police and to children’s services were made at the start of most cases. Where no answer"
     " came, nobody asked again in nearly half."),
    (CRC, "reoffend", CONCERN, "Plans name no first step",
     "Assessments say well what led to the offending. Plans then list needs without saying what happens first,"
     " by whom and when."),
    (CRC, "abide", STRENGTH, "Missed appointments are followed up",
     "Officers asked why on the day in most cases, and warned in time where there was no good reason."),
    (CRC, "", CONTEXT, "People changed officer",
     "Sickness was high and caseloads had been large. Cases moved between officers, and relationships were"
     " lost. More staff have been recruited since."),
    (NPS, "protect", STRENGTH, "Reviews follow events",
     "A new arrest or address led to a fresh look at the risk in most cases."),
    (NPS, "reoffend", CONCERN, "Substance misuse services are hard to reach",
     "People who needed them waited, and in some cases nobody referred them."),
    (NPS, "abide", STRENGTH, "Officers keep people coming",
     "Motivational work was very good, with small rewards for keeping at it."),
    (None, "joint", STRENGTH, "Teams under one roof",
     "Officers of both and the police share a room for those who offend most. It is a strength worth copying."),
    (None, "joint", CONCERN, "Breach papers go back and forth",
     "Papers from both were often sent back for what could have been seen before they went."),
)  # fmt: skip
PRACTICE: tuple[tuple[OrganisationKind, str, str, str], ...] = (
    (CRC, "Maria", "A place of her own to talk",
     "Maria was offered a women’s centre at her first appointment. Her officer went there with her twice, then"
     " saw her there each week. She has kept every appointment since May."),
    (NPS, "Joel", "The call before the weekend",
     "Joel used to miss Mondays. His officer rings on Friday afternoon and they plan the weekend together."),
)  # fmt: skip
ADVICE: tuple[tuple[Addressee, str, date], ...] = (
    (Addressee.CRC, "Chase every safeguarding enquiry that has no answer after five working days.",
     date(2017, 3, 31)),
    (Addressee.CRC, "Give all staff, new staff above all, regular supervision and training.",
     date(2017, 6, 30)),
    (Addressee.NPS, "Use the range of programmes and services that the company offers.",
     date(2017, 6, 30)),
    (Addressee.BOTH, "Check breach papers against an agreed list before they are sent.",
     date(2017, 3, 31)),
    (Addressee.MINISTRY, "Say who pays when the public service uses the company’s services.",
     date(2017, 9, 30)),
)  # fmt: skip
#: Of so many cases to which the question applied, met in so many: company, then public service.
COUNTS: dict[str, tuple[tuple[int, int], tuple[int, int]]] = {
    "P1": ((21, 34), (22, 26)), "P2": ((17, 33), (21, 26)), "P3": ((14, 29), (19, 25)),
    "P4": ((11, 24), (16, 21)), "R1": ((26, 34), (23, 26)), "R2": ((15, 34), (19, 26)),
    "R3": ((12, 31), (14, 25)), "R4": ((3, 4), (11, 19)), "A1": ((28, 34), (23, 26)),
    "A2": ((24, 32), (22, 25)), "A3": ((17, 22), (13, 16)),
}  # fmt: skip
STEPS: tuple[tuple[int, OrganisationKind, str, str, date, date | None, str], ...] = (
    (1, CRC, "A list of unanswered enquiries goes to each team every Monday.", "Senior probation officers",
     date(2017, 1, 31), date(2017, 1, 23), "The list of 23 January and the minutes of three team meetings."),
    (2, CRC, "Every new member of staff is supervised in each of the first eight weeks.",
     "Head of delivery unit", date(2017, 4, 30), None, ""),
    (3, NPS, "The company’s catalogue is on every officer’s desk, with one person who knows it.",
     "Head of delivery unit", date(2017, 2, 28), None, ""),
    (4, CRC, "The agreed list is filled in before papers leave.", "Responsible officers",
     date(2017, 2, 28), None, ""),
    (4, NPS, "Enforcement officers return papers by the agreed list only.", "Enforcement officers",
     date(2017, 2, 28), None, ""),
)  # fmt: skip
PROGRESS: tuple[tuple[int, Progress, str], ...] = (
    (1, Progress.DONE, "Of twelve enquiries that had no answer, all were chased within five days."),
    (2, Progress.SOME, "New staff are supervised each week; training dates are not set."),
    (4, Progress.TOO_LITTLE, "The list is agreed. In the papers we saw it was used in three of ten."),
)  # fmt: skip


def tell_alone(made: Service) -> int:
    """The finished report of an inspection made for it; or the one that is there."""
    there = next((line.id for line in queries.desk() if line.slug == SLUG), None)
    if there is not None:
        return there
    system = identity.system_user()
    framework = programmes.load_framework(
        path=programmes.DATA / f"{FRAMEWORK}.toml", at=at_clock(BEGUN, 9)
    )
    kept = programmes.keep_inspection(
        framework=framework,
        slug=SLUG,
        area=AREA,
        number=None,
        number_sureness="",
        providers=[programmes.InspectedProvider(kind, NAMES[kind], "D") for kind in (CRC, NPS)],
    )
    return tell(made, inspection_id=kept.inspection_id, lead=system, editor=system)


def tell(
    made: Service,
    *,
    inspection_id: int,
    lead: User,
    editor: User,
    rows: Sequence[RatedRow] | None = None,
) -> int:
    """Write, check, release and follow up; `rows` are the inspection's own ratings, else invented ones."""
    report_id = write(inspection_id, lead=lead, rows=rows)
    check(made, report_id, lead=lead)
    actions.release(
        report_id=report_id,
        release_at=RELEASED_AT,
        by=editor,
        at=RELEASED_AT - timedelta(hours=18),
        with_pdf=False,  # drawn beside the first pages: it takes seconds
    )
    follow(made, report_id, lead=lead)
    return report_id


def write(inspection_id: int, *, lead: User, rows: Sequence[RatedRow] | None) -> int:
    at = at_clock(BEGUN, 10)
    report_id = actions.begin(
        inspection_id=inspection_id, title=TITLE, summary=SUMMARY, is_invented=True, by=lead, at=at
    ).pk
    full = in_full(report_id, at)
    bodies = {body.kind: body.id for body in full.bodies}
    sections = {one.code: one.id for one in (*full.outcomes, *full.joint)}
    for (kind, code), (coding, words, detail) in VERDICTS.items():
        actions.give_verdict(
            report_id=report_id,
            provider_id=bodies[kind],
            section_id=sections.get(code),
            words=words,
            detail=detail,
            coding=coding,
            by=lead,
            at=at,
        )
    for body, code, tone, heading, text in FINDINGS:
        actions.write_passage(
            report_id=report_id,
            kind=PassageKind.FINDING,
            provider_id=bodies[body] if body else None,
            section_id=sections.get(code),
            tone=tone,
            heading=heading,
            text=text,
            by=lead,
            at=at,
        )
    for body, name, heading, text in PRACTICE:
        actions.write_passage(
            report_id=report_id,
            kind=PassageKind.GOOD_PRACTICE,
            provider_id=bodies[body],
            section_id=None,
            tone=STRENGTH,
            heading=heading,
            text=text,
            changed_name=name,
            by=lead,
            at=at,
        )
    for addressee, text, due_on in ADVICE:
        actions.recommend(
            report_id=report_id, addressee=addressee, text=text, due_on=due_on, by=lead, at=at
        )
    actions.take_ratings(
        report_id=report_id, rows=invented_rows() if rows is None else rows, by=lead, at=at
    )
    return report_id


def in_full(report_id: int, at: datetime) -> queries.ReportInFull:
    full = queries.draft(report_id, at=at)
    assert full is not None
    return full


def invented_rows() -> list[RatedRow]:
    framework = frameworks.framework(code=FRAMEWORK)
    assert framework is not None
    return [
        row_of(kind, section.code, question.code, question.text, *counted)
        for section in framework.sections
        for question in section.questions
        for kind, counted in zip((CRC, NPS), COUNTS.get(question.code, ()), strict=False)
    ]


def row_of(
    kind: OrganisationKind, standard: str, question: str, title: str, met: int, cases: int
) -> RatedRow:
    within = wilson(met, cases)
    return RatedRow(
        body=kind.value,
        standard=standard,
        title=title,
        question=question,
        met=met,
        applicable=cases,
        percent=100 * met / cases,
        low=100 * within.low,
        high=100 * within.high,
    )


def heads(made: Service) -> dict[OrganisationKind, User]:
    return {CRC: made.by_role["CRC-BOL", Role.HEAD], NPS: made.by_role["NPS-BOL", Role.HEAD]}


def check(made: Service, report_id: int, *, lead: User) -> None:
    """Both heads read the draft; the company disputes two facts, one of them rightly."""
    read_by = heads(made)
    full = in_full(report_id, at_clock(SENT, 9))
    kinds = {body.id: body.kind for body in full.bodies}
    copies = actions.send_for_accuracy(
        report_id=report_id,
        readers={pk: read_by[kind].pk for pk, kind in kinds.items()},
        answer_by=ANSWERED,
        by=lead,
        at=at_clock(SENT, 9),
    )
    points = points_to_make(full)
    at = at_clock(SENT + timedelta(days=4), 15)
    for copy in copies:
        kind = kinds[copy.provider_id]
        reader = read_by[kind]
        for passage_id, text, answer, said in points if kind is CRC else ():
            point = actions.write_point(
                copy_id=copy.pk, text=text, passage_id=passage_id, by=reader, at=at
            )
            actions.answer_point(
                point_id=point.pk,
                answer=answer,
                now_says=said if answer is AccuracyAnswer.ACCEPTED else "",
                reason=said if answer is AccuracyAnswer.NOT_ACCEPTED else "",
                by=lead,
                at=at_clock(SENT + timedelta(days=7), 11),
            )
        actions.return_copy(copy_id=copy.pk, by=reader, at=at_clock(SENT + timedelta(days=9), 12))
    actions.settle(report_id=report_id, by=lead, at=at_clock(ANSWERED, 10))


def points_to_make(
    full: queries.ReportInFull,
) -> Iterable[tuple[int, str, AccuracyAnswer, str]]:
    checks, changed = (
        next(one for one in full.passages if one.heading == heading)
        for heading in ("Checks are asked for and not chased", "People changed officer")
    )
    return (
        (
            checks.id,
            "Of the 34 cases, 29 needed an enquiry; in 13 nobody asked again. That is 45%, which"
            " is nearly half of those, not of all.",
            AccuracyAnswer.ACCEPTED,
            checks.text.replace("in nearly half.", "in 13 of 29 cases that needed one."),
        ),
        (
            changed.id,
            "Sickness has been falling since September.",
            AccuracyAnswer.NOT_ACCEPTED,
            "The report tells of the time of the fieldwork, when it was high.",
        ),
    )


def follow(made: Service, report_id: int, *, lead: User) -> None:
    """Both plan in January; one step is shown; three recommendations are judged in February."""
    full = in_full(report_id, RELEASED_AT)
    advice = {one.number: one.id for one in full.advices}
    of = heads(made)
    planned = at_clock(date(2017, 1, 9), 10)
    for number, kind, text, post, due_on, done_on, evidence in STEPS:
        unit = made.teams["CRC-BOL" if kind is CRC else "NPS-BOL"].unit
        step = actions.plan_step(
            advice_id=advice[number],
            organisation_id=unit.region.organisation_id,
            text=text,
            post=post,
            due_on=due_on,
            by=of[kind],
            at=planned,
        )
        if done_on:
            actions.show_done(
                step_id=step.pk,
                done_on=done_on,
                evidence=evidence,
                by=of[kind],
                at=at_clock(done_on + timedelta(days=3), 9),
            )
    for number, progress, reason in PROGRESS:
        actions.judge_progress(
            advice_id=advice[number],
            progress=progress,
            reason=reason,
            by=lead,
            at=at_clock(JUDGED, 14),
        )


def draw_papers(at: datetime) -> int:
    """The PDF of each released report that has none yet."""
    return actions.print_missing(by=identity.system_user(), at=at)
