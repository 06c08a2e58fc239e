"""How does a report look in pictures and data? Made ready once, for page, paper, picture file and rows."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from openprobation.analytics.charts import judgements, ratings
from openprobation.analytics.charts.drawing import Picture
from openprobation.analytics.charts.figures import (
    Area,
    AskedOf,
    Bar,
    Cell,
    Group,
    Judged,
    Judgements,
    RatedRow,
    Ratings,
    Shares,
)
from openprobation.rules.reporting import SMALLEST, Withheld, few_told, withheld
from openprobation.ui import wording
from openprobation.vocabulary.inspection import Coding

from .written import Estimated, Given, ReportInFull

JUDGED, RATED, ASKED = "judgements", "ratings", "questions"
PICTURES = (JUDGED, RATED, ASKED)
ESTIMATES = "estimates"
"""The table of shares from sample and program together: data without a picture."""
METHOD = "Angelopoulos, Bates, Fannjiang, Jordan and Zrnic, Science 382, 2023, page 669"


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture of a report in both its forms, with the rows behind it."""

    kind: str
    title: str
    subtitle: str
    wide: Picture
    narrow: Picture
    rows: list[dict[str, str]]
    parts: tuple[Picture, ...] = ()

    @property
    def sheets(self) -> tuple[Picture, ...]:
        """The wide picture for paper: in parts where it is too tall for a page."""
        return self.parts or (self.wide,)

    @property
    def heads(self) -> tuple[str, ...]:
        return tuple(self.rows[0]) if self.rows else ()


def on_day(full: ReportInFull) -> date:
    return timezone.localdate(full.line.release_at) if full.line.release_at else date.max


def smallest(full: ReportInFull) -> int:
    """Fewest cases that a share of this report may rest on, by the policy of its day."""
    on = on_day(full)
    return SMALLEST.on(min(on, date(2099, 1, 1))).value


def held_back(full: ReportInFull) -> dict[tuple[tuple[str, str], str], Withheld]:
    """Which shares are not published and why, by standard, question and organisation."""
    counts: dict[tuple[str, str], dict[str, int | None]] = {}
    for row in full.rows:
        if row.question:
            counts.setdefault((row.standard, row.question), {})[row.body] = row.applicable
    return withheld(counts, smallest=smallest(full))


def publishable(full: ReportInFull) -> tuple[RatedRow, ...]:
    """The ratings table with shares of too few cases left out: what anybody outside ever gets.

    What could give such a share away goes too: the next smallest of its question, and the share and
    the explanation of its standard, for they are those of one of its questions.
    """
    why = held_back(full)
    standards = {(standard, body) for (standard, _question), body in why}
    return tuple(publishable_row(row, why, standards, few=smallest(full)) for row in full.rows)


def publishable_row(
    row: RatedRow,
    why: Mapping[tuple[tuple[str, str], str], Withheld],
    standards: Collection[tuple[str, str]],
    *,
    few: int,
) -> RatedRow:
    def without_share(said: str, cases: int | None = None) -> RatedRow:
        return RatedRow(
            body=row.body,
            standard=row.standard,
            title=row.title,
            question=row.question,
            applicable=cases,
            rating=row.rating,
            explanation=said,
        )

    held = why.get(((row.standard, row.question), row.body))
    if held is Withheld.FEW:
        return without_share(_("Fewer than %(n)s cases: the share is not published.") % {"n": few})
    if held is Withheld.BESIDE_FEW:
        said = _("Not published: the few cases of the other organisation could be worked out.")
        return without_share(said)
    if row.question and row.applicable == 0:
        return without_share(_("Applied to no case."), 0)
    if not row.question and (row.standard, row.body) in standards:
        said = _(
            "One of its shares is of fewer than %(n)s cases, or beside one that is: none is told."
        )
        return without_share(said % {"n": few})
    return row


# ── Sample and program together ────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class ShownEstimate:
    """One line of the table, and the same as open data. No `sample`: it may not be told."""

    label: str
    of: str
    cases: str
    sample: str
    both: str
    words: str
    row: dict[str, str]


def estimates(full: ReportInFull) -> list[ShownEstimate]:
    """The shares that may be told: of a question that has too few cases anywhere, none of them.

    Beside the share of the area that of one organisation would give away the other's.
    """
    counts: dict[tuple[str, str], dict[str, int | None]] = {}
    for one in full.estimates:
        counts.setdefault((one.standard, one.question), {})[one.body] = one.judged
    held = {key for key, _body in withheld(counts, smallest=smallest(full))}
    held |= {key for key, _body in held_back(full)}
    named = {body.kind.value: body.name for body in full.bodies}
    return [
        shown_estimate(
            one,
            named.get(one.body, full.line.area),
            is_held=(one.standard, one.question) in held,
            few=smallest(full),
        )
        for one in full.estimates
    ]


def shown_estimate(one: Estimated, of: str, *, is_held: bool, few: int) -> ShownEstimate:
    def within(percent: float | None, low: float | None, high: float | None) -> str:
        if is_held or percent is None or low is None or high is None:
            return ""
        told = {"percent": whole(percent), "low": whole(low), "high": whole(high)}
        return _("%(percent)s%% (%(low)s%% to %(high)s%%)") % told

    def number(value: float | None) -> str:
        return "" if is_held or value is None else f"{value:.1f}"

    if is_held:
        words = _("Not published: one of its shares is of fewer than %(n)s cases.") % {"n": few}
    elif one.ground is None:
        words = _("The program has no verdict on any case that was judged.")
    else:
        words = _("The program disagreed with inspectors in %(n)s of %(all)s.") % {
            "n": one.disagreed,
            "all": one.compared,
        }
        if one.both_percent is None:
            words = f"{words} {_('Its verdicts are left alone.')} {one.ground.meaning}"
    return ShownEstimate(
        label=f"{one.question} {one.title}",
        of=of,
        cases="" if is_held else _("%(met)s of %(n)s") % {"met": one.met, "n": one.judged},
        sample=within(one.percent, one.low, one.high),
        both=within(one.both_percent, one.both_low, one.both_high),
        words=words,
        row={
            "organisation": one.body or "area",
            "standard": one.standard,
            "question": one.question,
            "title": one.title,
            "met": "" if is_held else str(one.met),
            "judged": "" if is_held else str(one.judged),
            "sample_percent": number(one.percent),
            "sample_low": number(one.low),
            "sample_high": number(one.high),
            "together_percent": number(one.both_percent),
            "together_low": number(one.both_low),
            "together_high": number(one.both_high),
            "verdicts": "" if is_held or one.ground is None else one.ground.value,
            "cases_with_a_verdict": "" if is_held else str(one.cases),
            "compared": "" if is_held else str(one.compared),
            "disagreed": "" if is_held else str(one.disagreed),
            "verdicts_as_at": one.verdicts_on.isoformat(),
            "method": METHOD,
            "explanation": words,
        },
    )


def few_in_words(full: ReportInFull) -> list[tuple[str, str]]:
    """Passages whose words tell of too few cases: the heading, and what they say."""
    few = smallest(full)
    texts = [
        (_("The summary"), full.summary),
        *((one.heading, one.text) for one in full.passages),
        *((_("Recommendation %(n)s") % {"n": one.number}, one.text) for one in full.advices),
        *((one.words, f"{one.words} {one.detail}") for one in full.verdicts),
    ]
    return [(where, said) for where, text in texts for said in few_told(text, smallest=few)]


def pictures(full: ReportInFull) -> list[Shown]:
    """Those that the report has something for: verdicts side by side, ratings, shares by question."""
    found = []
    if full.verdicts:
        found.append(of_judgements(full))
    rows = publishable(full)
    if any(row.rating for row in rows if not row.question):
        found.append(of_ratings(full, rows))
    if any(row.question for row in rows):
        found.append(of_questions(full, rows))
    return found


def subtitle(full: ReportInFull) -> str:
    return _("%(framework)s inspection of %(area)s") % {
        "framework": full.framework,
        "area": full.line.area,
    }


def source(full: ReportInFull) -> str:
    if full.line.is_invented:
        return _("Source: an invented inspection, made to show how this service works.")
    return _("Source: the report of this inspection, made on this service.")


def of_judgements(full: ReportInFull) -> Shown:
    """The organisations side by side, outcome by outcome."""

    def cell(given: Given | None) -> Cell:
        return Cell(given.coding, given.words, given.detail) if given else Cell(Coding.NOT_KNOWN)

    figure = Judgements(
        title=_("Probation in %(area)s, outcome by outcome") % {"area": full.line.area},
        subtitle=subtitle(full),
        kinds=tuple(f"{body.kind.label} ({body.short})" for body in full.bodies),
        overall=_("Overall"),
        outcomes=tuple(outcome.title for outcome in full.outcomes),
        areas=(
            Area(
                full.line.area,
                "",
                tuple(
                    Judged(
                        body.name,
                        f"{body.kind.label} ({body.short})",
                        body.owner,
                        cell(full.verdict(body.id, None)),
                        tuple(cell(full.verdict(body.id, one.id)) for one in full.outcomes),
                    )
                    for body in full.bodies
                ),
            ),
        ),
        legend=(
            (Coding.GOOD, _("Good or effective")),
            (Coding.BETWEEN, _("In between: acceptable or mixed")),
            (Coding.NOT_SUFFICIENT, _("Not sufficient, or poor")),
            (Coding.NOT_KNOWN, _("Not judged")),
        ),
        note=_("The judgement is in the words. The colours only group them."),
        source=source(full),
    )
    rows = [
        {
            "organisation": body.name,
            "kind": body.kind.value,
            "outcome": title,
            "judgement": given.words if given else "",
            "detail": given.detail if given else "",
            "coding": given.coding.value if given else Coding.NOT_KNOWN.value,
        }
        for body in full.bodies
        for title, given in [
            *((one.title, full.verdict(body.id, one.id)) for one in full.outcomes),
            (_("Overall"), full.verdict(body.id, None)),
        ]
    ]
    return Shown(
        JUDGED,
        figure.title,
        figure.subtitle,
        judgements.side_by_side(figure, name=f"{JUDGED}-wide"),
        judgements.side_by_side_narrow(figure, name=f"{JUDGED}-narrow"),
        rows,
    )


def of_ratings(full: ReportInFull, rows: tuple[RatedRow, ...]) -> Shown:
    """A row for each standard, a column for each organisation."""
    standards = {row.standard: row.title for row in rows if not row.question}
    rated = {(row.standard, row.body): row for row in rows if not row.question}
    figure = Ratings(
        title=_("How each standard was rated"),
        subtitle=subtitle(full),
        bodies=tuple(body.name for body in full.bodies),
        rows=tuple(
            (
                title,
                tuple(
                    found.rating if (found := rated.get((code, body.kind.value))) else None
                    for body in full.bodies
                ),
            )
            for code, title in standards.items()
        ),
        not_rated=_("Not rated"),
        source=source(full),
    )
    return Shown(
        RATED,
        figure.title,
        figure.subtitle,
        ratings.rating_table(figure, name=f"{RATED}-wide"),
        ratings.rating_table_narrow(figure, name=f"{RATED}-narrow"),
        [data_row(row) for row in rows if not row.question],
    )


def of_questions(full: ReportInFull, rows: tuple[RatedRow, ...]) -> Shown:
    """A bar for each question and organisation, in the order of the table."""
    titles = {one.code: one.title for one in (*full.outcomes, *full.joint)}
    groups: dict[str, dict[str, dict[str, RatedRow]]] = {}
    for row in rows:
        if row.question:
            of_standard = groups.setdefault(row.standard, {})
            of_standard.setdefault(f"{row.question} {row.title}", {})[row.body] = row
    headed = {row.standard: row.title for row in rows if not row.question}
    figure = Shares(
        title=_("How often each thing was done"),
        subtitle=subtitle(full),
        bodies=tuple(body.short for body in full.bodies),
        groups=tuple(
            Group(
                titles.get(standard) or headed.get(standard) or standard,
                tuple(
                    AskedOf(
                        label,
                        tuple(
                            bar(body.short, by_body.get(body.kind.value)) for body in full.bodies
                        ),
                    )
                    for label, by_body in asked.items()
                ),
            )
            for standard, asked in groups.items()
        ),
        note=_(
            "Of the cases to which a question applied. The line across a bar is its 95% interval:"
            " had every case been judged, the share would most likely lie there."
        ),
        source=source(full),
    )
    return Shown(
        ASKED,
        figure.title,
        figure.subtitle,
        ratings.question_bars(figure, name=f"{ASKED}-wide"),
        ratings.question_bars_narrow(figure, name=f"{ASKED}-narrow"),
        [data_row(row) for row in rows if row.question],
        ratings.question_bars_in_parts(figure, name=f"{ASKED}-part"),
    )


def bar(short: str, row: RatedRow | None) -> Bar:
    if row is None:
        return Bar(short, _("Not asked"))
    if row.applicable == 0:
        return Bar(short, _("Applied to no case"))
    if row.applicable is None or row.percent is None:
        return Bar(short, row.explanation.rstrip("."))
    said = _("%(percent)s%%: %(met)s of %(cases)s") % {
        "percent": whole(row.percent),
        "met": row.met,
        "cases": wording.plural(row.applicable, _("case"), _("cases")),
    }
    return Bar(short, said, row.percent, row.low, row.high)


def whole(share: float) -> int:
    """Half up, as ratings are."""
    return int(share + 0.5)


def data_row(row: RatedRow) -> dict[str, str]:
    """A line of the ratings table as open data. Empty means not published or not counted."""

    def number(value: float | None) -> str:
        return "" if value is None else f"{value:.1f}"

    return {
        "organisation": row.body,
        "standard": row.standard,
        "question": row.question,
        "title": row.title,
        "met": "" if row.met is None else str(row.met),
        "applicable": "" if row.applicable is None else str(row.applicable),
        "percent": number(row.percent),
        "interval_low": number(row.low),
        "interval_high": number(row.high),
        "rating": row.rating.value if row.rating else "",
        "explanation": row.explanation,
    }


def whole_report(full: ReportInFull, public_at: datetime) -> dict[str, Any]:
    """The report for a program: what the page says, and no more."""
    bodies = {body.id: body.name for body in full.bodies}
    sections = {one.id: one.title for one in (*full.outcomes, *full.joint)}
    return {
        "inspection": full.line.slug,
        "area": full.line.area,
        "framework": full.framework,
        "invented": full.line.is_invented,
        "title": full.line.title,
        "summary": full.summary,
        "released_at": timezone.localtime(full.line.release_at or public_at).isoformat(),
        "organisations": list(bodies.values()),
        "judgements": [
            {
                "organisation": bodies[one.provider_id],
                "outcome": sections.get(one.section_id or 0, "Overall"),
                "words": one.words,
                "detail": one.detail,
                "coding": one.coding.value,
            }
            for one in full.verdicts
        ],
        "passages": [
            {
                "kind": one.kind.value,
                "organisation": bodies.get(one.provider_id or 0, ""),
                "outcome": sections.get(one.section_id or 0, ""),
                "tone": one.tone.value,
                "heading": one.heading,
                "text": one.text,
                "name_is_changed": bool(one.changed_name),
            }
            for one in full.passages
        ],
        "recommendations": [
            {
                "number": one.number,
                "addressee": one.addressee.value,
                "text": one.text,
                "deadline": one.due_on.isoformat(),
            }
            for one in full.advices
        ],
        "ratings": [data_row(row) for row in publishable(full)],
        "sample_and_program": [each.row for each in estimates(full)],
        "corrections": [
            {
                "where": one.where,
                "said": one.before,
                "says": one.after,
                "why": one.why,
                "at": timezone.localtime(one.at).isoformat(),
            }
            for one in full.corrections
        ],
    }


def as_json(told: Mapping[str, Any], *, licence: str) -> str:
    return json.dumps({"licence": licence, **told}, ensure_ascii=False, indent=1)
