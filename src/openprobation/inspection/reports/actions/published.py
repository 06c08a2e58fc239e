"""What is done with published judgements?"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext, override

from openprobation.analytics.charts import judgements as charts
from openprobation.analytics.charts.drawing import Picture
from openprobation.analytics.charts.figures import Judgements
from openprobation.foundation.audit.actions import record
from openprobation.foundation.refusals import Refused
from openprobation.inspection.programmes.actions import (
    InspectedProvider,
    KeptInspection,
    keep_inspection,
    load_framework,
)
from openprobation.publication.library.actions import shelve
from openprobation.vocabulary.inspection import (
    Addressee,
    Coding,
    DatePrecision,
    FindingSubject,
    FindingTone,
    SourceKind,
)
from openprobation.vocabulary.publication import DocumentKind, Form

from .. import queries
from ..models import FactsFile, Finding, Judgement, Recommendation, RelatedReading, Report, Source

PROGRAMMES = Path(__file__).parents[2] / "programmes" / "data"
JUDGEMENTS = Path(__file__).parents[1] / "data" / "quality_and_impact.toml"
BY = "published load"
QUOTED = re.compile("“([^”]+)”")
SAID_BY = "HM Inspectorate of Probation"


class FactsDoNotHold(Refused):
    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__(
            "The file of published judgements was not loaded, because: " + " ".join(self.faults)
        )


@dataclass(frozen=True, slots=True)
class Loaded:
    """What stands after a load."""

    inspections: int
    judgements: int
    documents: int


@transaction.atomic
def load_published(*, at: datetime, path: Path = JUDGEMENTS) -> Loaded:
    """Take the published judgements from their file, and put the pictures on the shelves.

    Run it as often as you like: the same file changes nothing. Inspections published after `at` are
    loaded too, and stay hidden until the service's clock has passed their day.
    """
    text = path.read_bytes()
    content = hashlib.sha256(text).hexdigest()
    if not FactsFile.objects.filter(name=path.name, content=content).exists():
        _take(tomllib.loads(text.decode()), at=at)
        facts, _made = FactsFile.objects.update_or_create(
            name=path.name, defaults={"content": content, "loaded_at": at}
        )
        record("published.judgements.loaded", by=BY, at=at, on=facts, content=content)
    with override("en-gb"):
        documents = _shelve_all(at=at)
    return Loaded(Report.objects.count(), Judgement.objects.count(), documents)


def _take(told: Mapping[str, Any], *, at: datetime) -> None:
    if faults := list(_faults(told)):
        raise FactsDoNotHold(faults)
    framework = load_framework(path=PROGRAMMES / f"{told['framework']}.toml", at=at)
    sources = {code: _source(code, row) for code, row in told["source"].items()}
    for inspection in told["inspection"]:
        kept = keep_inspection(
            framework=framework,
            slug=inspection["slug"],
            area=inspection["area"],
            number=inspection.get("number"),
            number_sureness=inspection.get("number_sureness", ""),
            providers=[
                InspectedProvider(row["kind"], row["name"], row["sureness"], row.get("owner", ""))
                for row in inspection["provider"]
            ],
        )
        _report(kept, inspection, sources)


# ── Does the file hold together? All that is wrong at once ─────────────────────────────────


def _faults(told: Mapping[str, Any]) -> Iterable[str]:
    sources = told["source"]
    for inspection in told["inspection"]:
        slug = inspection["slug"]
        named = [
            inspection["source"],
            *inspection.get("related", []),
            *(row["source"] for row in inspection.get("finding", [])),
            *(row["source"] for row in inspection.get("recommendation", [])),
        ]
        yield from _unquoted(slug, inspection, "verdict", "verdict_quotation")
        for provider in inspection["provider"]:
            for judgement in provider.get("judgement", []):
                named.append(judgement["source"])
                for part in ("words", "detail", "reason"):
                    yield from _unquoted(slug, judgement, part, "quotation")
        yield from (
            f"{slug} names a source that is not listed: {name}."
            for name in named
            if name not in sources
        )


def _unquoted(slug: str, row: Mapping[str, Any], part: str, quotation: str) -> Iterable[str]:
    """Words in quotation marks must be the inspectorate's: found in the passage beside them."""
    passage = row.get(quotation, "").casefold()
    for words in QUOTED.findall(row.get(part, "")):
        if words.casefold() not in passage:
            yield f"{slug} puts “{words}” in quotation marks, and the passage does not hold it."


# ── Rows ───────────────────────────────────────────────────────────────────────────────────


def _source(code: str, told: Mapping[str, Any]) -> Source:
    source, _made = Source.objects.update_or_create(
        code=code,
        defaults={
            "kind": SourceKind(told["kind"]),
            "title": told["title"],
            "publisher": told["publisher"],
            "url": told.get("url", ""),
            "dated": told["dated"],
        },
    )
    return source


def _report(kept: KeptInspection, told: Mapping[str, Any], sources: Mapping[str, Source]) -> None:
    report, _made = Report.objects.update_or_create(
        inspection_id=kept.inspection_id,
        defaults={
            "headline": told["headline"],
            "verdict": told.get("verdict", ""),
            "verdict_quotation": told.get("verdict_quotation", ""),
            "published_on": told["published_on"],
            "precision": DatePrecision(told["precision"]),
            "source": sources[told["source"]],
        },
    )
    for row in told["provider"]:
        said = {judgement.get("section", ""): judgement for judgement in row.get("judgement", [])}
        for code, section_id in {"": None, **kept.outcomes}.items():
            Judgement.objects.update_or_create(
                provider_id=kept.providers[row["kind"]],
                section_id=section_id,  # type: ignore[misc]  # null: the overall judgement
                defaults={"report": report, **_judged(said.get(code), report, sources)},
            )
        of_framework = Q(section=None) | Q(section__in=kept.outcomes.values())
        report.judgements.filter(provider_id=kept.providers[row["kind"]]).exclude(
            of_framework
        ).delete()
    for code in told.get("related", []):
        RelatedReading.objects.get_or_create(report=report, source=sources[code])
    findings = told.get("finding", [])
    for position, row in enumerate(findings, start=1):
        Finding.objects.update_or_create(
            report=report,
            position=position,
            defaults={
                "subject": FindingSubject(row["subject"]),
                "tone": FindingTone(row["tone"]),
                "heading": row["heading"],
                "text": row["text"],
                "source": sources[row["source"]],
            },
        )
    report.findings.filter(position__gt=len(findings)).delete()
    for row in told.get("recommendation", []):
        Recommendation.objects.update_or_create(
            report=report,
            number=row["number"],
            defaults={
                "addressee": Addressee(row["addressee"]),
                "text": row["text"],
                "source": sources[row["source"]],
            },
        )


def _judged(
    told: Mapping[str, Any] | None, report: Report, sources: Mapping[str, Source]
) -> dict[str, Any]:
    """The facts of one judgement. What the file does not say is not known, and says so."""
    if told is None:
        return {
            "words": "",
            "quotation": "",
            "detail": "",
            "coding": Coding.NOT_KNOWN,
            "reason": "No page that we have read gives this judgement.",
            "source": report.source,
        }
    return {
        "words": told["words"],
        "quotation": told.get("quotation", ""),
        "detail": told.get("detail", ""),
        "coding": Coding(told["coding"]),
        "reason": told["reason"],
        "source": sources[told["source"]],
    }


# ── The library's shelves ──────────────────────────────────────────────────────────────────


def _shelve_all(*, at: datetime) -> int:
    """The pictures with their data, and every judgement public on each day that brought one."""
    shelved = 0
    outcomes = queries.outcomes()

    manchester = queries.inspection_in_full(slug=GREATER_MANCHESTER, on=date.max)
    if manchester is not None:
        figure = queries.side_by_side(manchester)
        shelved += _shelve_picture(
            slug=GREATER_MANCHESTER,
            figure=figure,
            picture=charts.side_by_side(figure, name=GREATER_MANCHESTER),
            inspections=[manchester.inspection],
            outcomes=outcomes,
            at=at,
        )

    seven = queries.first_seven(on=date.max)
    if len(seven) == len(queries.FIRST_SEVEN):
        figure = queries.many_areas(seven, outcomes, title=queries.first_seven_title())
        shelved += _shelve_picture(
            slug=FIRST_SEVEN,
            figure=figure,
            picture=charts.many_areas(figure, name=FIRST_SEVEN),
            inspections=seven,
            outcomes=outcomes,
            at=at,
        )

    days = Report.objects.order_by("published_on").values_list("published_on", flat=True)
    for day in days.distinct():
        rows = queries.rows_of(queries.published(on=day), outcomes)
        shelve(
            slug=ALL_JUDGEMENTS,
            kind=DocumentKind.DATA,
            title=gettext("Every published judgement we know of"),
            summary=gettext("One row for each organisation and outcome, with its source."),
            source=SAID_BY,
            files={Form.CSV: as_csv(rows), Form.JSON: as_json(rows)},
            public_at=_start_of(day),
            at=at,
            by=BY,
        )
    return shelved + 1


def _shelve_picture(
    *,
    slug: str,
    figure: Judgements,
    picture: Picture,
    inspections: list[queries.PublishedInspection],
    outcomes: tuple[queries.Outcome, ...],
    at: datetime,
) -> int:
    rows = queries.rows_of(inspections, outcomes)
    shelve(
        slug=slug,
        kind=DocumentKind.PICTURE,
        title=figure.title,
        summary=figure.subtitle,
        source=SAID_BY,
        files={Form.SVG: drawn(picture), Form.CSV: as_csv(rows), Form.JSON: as_json(rows)},
        public_at=_start_of(max(inspection.published_on for inspection in inspections)),
        at=at,
        by=BY,
    )
    return 1


GREATER_MANCHESTER = "greater-manchester-2017"
FIRST_SEVEN = "first-seven-inspections"
ALL_JUDGEMENTS = "published-judgements"


def drawn(picture: Picture) -> str:
    """The picture as a file of its own."""
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + render_to_string(
        "reports/picture.svg", {"picture": picture, "alone": True}
    )


def as_csv(rows: list[dict[str, str]]) -> str:
    """Rows for a spreadsheet. A cell that it would take for a formula is made plain text."""
    out = io.StringIO()
    writer = csv.DictWriter(out, fieldnames=list(rows[0]) if rows else [], lineterminator="\r\n")
    writer.writeheader()
    for row in rows:
        writer.writerow(
            {name: f"'{value}" if value[:1] in FORMULA else value for name, value in row.items()}
        )
    return out.getvalue()


FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_json(rows: list[dict[str, str]]) -> str:
    return json.dumps(
        {"note": NOTE, "licence": LICENCE, "rows": rows}, ensure_ascii=False, indent=1
    )


NOTE = (
    "Published judgements of HM Inspectorate of Probation restated by OpenProbation."
    " `quotation` holds the inspectorate's words. `our_coding` is ours: nothing was rated."
)
LICENCE = "Open Government Licence v3.0 for the inspectorate's words; MIT for ours."


def _start_of(day: date) -> datetime:
    """The first moment of a day in London."""
    return timezone.make_aware(datetime.combine(day, time.min))
