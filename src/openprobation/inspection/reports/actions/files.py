"""What is put on the public shelves for a report? The document, its pictures, and the data behind them.

Everything is made from `ReportInFull`, so page, PDF, picture and data say the same. Shares of too few
cases are left out of all of them by one function.
"""

from __future__ import annotations

import base64
from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from openprobation.analytics.charts.drawing import Picture
from openprobation.foundation.documents.letters import printing
from openprobation.publication.library import actions as library
from openprobation.publication.library import queries as shelves
from openprobation.vocabulary.publication import DocumentKind, Form

from .. import queries
from ..models import WrittenReport
from ..queries import showing
from .published import as_csv, drawn

LICENCE = "MIT Licence, as the software; made by OpenProbation."
RECOMMENDATIONS = "recommendations"


def slugs(slug: str) -> tuple[str, ...]:
    """The names of everything that one report may put on the shelves."""
    kinds = (*showing.PICTURES, showing.ESTIMATES)
    return (f"report-{slug}", *(f"{slug}-{kind}" for kind in kinds))


def pdf(full: queries.ReportInFull, *, public_at: datetime) -> bytes:
    """The report as a tagged PDF (PDF/UA-1), from the same template as the page."""
    with translation.override("en-gb"):
        pictures = showing.pictures(full)
        page = render_to_string(
            "reports/paper.html",
            {
                "full": full,
                "pictures": pictures,
                "estimates": showing.estimates(full),
                "public_at": public_at,
                "smallest": showing.smallest(full),
                "demonstration": settings.DEMONSTRATION or full.line.is_invented,
                "paper": True,
            },
        )
        files = {
            f"picture:{sheet.name}": svg(sheet).encode()
            for each in pictures
            for sheet in each.sheets
        }
    return printing.drawn(page, files=files)


def svg(picture: Picture) -> str:
    return drawn(picture)


def shelve_report(
    full: queries.ReportInFull,
    *,
    pdf: bytes | None,
    public_at: datetime,
    at: datetime,
    by: str,
) -> None:
    """Put the report and its pictures on the shelves from a moment on."""
    with translation.override("en-gb"):
        line = full.line
        source = _("A report of %(area)s made on this service") % {"area": line.area}
        forms = {Form.JSON: showing.as_json(showing.whole_report(full, public_at), licence=LICENCE)}
        if pdf is not None:
            forms[Form.PDF] = base64.b64encode(pdf).decode()
        library.shelve(
            slug=f"report-{line.slug}",
            kind=DocumentKind.REPORT,
            title=line.title,
            summary=_("What inspectors found in %(area)s.") % {"area": line.area},
            source=source,
            files=forms,
            public_at=public_at,
            at=at,
            by=by,
            is_invented=line.is_invented,
        )
        for each in showing.pictures(full):
            library.shelve(
                slug=f"{line.slug}-{each.kind}",
                kind=DocumentKind.PICTURE,
                title=each.title,
                summary=each.subtitle,
                source=source,
                files={
                    Form.SVG: svg(each.wide),
                    Form.CSV: as_csv(marked(each.rows, full)),
                    Form.JSON: showing.as_json({"rows": marked(each.rows, full)}, licence=LICENCE),
                },
                public_at=public_at,
                at=at,
                by=by,
                is_invented=line.is_invented,
            )
        if rows := marked([each.row for each in showing.estimates(full)], full):
            library.shelve(
                slug=f"{line.slug}-{showing.ESTIMATES}",
                kind=DocumentKind.DATA,
                title=_("From the sample to the whole area: %(area)s") % {"area": line.area},
                summary=_(
                    "Each share from the inspectors’ sample, alone and with a program’s verdicts."
                ),
                source=source,
                files={
                    Form.CSV: as_csv(rows),
                    Form.JSON: showing.as_json({"rows": rows}, licence=LICENCE),
                },
                public_at=public_at,
                at=at,
                by=by,
                is_invented=line.is_invented,
            )


def marked(rows: list[dict[str, str]], full: queries.ReportInFull) -> list[dict[str, str]]:
    """Rows that say of themselves whether they are invented: they travel without a page around them."""
    return [{**row, "invented": "yes" if full.line.is_invented else "no"} for row in rows]


def take_back_report(slug: str, *, at: datetime, by: str) -> None:
    """Take what is not public yet off the shelves again."""
    for name in slugs(slug):
        library.take_back(slug=name, at=at, by=by)


def shelve_recommendations(*, at: datetime, by: str) -> None:
    """Every recommendation with its state, as it stands now and at each release still to come."""
    library.take_back(slug=RECOMMENDATIONS, at=at, by=by)
    coming = (
        WrittenReport.objects.filter(release_at__gt=at)
        .order_by("release_at")
        .values_list("release_at", flat=True)
        .distinct()
    )
    for moment in (at, *(each for each in coming if each is not None)):
        made = queries.ever_made(at=moment)
        if not made:
            continue
        rows = [recommendation_row(one) for one in made]
        if moment == at and is_there_already(as_csv(rows), at=at):
            continue
        library.shelve(
            slug=RECOMMENDATIONS,
            kind=DocumentKind.DATA,
            title="Every recommendation, and what became of it",
            summary="One row for each recommendation we know of, with its state.",
            source="HM Inspectorate of Probation’s publications, and reports made on this service",
            files={
                Form.CSV: as_csv(rows),
                Form.JSON: showing.as_json({"rows": rows}, licence=LICENCE),
            },
            public_at=moment,
            at=at,
            by=by,
            is_invented=settings.DEMONSTRATION or any(one.is_invented for one in made),
        )


def is_there_already(rows: str, *, at: datetime) -> bool:
    """Whether the public has these rows. A new edition that says the same would tell that something is to come."""
    there = shelves.file(slug=RECOMMENDATIONS, form=Form.CSV, at=at)
    return there is not None and there.body == rows


def recommendation_row(one: queries.EverMade) -> dict[str, str]:
    return {
        "inspection": one.slug,
        "area": one.area,
        "published": one.published,
        "number": str(one.number),
        "addressee": one.addressee.value,
        "recommendation": one.text,
        "deadline": one.due_on.isoformat() if one.due_on else "",
        "followed_up_here": "yes" if one.is_ours else "no",
        "state": one.state,
        "reason": one.reason,
        "judged_on": one.judged_on.isoformat() if one.judged_on else "",
        "steps_planned": str(one.steps) if one.is_ours else "",
        "source": one.source,
        "invented": "yes" if one.is_invented else "no",
    }
