"""What is measured of the report of 2017, for both organisations side by side?

Counted once a day by a job and put on the public shelves, so that the page, the rows to download and
everything quoted from them say the same, and a page anybody opens asks nothing of the record.

Nobody can be told from a figure. Nothing is shown of fewer than twenty. Counts are rounded to five before a
share is worked out, so no two figures, and no two days, differ by one person. Organisations are shown apart,
and never with a total.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from openprobation.foundation.identity.actions import system_user
from openprobation.publication.library import actions as library
from openprobation.publication.library import queries as shelves
from openprobation.supervision.allocations.queries import counted as allocations
from openprobation.supervision.appointments.queries import counted as appointments
from openprobation.supervision.enforcement.queries import counted as enforcement
from openprobation.supervision.interventions.queries import counted as interventions
from openprobation.supervision.interventions.queries import women
from openprobation.supervision.iom import queries as iom
from openprobation.supervision.persons import queries as persons
from openprobation.supervision.plans import queries as plans
from openprobation.supervision.risk import queries as risk
from openprobation.supervision.unpaid_work import queries as unpaid_work
from openprobation.supervision.workforce.queries import counted as workforce
from openprobation.vocabulary.organisations import OrganisationKind
from openprobation.vocabulary.persons import Sex
from openprobation.vocabulary.publication import DocumentKind, Form
from openprobation.vocabulary.unpaid_work import Pace
from openprobation.vocabulary.women import OfferAnswer

SLUG = "line-by-line"
LICENCE = "MIT Licence, as the software; made by OpenProbation."
FEWEST = 20
STEP = 5
HALF_A_YEAR, FOUR_WEEKS, YEAR = timedelta(days=182), timedelta(days=28), timedelta(days=365)
TO_BEGIN = timedelta(days=42)
CHECKED_WITHIN = 91
MANY_OFFICERS = 2
AT_FIVE = 5
AT_ONCE = 20_000
"""People whose records are asked about in one query."""
TOGETHER = "both"
WHOSE = {OrganisationKind.CRC.value: _("CRC"), OrganisationKind.NPS.value: _("NPS")}
Words = str | Promise
Counts = dict[str, tuple[int, int]]
"""By organisation: how many, and of how many."""


@dataclass(frozen=True, slots=True)
class Measure:
    """What a figure says, what it counts, of whom and when."""

    code: str
    says: Words
    counts: Words
    of: Words
    when: Words
    more_is_better: bool = True


MEASURES = (
    Measure(
        "current-assessment",
        _("People whose risk of serious harm is assessed, and the review not overdue"),
        _("The latest assessment’s review, by the service’s rule, is due today or later."),
        _("Everybody the organisation answers for."),
        _("As it stood that day."),
    ),
    Measure(
        "protection-checked",
        _("People at risk whose protection was checked in three months"),
        _("Somebody made sure within 91 days that what protects them still does."),
        _("Everybody named in a case as at risk of harm."),
        _("As it stood that day."),
    ),
    Measure(
        "referrals-begun",
        _("Referrals to a service that began"),
        _("The supplier has seen the person, whatever came of it."),
        _("Referrals sent in half a year, up to six weeks ago, so that each had time to begin."),
        _("Half a year, up to six weeks before that day."),
    ),
    Measure(
        "plan-reviews",
        _("Agreed plans whose formal review is not overdue"),
        _("The day of the next review has not passed."),
        _("Plans that were agreed and go on."),
        _("As it stood that day."),
    ),
    Measure(
        "appointments-kept",
        _("Appointments the person came to"),
        _("An outcome is recorded, and it says that the person came."),
        _("Appointments with an outcome; those moved to another day are not counted."),
        _("Four weeks, up to the day before."),
    ),
    Measure(
        "outcomes-in-time",
        _("Outcomes recorded within a day"),
        _("What came of the appointment was written down within 24 hours of its end."),
        _("Every appointment; those moved to another day are not counted."),
        _("Four weeks, up to the day before."),
    ),
    Measure(
        "failures-decided",
        _("Missed or failed appointments decided on within fourteen days"),
        _("Somebody decided whether there was a good reason."),
        _("Failures to comply, but for those taken back as recorded in error."),
        _("Half a year, up to fourteen days before."),
    ),
    Measure(
        "packs-returned",
        _("Breach packs sent back"),
        _("An enforcement officer sent the pack back."),
        _("Packs sent, the first time or again. Counted for whoever sent them."),
        _("Half a year."),
        more_is_better=False,
    ),
    Measure(
        "many-officers",
        _("People with more than two officers in a year"),
        _("More than two different officers answered for the person in the last 365 days."),
        _("Everybody the organisation answers for who had an officer."),
        _("One year."),
        more_is_better=False,
    ),
    Measure(
        "staff-supervised",
        _("Officers whose supervision is not overdue"),
        _("The next session, by the service’s rule, is not past; whoever is away is not overdue."),
        _("Staff in post who may hold cases."),
        _("As it stood that day."),
    ),
    Measure(
        "staff-trained",
        _("Officers with no training overdue"),
        _("Nothing they were to learn by a day is past that day."),
        _("Staff in post who may hold cases."),
        _("As it stood that day."),
    ),
    Measure(
        "women-asked",
        _("Women offered a place for women only"),
        _("It is recorded that she was asked, and what she said."),
        _("Every woman the organisation answers for."),
        _("As it stood that day."),
    ),
    Measure(
        "women-officer",
        _("Women offered a female officer"),
        _("It is recorded that she was asked, and what she said."),
        _("Every woman the organisation answers for."),
        _("As it stood that day."),
    ),
    Measure(
        "questions-answered",
        _("Questions between the organisations settled by their day"),
        _("The question was closed on the day it was due, or before."),
        _("Questions and joint actions due. Counted for whoever had to answer."),
        _("Half a year."),
    ),
    Measure(
        "services-used",
        _("People referred to a service from the list"),
        _("At least one referral was sent."),
        _("Everybody the organisation answers for."),
        _("Half a year."),
    ),
    Measure(
        "unpaid-work-in-time",
        _("Unpaid work that will be done in time, or is done"),
        _("At the present rate, the hours are worked before the time for them ends."),
        _("Requirements of unpaid work that go on and that somebody has taken on."),
        _("As it stood that day."),
    ),
    Measure(
        "iom-actions",
        _("Actions of shared lists done by their day"),
        _("Whoever took it on wrote down, by its day, that it was done."),
        _("Actions due on the lists of those who offend most: police and both organisations."),
        _("Half a year."),
    ),
)


# ── Counting ───────────────────────────────────────────────────────────────────────────────
def counted(at: datetime) -> dict[str, Counts]:
    """Every measure, by organisation. Each context is asked once, however many people there are."""
    on = timezone.localdate(at)
    kinds = allocations.answered_for_by_kind(at)
    everybody = sorted(kinds)
    found: dict[str, Counts] = {}

    def of_people(code: str, rows: Iterable[tuple[int, bool]]) -> None:
        found[code] = by_organisation((kinds[pk], met) for pk, met in rows if pk in kinds)

    assessed = {
        line.person_id
        for some in in_parts(everybody)
        for line in risk.harm(some).values()
        if line.review_due_on >= on
    }
    of_people("current-assessment", ((pk, pk in assessed) for pk in everybody))
    of_people(
        "protection-checked",
        (
            (line.person_id, line.days_since(on) <= CHECKED_WITHIN)
            for some in in_parts(everybody)
            for line in risk.at_risk(some)
        ),
    )
    sent = interventions.referred(at - HALF_A_YEAR - TO_BEGIN, at)
    of_people(
        "referrals-begun",
        [(pk, begun) for pk, begun, when in sent if when < at - TO_BEGIN],
    )
    recent = {pk for pk, _begun, when in sent if when >= at - HALF_A_YEAR}
    of_people("services-used", ((pk, pk in recent) for pk in everybody))
    of_people("plan-reviews", ((pk, due_on >= on) for pk, due_on in plans.next_reviews()))
    today = datetime.combine(on, time(), tzinfo=timezone.get_current_timezone())
    found |= of_appointments(kinds, today)
    fourteen = on - enforcement.DECIDED_WITHIN
    of_people("failures-decided", enforcement.failures_decided(fourteen - HALF_A_YEAR, fourteen))
    had = allocations.officers_since(at - YEAR, at=at)
    of_people("many-officers", ((pk, number > MANY_OFFICERS) for pk, number in had.items()))
    found["packs-returned"] = {
        kind.value: (min(back, sent), sent)
        for kind, (sent, back) in enforcement.packs(on - HALF_A_YEAR).items()
    }
    staff = workforce.supervised(on)
    found["staff-supervised"] = by_organisation((one.kind, one.is_in_time) for one in staff)
    found["staff-trained"] = by_organisation((one.kind, one.is_trained) for one in staff)
    found["questions-answered"] = by_organisation(
        enforcement.questions_closed(on - HALF_A_YEAR, on)
    )
    found |= of_women(kinds)
    of_people(
        "unpaid-work-in-time",
        (
            (line.person_id, line.control.pace in (Pace.IN_TIME, Pace.DONE))
            for some in in_parts(everybody)
            for line in unpaid_work.controlled(some, on=on, at=at)
            if line.progress is not None
        ),
    )
    found["iom-actions"] = {TOGETHER: iom.actions_in_time(on - HALF_A_YEAR, on)}
    return found


def of_appointments(kinds: Mapping[int, OrganisationKind], today: datetime) -> dict[str, Counts]:
    until = today - timedelta(days=1)
    kept: Counts = {}
    written: Counts = {}
    for pk, one in appointments.counted(until - FOUR_WEEKS, until).items():
        if pk in kinds:
            add(kept, kinds[pk], one.came, one.recorded)
            add(written, kinds[pk], one.in_time, one.held)
    return {"appointments-kept": kept, "outcomes-in-time": written}


def of_women(kinds: Mapping[int, OrganisationKind]) -> dict[str, Counts]:
    spaces: Counts = {}
    officers: Counts = {}
    for some in in_parts(sorted(kinds)):
        records = persons.records_of_sex(some, Sex.FEMALE)
        offers = women.latest_offers([pk for ids in records.values() for pk in ids])
        for kept, ids in records.items():
            if kept not in kinds:
                continue
            offer = women.latest_of(offers, ids)
            for counts, answer in (
                (spaces, offer and offer.space),
                (officers, offer and offer.officer),
            ):
                add(counts, kinds[kept], answer not in (None, OfferAnswer.NO), 1)
    return {"women-asked": spaces, "women-officer": officers}


def in_parts(people: list[int]) -> Iterable[list[int]]:
    return (people[start : start + AT_ONCE] for start in range(0, len(people), AT_ONCE))


def by_organisation(rows: Iterable[tuple[OrganisationKind, bool]]) -> Counts:
    counts: Counts = {}
    for kind, met in rows:
        add(counts, kind, met, 1)
    return counts


def add(counts: Counts, kind: OrganisationKind, met: int, of: int) -> None:
    before = counts.get(kind.value, (0, 0))
    counts[kind.value] = before[0] + met, before[1] + of


# ── Telling ────────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class Figure:
    """One organisation's figure as anybody may see it; nothing where too few are counted."""

    whose: str
    met: int | None
    of: int | None

    @property
    def percent(self) -> int | None:
        """Of the rounded counts; None where too few are counted."""
        return None if self.met is None or not self.of else round(100 * self.met / self.of)


def told(whose: str, met: int, of: int) -> Figure:
    """Rounded to five, and nothing of fewer than twenty."""
    if of < FEWEST:
        return Figure(whose, None, None)
    rounded = nearest(of)
    return Figure(whose, min(nearest(met), rounded), rounded)


def nearest(count: int) -> int:
    return (count + STEP // 2) // STEP * STEP


def figures(counts: Mapping[str, Counts]) -> list[tuple[Measure, list[Figure]]]:
    """Every measure with a figure for each organisation; for both together where they work as one."""
    return [
        (
            measure,
            [
                told(whose, *counts.get(measure.code, {}).get(whose, (0, 0)))
                for whose in (
                    (TOGETHER,) if TOGETHER in counts.get(measure.code, {}) else tuple(WHOSE)
                )
            ],
        )
        for measure in MEASURES
    ]


# ── On the shelves ─────────────────────────────────────────────────────────────────────────
def rows_of(counts: Mapping[str, Counts], on: date) -> list[dict[str, str]]:
    return [
        {
            "measure": measure.code,
            "says": str(measure.says),
            "organisation": one.whose,
            "percent": "" if one.percent is None else str(one.percent),
            "counted_to_nearest_5": "" if one.met is None else str(one.met),
            "of_to_nearest_5": "" if one.of is None else str(one.of),
            "counts": str(measure.counts),
            "of": str(measure.of),
            "when": str(measure.when),
            "on": on.isoformat(),
            "invented": "yes" if settings.DEMONSTRATION else "no",
        }
        for measure, found in figures(counts)
        for one in found
    ]


def measure(at: datetime) -> None:
    """Count, and put the figures on the shelves for anybody."""
    on = timezone.localdate(at)
    rows = rows_of(counted(at), on)
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    library.shelve(
        slug=SLUG,
        kind=DocumentKind.DATA,
        title="The report of 2017, line by line: what is measured",
        summary="One row for each measure and organisation, with what it counts; small numbers left out.",
        source="The record of this service",
        files={
            Form.CSV: text.getvalue(),
            Form.JSON: json.dumps({"licence": LICENCE, "rows": rows}, ensure_ascii=False, indent=1),
        },
        public_at=at,
        at=at,
        by=system_user().username,
        is_invented=settings.DEMONSTRATION,
    )


def measure_each_day(at: datetime) -> None:
    """A job: from five in the morning on, once a day; at once where nothing was measured yet."""
    before = shelves.file(slug=SLUG, form=Form.JSON, at=at)
    if before is None or (
        timezone.localdate(before.public_at) < timezone.localdate(at)
        and timezone.localtime(at).hour >= AT_FIVE
    ):
        measure(at)


def latest(at: datetime) -> tuple[date | None, dict[str, list[Figure]]]:
    """The figures on the shelves, by measure, and their day. One query."""
    kept = shelves.file(slug=SLUG, form=Form.JSON, at=at)
    found: dict[str, list[Figure]] = {}
    if kept is None:
        return None, found
    for row in json.loads(kept.body)["rows"]:
        met, of = row["counted_to_nearest_5"], row["of_to_nearest_5"]
        found.setdefault(row["measure"], []).append(
            Figure(row["organisation"], int(met) if met else None, int(of) if of else None)
        )
    return timezone.localdate(kept.public_at), found
