"""The report of 2017 line by line: what was found, which screen makes it hard to repeat, what is measured today.

What was found is restated in our words. Figures are those on the public shelves (`measured.py`); where there is
none the page says why, and what would be needed. Each line has an address that lasts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from openprobation.foundation import clock
from openprobation.inspection.reports import queries as reports

from . import measured, pages
from .views import public_page

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Line:
    """One thing the report said. Its anchor is quoted by others: it never changes."""

    anchor: str
    found: Words
    screen: Words
    measures: tuple[str, ...] = ()
    said: Callable[[datetime], str] | None = None
    unmeasured: Words = ""
    """What no figure tells here, why, and what would be needed."""


def followed(at: datetime) -> str:
    """Of all recommendations, for how many somebody judged how far they were carried out: public, so exact."""
    made = reports.ever_made(at=at)
    return _now(
        "%(judged)s of %(made)s published recommendations have a judgement of progress."
    ) % {"judged": sum(one.progress is not None for one in made), "made": len(made)}


PROTECTING = (
    Line(
        "crc-protection",
        _(
            "At the CRC, protection from harm was not sufficient. Policies were sound, and the front line did not apply them in every case, so victims were protected less than they could be."
        ),
        _(
            "The officer’s day lists who may be at risk in each case and what is still missing; the manager’s page “Protecting people” shows every case without a current assessment, plan or home visit."
        ),
        ("current-assessment",),
        unmeasured=_(
            "A current assessment can still be a poor one. That takes an inspector who reads the case."
        ),
    ),
    Line(
        "nps-protection",
        _(
            "At the NPS, most people at risk were protected: policies were strong and generally kept to."
        ),
        _(
            "The same screens for both organisations, on one record. Whoever is at risk is named, and comes up again until somebody makes sure that they are still protected."
        ),
        ("protection-checked",),
    ),
)
REOFFENDING = (
    Line(
        "crc-interventions",
        _(
            "At the CRC, too few cases made progress in interventions; assessments were largely good, and planning how somebody stops offending was weaker."
        ),
        _(
            "A plan’s steps name the service and the day. A referral nobody took up stays on the officer’s day until it is answered."
        ),
        ("referrals-begun",),
        unmeasured=_(
            "Whether somebody offends less is not in this record: that takes convictions from the courts, two years on."
        ),
    ),
    Line(
        "nps-reviews-and-services",
        _(
            "At the NPS, services for substance misuse were used unevenly; what protects somebody, and formal reviews, were recorded unevenly."
        ),
        _(
            "An assessment asks for strengths beside needs; a need without a service shows as one. Reviews have a day, and the manager sees those that are late."
        ),
        ("plan-reviews",),
    ),
)
SENTENCE = (
    Line(
        "appointments",
        _(
            "At both, appointments and enforcement were generally good, and people usually complied."
        ),
        _(
            "An outcome takes three taps. Missed appointments come up the next working day, with the clock of the warning or breach beside them."
        ),
        ("appointments-kept", "outcomes-in-time", "failures-decided"),
    ),
    Line(
        "breach-papers",
        _(
            "Breach papers of both organisations were often poorly prepared and sent back; their officers at times found one another difficult."
        ),
        _(
            "A pack is checked before it can be sent. Whoever sends it back picks the reason, and both sides see the same list."
        ),
        ("packs-returned",),
    ),
)
ORGANISATION = (
    Line(
        "changes-of-officer",
        _(
            "At the CRC, sickness was high and caseloads had been large, so that cases moved between officers and relationships were lost."
        ),
        _(
            "Each officer’s load is shown beside what they can carry before a case is given. A move needs a reason and a written handover, and counts as a change of officer."
        ),
        ("many-officers",),
        unmeasured=_(
            "Sickness is not published: teams are small, and why somebody is away is theirs. Both organisations would have to publish days lost for a whole year."
        ),
    ),
    Line(
        "supervision-and-training",
        _(
            "The CRC was told to give all staff, new staff above all, regular supervision and training."
        ),
        _(
            "“My work” and “My team” show when each officer’s next supervision is due and which training is missing."
        ),
        ("staff-supervised", "staff-trained"),
    ),
    Line(
        "nps-morale",
        _("At the NPS there was less change; staff were settled, and morale was fairly high."),
        _(
            "A short pulse asks how work is, and no answer can be traced to whoever gave it. Managers see what their unit said, and what became of it."
        ),
        unmeasured=_(
            "Not measured here. What staff answer stays in their organisation, so that nobody need fear to answer. Both would have to agree to publish it."
        ),
    ),
    Line(
        "womens-services",
        _("Services for women were impressive."),
        _(
            "A woman is asked whether she wants a female officer and a place for women, and what she was offered is kept."
        ),
        ("women-asked", "women-officer"),
    ),
)
BETWEEN = (
    Line(
        "working-together",
        _(
            "Those who lead both worked well together on protecting the public. Between the officers it went less well, and communication needed to improve."
        ),
        _(
            "A question to the other organisation has an owner and a day. Both sides see the same list, and what is overdue goes to both managers."
        ),
        ("questions-answered",),
    ),
    Line(
        "services-offered",
        _(
            "The NPS was told to use the range of programmes and services that the CRC offers. The price list between them was a national problem."
        ),
        _(
            "The catalogue shows price and waiting time beside the need. Who buys nothing for a need says why not."
        ),
        ("services-used",),
    ),
    Line(
        "unpaid-work",
        _("The CRC was told to manage unpaid work more effectively."),
        _(
            "A day of unpaid work shows who is expected where, what is short of a supervisor, and whose hours will not be done in time."
        ),
        ("unpaid-work-in-time",),
    ),
    Line(
        "shared-teams",
        _("Teams sitting together with the police on those who offend most were a clear strength."),
        _("One list for police and both organisations, with what each does next."),
        ("iom-actions",),
    ),
    Line(
        "recommendations",
        _("Recommendations were made to each organisation."),
        _("Each has a page, a plan with steps and days, and a judgement later: anybody can look."),
        said=followed,
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
    """Finding, screen, measure: for every line of the report. The figures are those on the shelves."""
    at, today = clock.now(), clock.today()
    full = reports.inspection_in_full(slug=pages.GREATER_MANCHESTER, on=today)
    on, figures = measured.latest(at)
    kept = {one.code: one for one in measured.MEASURES}
    return public_page(
        request,
        "public/line_by_line.html",
        source=full.inspection.source if full else None,
        measured_on=on,
        whose=measured.WHOSE,
        fewest=measured.FEWEST,
        parts=[
            (
                anchor,
                title,
                [
                    (
                        line,
                        [(kept[code], figures.get(code, ())) for code in line.measures],
                        line.said(at) if line.said else "",
                    )
                    for line in lines
                ],
            )
            for anchor, title, lines in PARTS
        ],
        measures=measured.MEASURES,
        files=[
            (form, reverse("library:file", args=[measured.SLUG, form])) for form in ("csv", "json")
        ]
        if on
        else [],
        links=[
            (_now("What was published, with its sources"), reverse("home")),
            (
                _now("Every recommendation, and what became of it"),
                reverse("public:recommendations"),
            ),
            (_now("Take the data"), reverse("public:open-data")),
        ],
    )
