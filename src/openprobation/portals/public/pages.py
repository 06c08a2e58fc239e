"""What does a public page show? Rows made ready, one question to each context."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from django.conf import settings
from django.contrib.humanize.templatetags.humanize import apnumber
from django.http import HttpRequest
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext

from openprobation.analytics.charts import judgements as charts
from openprobation.analytics.charts.drawing import Picture
from openprobation.inspection.reports import queries as reports
from openprobation.inspection.reports.queries import (
    InspectionInFull,
    JudgedProvider,
    Outcome,
    PublishedInspection,
)

GREATER_MANCHESTER = "greater-manchester-2017"
FIRST_SEVEN = "first-seven-inspections"
AN_ADDRESS = ("svg", "csv", "json")


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture in both its forms, the judgements behind it, and where its data are kept."""

    slug: str
    title: str
    wide: Picture
    narrow: Picture
    inspections: tuple[PublishedInspection, ...]
    outcomes: tuple[Outcome, ...]
    shelved: bool

    @property
    def page(self) -> str:
        return reverse("public:picture", args=[self.slug]) if self.shelved else ""

    @property
    def files(self) -> list[tuple[str, str]]:
        """The forms it can be had in, each with its address."""
        if not self.shelved:
            return []
        return [
            (form.upper(), reverse("library:file", args=[self.slug, form])) for form in AN_ADDRESS
        ]


@dataclass(frozen=True, slots=True)
class Door:
    """A way into the demonstration: a role, and the story that waits behind it."""

    name: str
    title: str
    story: str


@dataclass(frozen=True, slots=True)
class Share:
    """An address to pass on, and plain links that do it. Nothing of anybody else's runs here."""

    address: str
    email: str
    linkedin: str


def side_by_side(full: InspectionInFull) -> Drawn:
    """The picture of one inspection."""
    figure = reports.side_by_side(full)
    slug = full.inspection.slug
    return Drawn(
        slug=slug,
        title=figure.title,
        wide=charts.side_by_side(figure, name="one-wide"),
        narrow=charts.side_by_side_narrow(figure, name="one-narrow"),
        inspections=(full.inspection,),
        outcomes=full.outcomes,
        shelved=slug == GREATER_MANCHESTER,
    )


def first_seven(*, on: date, outcomes: tuple[Outcome, ...]) -> Drawn | None:
    """The picture of the first seven, once all seven are public."""
    found = reports.first_seven(on=on)
    if len(found) < len(reports.FIRST_SEVEN):
        return None
    figure = reports.many_areas(found, outcomes, title=reports.first_seven_title())
    return Drawn(
        slug=FIRST_SEVEN,
        title=figure.title,
        wide=charts.many_areas(figure, name="many-wide"),
        narrow=charts.many_areas_narrow(figure, name="many-narrow"),
        inspections=tuple(found),
        outcomes=outcomes,
        shelved=True,
    )


def compared(inspections: Iterable[PublishedInspection]) -> str:
    """What the picture of many shows, in a sentence; empty where it shows no difference."""
    tally = reports.tally(list(inspections))
    if not tally.public_service_higher and not tally.company_higher:
        return ""
    return gettext(
        "In the %(areas)s areas where both overall verdicts are known, the public service was"
        " judged better in %(nps)s, the company in %(crc)s."
    ) % {
        "areas": apnumber(tally.areas),
        "nps": _counted(tally.public_service_higher),
        "crc": _counted(tally.company_higher),
    }


def _counted(areas: tuple[str, ...]) -> str:
    """A number in words; where there is but one area, its name."""
    if len(areas) == 1:
        return gettext("one: %(area)s") % {"area": areas[0]}
    return str(apnumber(len(areas))) if areas else gettext("none")


def doors() -> list[Door]:
    """The demonstration's doors, from the function that the settings name, if they name one."""
    path: str | None = getattr(settings, "DEMONSTRATION_DOORS", None)
    if not settings.DEMONSTRATION or not path:
        return []
    offered: Callable[[], Iterable[Door]] = import_string(path)
    return list(offered())


def share(request: HttpRequest, *, path: str, title: str) -> Share:
    address = request.build_absolute_uri(path)
    return Share(
        address=address,
        email=f"mailto:?subject={quote(title)}&body={quote(address)}",
        linkedin=f"https://www.linkedin.com/sharing/share-offsite/?url={quote(address, safe='')}",
    )


def provider_of(inspection: PublishedInspection, kind: str) -> JudgedProvider | None:
    return next((p for p in inspection.providers if p.kind == kind), None)
