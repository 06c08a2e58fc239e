"""How much work is a caseload that is known only as counts by tier?

The published count-based model, older than the per-case one. Here it is a check: for counts of the
same cases both come to the same. Arithmetic is in floating point as there, so that it ends alike at
the edges.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

UNTIERED = "untiered"


@dataclass(frozen=True, slots=True)
class Counts:
    """Cases of one tier: all of them, and how many of those are of each inactive kind."""

    total: int
    warrants: int = 0
    unpaid_work: int = 0
    overdue: int = 0


@dataclass(frozen=True, slots=True)
class Weights:
    """How much of an inactive case is counted, in per cent: 100 counts it fully, 0 not at all."""

    warrants: float
    unpaid_work: float
    overdue: float


@dataclass(frozen=True, slots=True)
class Numbers:
    """One set of points: by tier for each place, and for everything else."""

    community: Sequence[float]
    licence: Sequence[float]
    custody: Sequence[float]
    weights: Weights
    report: float = 0
    report_conversion: float = 0
    parole_report: float = 0
    counts_parole_reports: bool = False
    arms_community: float = 0
    arms_licence: float = 0


Table = Mapping[str, Counts]


@dataclass(frozen=True, slots=True)
class Caseload:
    """The six tables of an officer, by tier in the order of the points, and the reports beside."""

    community: Table
    custody: Table
    licence: Table
    young_community: Table
    young_custody: Table
    young_licence: Table
    reports: int = 0
    report_conversions: int = 0
    parole_reports: int = 0
    arms_community: int = 0
    arms_licence: int = 0


@dataclass(frozen=True, slots=True)
class Counted:
    """The points of each part, and all together."""

    community: float
    custody: float
    licence: float
    young_community: float
    young_custody: float
    young_licence: float
    reports: float
    report_conversions: float
    parole_reports: float
    arms: float
    projected_licence: float
    young_projected_licence: float

    @property
    def total(self) -> float:
        return (
            self.community
            + self.custody
            + self.licence
            + self.young_community
            + self.young_custody
            + self.young_licence
            + self.report_conversions
            + self.reports
            + self.parole_reports
            + self.arms
        )


def tier_points(counts: Counts, points: float, *, weights: Weights | None = None) -> float:
    """Points of one tier; with weights, less what the inactive cases among them are not counted for."""
    found = counts.total * points
    if weights is None:
        return found
    for count, weight in (
        (counts.warrants, weights.warrants),
        (counts.unpaid_work, weights.unpaid_work),
        (counts.overdue, weights.overdue),
    ):
        found -= count * points * ((100 - min(max(weight, 0), 100)) / 100)
    return found


def table_points(table: Table, points: Sequence[float], *, weights: Weights | None = None) -> float:
    """Points of one table, whose tiers come in the order of the points; the untiered score nothing."""
    tiers = [counts for name, counts in table.items() if name != UNTIERED]
    return sum(
        tier_points(counts, worth, weights=weights)
        for counts, worth in zip(tiers, points, strict=True)
    )


def parole_points(count: int, points: float, *, are_counted: bool) -> float:
    return count * points if are_counted else 0


def arms_points(licence: int, community: int, *, of_licence: float, of_community: float) -> float:
    """Points of assessments for managing sexual offenders."""
    return licence * of_licence + community * of_community


def counted(caseload: Caseload, standard: Numbers, young: Numbers) -> Counted:
    """A caseload's points. Only young adults' tables take inactive cases off."""
    return Counted(
        community=table_points(caseload.community, standard.community),
        custody=table_points(caseload.custody, standard.custody),
        licence=table_points(caseload.licence, standard.licence),
        young_community=table_points(
            caseload.young_community, young.community, weights=young.weights
        ),
        young_custody=table_points(caseload.young_custody, young.custody, weights=young.weights),
        young_licence=table_points(caseload.young_licence, young.licence, weights=young.weights),
        reports=caseload.reports * standard.report,
        report_conversions=caseload.report_conversions * standard.report_conversion,
        parole_reports=parole_points(
            caseload.parole_reports,
            standard.parole_report,
            are_counted=standard.counts_parole_reports,
        ),
        arms=arms_points(
            caseload.arms_licence,
            caseload.arms_community,
            of_licence=standard.arms_licence,
            of_community=standard.arms_community,
        ),
        projected_licence=table_points(caseload.custody, standard.licence),
        young_projected_licence=table_points(
            caseload.young_custody, young.licence, weights=young.weights
        ),
    )


# ── What a week has room for ───────────────────────────────────────────────────────────────
class Band(IntEnum):
    """Kinds of officer that the published tables number; others count as probation officers."""

    SENIOR = 2
    SERVICES_OFFICER = 3
    NOT_COUNTED = 5
    SERVICES_OFFICER_B = 7


@dataclass(frozen=True, slots=True)
class Hours:
    """Weekly hours, and what the officer's band has."""

    base: float
    of_band: float


def hours(
    band: int,
    contracted: float | None,
    *,
    services_officer: float,
    officer: float,
    senior: float,
) -> Hours | None:
    """The hours to reckon with: those contracted, or the band's; None for a band not counted."""
    if band == Band.NOT_COUNTED:
        return None
    of_band = officer
    if band in (Band.SERVICES_OFFICER, Band.SERVICES_OFFICER_B):
        of_band = services_officer
    elif band == Band.SENIOR:
        of_band = senior
    return Hours(of_band if contracted is None else contracted, of_band)


def nominal_target(band: int, *, services_officer: float, officer: float) -> float:
    return services_officer if band == Band.SERVICES_OFFICER else officer


def available_points(found: Hours | None, *, target: float, reduced: float) -> int:
    """Points a week has room for, hours taken off; none where no hours are reckoned with."""
    if found is None or not found.base or not found.of_band:
        return 0
    return math.trunc(target * (found.base / found.of_band) * ((found.base - reduced) / found.base))
