"""The report of 2017 line by line: what was found, which screen makes it hard to repeat, what is measured today.

What was found is restated in our words; a measure comes from a query, or the page says that there is none yet.
Shares of few cases are withheld, as in any publication.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from openprobation.foundation import clock
from openprobation.inspection.reports import queries as reports
from openprobation.supervision.enforcement.queries.breach import sent_and_returned

from . import pages
from .views import public_page

FEWEST = 20
"""Fewer packs than this could tell of one case."""
LOOKS_BACK = timedelta(days=182)
Words = str | Promise
Measure = Callable[[datetime, date], str]


@dataclass(frozen=True, slots=True)
class Line:
    """One thing the report said."""

    found: Words
    screen: Words
    measure: Measure | None = None


def packs_returned(_at: datetime, today: date) -> str:
    """Of packs sent to prosecutors in half a year, how many came back: both organisations together."""
    counted = sent_and_returned(since=today - LOOKS_BACK)
    sent = sum(one.sent for one in counted)
    back = sum(one.returned for one in counted)
    if sent < FEWEST:
        return _now("Fewer than %(few)s breach packs were sent in half a year: not shown.") % {
            "few": FEWEST
        }
    return _now("%(back)s%% of %(sent)s breach packs sent in half a year came back.") % {
        "back": round(100 * back / sent),
        "sent": sent,
    }


def followed(at: datetime, _today: date) -> str:
    """Of all recommendations, for how many somebody judged how far they were carried out."""
    made = reports.ever_made(at=at)
    judged = sum(one.progress is not None for one in made)
    return _now(
        "%(judged)s of %(made)s published recommendations have a judgement of progress."
    ) % {
        "judged": judged,
        "made": len(made),
    }


PROTECTING = (
    Line(
        _(
            "At the CRC, protection from harm was not sufficient. Policies were sound, and the front line did not apply them in every case, so victims were protected less than they could be."
        ),
        _(
            "The officer’s day lists who may be at risk in each case and what is still missing; the manager’s page “Protecting people” shows every case without a current assessment, plan or home visit."
        ),
    ),
    Line(
        _(
            "At the NPS, most people at risk were protected: policies were strong and generally kept to."
        ),
        _(
            "The same screens for both organisations, on one record, so that what works in one is there in the other."
        ),
    ),
)
REOFFENDING = (
    Line(
        _(
            "At the CRC, too few cases made progress in interventions; assessments were largely good, and planning how somebody stops offending was weaker."
        ),
        _(
            "A plan’s steps name the service and the day. A referral nobody took up stays on the officer’s day until it is answered."
        ),
    ),
    Line(
        _(
            "At the NPS, services for substance misuse were used unevenly; what protects somebody, and formal reviews, were recorded unevenly."
        ),
        _(
            "An assessment asks for strengths beside needs; a need without a service shows as one. Reviews have a day, and the manager sees those that are late."
        ),
    ),
)
SENTENCE = (
    Line(
        _(
            "At both, appointments and enforcement were generally good, and people usually complied."
        ),
        _(
            "Missed appointments come up the next working day, with the clock of the warning or breach beside them."
        ),
    ),
    Line(
        _(
            "Breach papers of both organisations were often poorly prepared and sent back; their officers at times found one another difficult."
        ),
        _(
            "A pack is checked before it can be sent. Whoever sends it back picks the reason, and both sides see the same list."
        ),
        packs_returned,
    ),
)
ORGANISATION = (
    Line(
        _(
            "At the CRC, sickness was high and caseloads had been large, so that cases moved between officers and relationships were lost."
        ),
        _(
            "Each officer’s load is shown beside what they can carry before a case is given. A move needs a reason and a written handover, and counts as a change of officer."
        ),
    ),
    Line(
        _(
            "The CRC was told to give all staff, new staff above all, regular supervision and training."
        ),
        _(
            "“My work” and “My team” show when each officer’s next supervision is due and which training is missing."
        ),
    ),
    Line(
        _("Services for women were impressive."),
        _(
            "A woman is asked whether she wants a female officer and a place for women, and what she was offered is kept."
        ),
    ),
)
BETWEEN = (
    Line(
        _(
            "The NPS was told to use the range of programmes and services that the CRC offers. The price list between them was a national problem."
        ),
        _(
            "The catalogue shows price and waiting time beside the need. Who buys nothing for a need says why not."
        ),
    ),
    Line(
        _("The CRC was told to manage unpaid work more effectively."),
        _(
            "A day of unpaid work shows who is expected where, what is short of a supervisor, and whose hours will not be done in time."
        ),
    ),
    Line(
        _("Teams sitting together with the police on those who offend most were a clear strength."),
        _("One list for police and both organisations, with what each does next."),
    ),
    Line(
        _("Recommendations were made to each organisation."),
        _("Each has a page, a plan with steps and days, and a judgement later: anybody can look."),
        followed,
    ),
)
PARTS: tuple[tuple[str, Words, tuple[Line, ...]], ...] = (
    ("protecting", _("Protecting people at risk of harm"), PROTECTING),
    ("reoffending", _("Reducing reoffending"), REOFFENDING),
    ("sentence", _("Abiding by the sentence"), SENTENCE),
    ("organisation", _("Staff and services"), ORGANISATION),
    ("between", _("Between the two, and what was recommended"), BETWEEN),
)


@require_safe
def about_this_report(request: HttpRequest) -> HttpResponse:
    """Finding, screen, measure: for every line of the report."""
    at, today = clock.now(), clock.today()
    full = reports.inspection_in_full(slug=pages.GREATER_MANCHESTER, on=today)
    return public_page(
        request,
        "public/line_by_line.html",
        source=full.inspection.source if full else None,
        parts=[
            (
                anchor,
                title,
                [
                    (line.found, line.screen, line.measure(at, today) if line.measure else "")
                    for line in lines
                ],
            )
            for anchor, title, lines in PARTS
        ],
        links=[
            (_now("What was published, with its sources"), reverse("home")),
            (
                _now("Every recommendation, and what became of it"),
                reverse("public:recommendations"),
            ),
            (_now("Take the data"), reverse("public:open-data")),
        ],
    )
