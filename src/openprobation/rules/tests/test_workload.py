"""Does our reckoning of workload come to what was published, and say too much when it is too much?"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openprobation.rules import workload
from openprobation.rules.policy import PROBATION_SERVICE_2021
from openprobation.rules.workload import Case, Contacts, Night, Reduction, counted
from openprobation.rules.workload.policy import CASE_POINTS, OVERLOAD
from openprobation.vocabulary.organisations import Grade
from openprobation.vocabulary.sentences import OrderKind
from openprobation.vocabulary.workforce import (
    CasePlace,
    ReductionReason,
    ReductionState,
    ReportKind,
    Tier,
)

FILE = "workload.jsonl"
TODAY = date(2017, 2, 16)
POINTS = CASE_POINTS.on(TODAY).value


# ── The published rows ─────────────────────────────────────────────────────────────────────
def case_points(given):
    tables = {
        name: {
            CasePlace(place): {Tier(tier): points for tier, points in row.items()}
            for place, row in rows.items()
        }
        for name, rows in given.items()
    }
    return workload.CasePoints(tables["standard"], tables["t2a"])


def test_published_points_of_cases_reports_and_contacts(vectors):
    for row in vectors(FILE, ["perCasePoints"]):
        said = row["input"]
        points = case_points(said["points"]) if "points" in said else POINTS
        cases = [
            Case(CasePlace(each["type"]), Tier(each["tier"]), each["t2a"])
            for each in said.get("cases", [])
            for _case in range(each["count"])
        ]

        found = workload.total(
            cases,
            points=points,
            reports={ReportKind(k.lower()): n for k, n in said.get("courtReports", {}).items()},
            report_points={
                ReportKind(k.lower()): n for k, n in said.get("reportPoints", {}).items()
            },
            contacts=Contacts(
                said.get("contactsOutsideCaseload", {}), said.get("contactsByOthers", {})
            ),
            contact_points=said.get("contactPoints"),
        )

        assert found == row["expected"], row["id"]


def test_published_available_points_of_hours(vectors):
    for row in vectors(FILE, ["availablePointsDecimal"]):
        said = {name: Decimal(str(number)) for name, number in row["input"].items()}

        found = workload.available_points(
            said["pointsForGrade"], said["contractedHoursForGrade"], left=said["availableHours"]
        )

        assert found == row["expected"], row["id"]


def test_published_days_of_counting(vectors):
    for row in vectors(FILE, ["workloadPeriod"]):
        at = datetime.fromisoformat(row["input"]["at"])

        assert workload.period(at).label == row["expected"], row["id"]


def weights_of(config):
    return counted.Weights(config["warrants"], config["unpaidWork"], config["overdueTermination"])


def numbers_of(config):
    return counted.Numbers(
        community=config["comm"],
        licence=config["lic"],
        custody=config["cust"],
        weights=weights_of(config),
        report=config["sdr"],
        report_conversion=config["sdrConversion"],
        parole_report=config["parom"],
        counts_parole_reports=config["paromsEnabled"],
        arms_community=config["armsCommunity"],
        arms_licence=config["armsLicense"],
    )


def table_of(rows):
    return {tier: counted.Counts(*counts) for tier, counts in rows.items()}


def caseload_of(said):
    return counted.Caseload(
        community=table_of(said["community"]),
        custody=table_of(said["custody"]),
        licence=table_of(said["license"]),
        young_community=table_of(said["t2aCommunity"]),
        young_custody=table_of(said["t2aCustody"]),
        young_licence=table_of(said["t2aLicense"]),
        reports=said["monthlySdrs"],
        report_conversions=said["sdrConversions"],
        parole_reports=said["paroms"],
        arms_community=said["armsCommunity"],
        arms_licence=said["armsLicense"],
    )


NAMED = {
    "total": "total",
    "sdrPoints": "reports",
    "sdrConversionPoints": "report_conversions",
    "paromsPoints": "parole_reports",
    "armsPoints": "arms",
    "communityTierPoints": "community",
    "custodyTierPoints": "custody",
    "licenseTierPoints": "licence",
    "t2aCommunityTierPoints": "young_community",
    "t2aCustodyTierPoints": "young_custody",
    "t2aLicenseTierPoints": "young_licence",
    "projectedLicenseTierPoints": "projected_licence",
    "t2aProjectedLicenseTierPoints": "young_projected_licence",
}


def test_published_points_of_counted_caseloads(vectors):
    for row in vectors(FILE, ["workloadPoints"]):
        said = row["input"]

        found = counted.counted(
            caseload_of(said), numbers_of(said["cfg"]), numbers_of(said["t2aCfg"])
        )

        ours = {theirs: getattr(found, name) for theirs, name in NAMED.items()}
        assert ours == pytest.approx(row["expected"], rel=1e-12), row["id"]


def test_published_points_of_a_tier(vectors):
    for row in vectors(FILE, ["tierPoints"]):
        said = row["input"]
        weights = counted.Weights(*said["weights"]) if said["subtractInactive"] else None

        found = counted.tier_points(
            counted.Counts(*said["counts"]), said["points"], weights=weights
        )

        assert found == row["expected"], row["id"]


def hours_of(said):
    return counted.hours(
        said["omTypeId"],
        said["contractedHours"],
        services_officer=said["defaultPso"],
        officer=said["defaultPo"],
        senior=said["defaultSpo"],
    )


def test_published_contracted_hours(vectors):
    for row in vectors(FILE, ["contractedHours"]):
        found = hours_of(row["input"])

        ours = {"baseHours": found.base, "bandDefault": found.of_band} if found else None
        assert ours == row["expected"], row["id"]


def test_published_available_points_of_counts(vectors):
    for row in vectors(FILE, ["availablePoints"]):
        said = row["input"]

        found = counted.available_points(
            hours_of(said), target=said["nominalTarget"], reduced=said["reductionHours"]
        )

        assert found == row["expected"], row["id"]


def test_published_targets_and_reports(vectors):
    for row in vectors(FILE, ["nominalTarget"]):
        said = row["input"]
        found = counted.nominal_target(
            said["omTypeId"], services_officer=said["pso"], officer=said["po"]
        )
        assert found == row["expected"], row["id"]
    for row in vectors(FILE, ["paromPoints"]):
        said = row["input"]
        found = counted.parole_points(said["count"], said["points"], are_counted=said["enabled"])
        assert found == row["expected"], row["id"]
    for row in vectors(FILE, ["armsPoints"]):
        said = row["input"]
        found = counted.arms_points(
            said["licenceCount"],
            said["communityCount"],
            of_licence=said["licenceWeight"],
            of_community=said["communityWeight"],
        )
        assert found == row["expected"], row["id"]
    for row in vectors(FILE, ["sdrConversionPoints"]):
        assert row["input"]["count"] * row["input"]["points"] == row["expected"], row["id"]


# ── The same, without the published rows beside us ─────────────────────────────────────────
def test_a_case_is_worth_what_its_place_and_tier_say():
    assert workload.points_of(Case(CasePlace.COMMUNITY, Tier.A3), POINTS) == 206
    assert workload.points_of(Case(CasePlace.LICENCE, Tier.A3), POINTS) == 219
    assert workload.points_of(Case(CasePlace.CUSTODY, Tier.D1), POINTS) == 13
    assert workload.points_of(Case(CasePlace.COMMUNITY, Tier.A3, True), POINTS) == 75


def test_reports_and_work_for_colleagues_add_and_work_by_colleagues_is_taken_off():
    found = workload.workload(
        [],
        on=TODAY,
        reports={ReportKind.STANDARD: 2, ReportKind.FAST: 1},
        contacts=Contacts({"CMS06": 2, "NOBODY": 9}, {"CMS22": 1}),
    )

    assert found.points == 2 * 138 + 65 + 2 * 26 - 5


def test_a_case_without_a_tier_scores_nothing_and_is_said():
    found = workload.workload(
        [Case(CasePlace.COMMUNITY, None), Case(CasePlace.COMMUNITY, Tier.D2)], on=TODAY
    )

    assert (found.points, found.cases, found.without_tier) == (41, 2, 1)


def test_points_are_applied_early_in_2017_and_not_in_2022():
    assert workload.workload([], on=TODAY).is_applied_early
    later = workload.workload([], on=date(2022, 3, 1), pack=PROBATION_SERVICE_2021)
    assert not later.is_applied_early


@pytest.mark.parametrize(
    ("left", "points"), [("37", 2176), ("28.2", 1658), ("35.2", 2070), ("0", 0), ("-3", 0)]
)
def test_a_week_gives_points_by_the_hours_left(left, points):
    assert workload.available_points(2176, Decimal(37), left=Decimal(left)) == points


def test_reductions_of_the_day_alone_are_taken_off():
    fifth = Decimal("7.4")
    reductions = [
        Reduction(fifth, TODAY, TODAY),
        Reduction(fifth, TODAY + timedelta(1), None),
        Reduction(fifth, date(2016, 1, 1), TODAY - timedelta(1)),
        Reduction(fifth, TODAY, None, is_deleted=True),
    ]

    found = workload.available(Grade.PROBATION_OFFICER, Decimal(37), reductions, on=TODAY)

    assert [each.state(TODAY) for each in reductions] == [
        ReductionState.ACTIVE,
        ReductionState.SCHEDULED,
        ReductionState.ARCHIVED,
        ReductionState.DELETED,
    ]
    assert found.left == Decimal("29.6")
    assert found.points == 1740


def test_a_senior_has_no_room_for_cases():
    assert workload.available(Grade.SENIOR_PROBATION_OFFICER, Decimal(37), on=TODAY).points == 0


def test_the_share_is_rounded_to_a_tenth_of_a_per_cent_half_up():
    assert workload.percent(2176, 2176) == 100
    assert workload.percent(1, 1600) == Decimal("0.1")
    assert workload.percent(0, 2176) == workload.percent(5, 0) == 0


@pytest.mark.parametrize(
    ("orders", "place"),
    [
        ([(OrderKind.COMMUNITY_ORDER, True)], CasePlace.COMMUNITY),
        ([(OrderKind.LICENCE, True), (OrderKind.COMMUNITY_ORDER, True)], CasePlace.LICENCE),
        ([(OrderKind.LICENCE, False)], CasePlace.CUSTODY),
        ([(OrderKind.LICENCE, False), (OrderKind.SUSPENDED_SENTENCE, True)], CasePlace.COMMUNITY),
        ([(OrderKind.POST_SENTENCE_SUPERVISION, True)], CasePlace.LICENCE),
        ([], CasePlace.COMMUNITY),
    ],
)
def test_where_a_case_is_served(orders, place):
    assert workload.place_of(orders) is place


@given(
    cases=st.lists(
        st.builds(Case, st.sampled_from(CasePlace), st.sampled_from(Tier), st.booleans())
    )
)
def test_counting_by_case_and_by_tier_comes_to_the_same(cases):
    def table(place, young):
        return {tier.value: counted.Counts(cases.count(Case(place, tier, young))) for tier in Tier}

    def numbers(points):
        return counted.Numbers(
            *(list(points[place].values()) for place in
              (CasePlace.COMMUNITY, CasePlace.LICENCE, CasePlace.CUSTODY)),
            weights=counted.Weights(0, 0, 0),
        )  # fmt: skip

    tables = [
        table(place, young)
        for young in (False, True)
        for place in (CasePlace.COMMUNITY, CasePlace.CUSTODY, CasePlace.LICENCE)
    ]
    found = counted.counted(
        counted.Caseload(*tables), numbers(POINTS.standard), numbers(POINTS.young_adult)
    )

    assert found.total == workload.total(cases, points=POINTS)


def test_every_reason_for_less_work_has_an_allowance():
    assert set(workload.allowances(TODAY).value) == set(ReductionReason)


# ── Too much, for too long ─────────────────────────────────────────────────────────────────
LIMIT = OVERLOAD.on(TODAY).value


def nights(percent, days, *, ends=1):
    return [Night(TODAY - timedelta(n), Decimal(percent)) for n in range(ends, ends + days)]


@pytest.mark.parametrize(("cases", "is_too_many"), [(50, False), (51, True)])
def test_more_than_fifty_cases_are_too_many(cases, is_too_many):
    found = workload.overload(cases, Decimal(80), [], on=TODAY)

    assert found.too_many_cases is found.is_too_large is is_too_many


@pytest.mark.parametrize(("days", "is_long"), [(27, False), (28, True), (60, True)])
def test_four_weeks_over_110_per_cent_are_too_long(days, is_long):
    found = workload.overload(40, Decimal(112), nights("110.1", days), on=TODAY)

    assert found.is_over_for_long is is_long
    assert found.over_since == TODAY - timedelta(days)


def test_a_night_at_110_per_cent_breaks_the_run():
    kept = [
        *nights(115, 10),
        Night(TODAY - timedelta(11), LIMIT.percent),
        *nights(115, 40, ends=12),
    ]

    found = workload.overload(40, Decimal(115), kept, on=TODAY)

    assert found.over_since == TODAY - timedelta(10)
    assert not found.is_over_for_long


def test_who_is_no_longer_over_is_not_flagged():
    assert not workload.overload(40, Decimal(109), nights(120, 60), on=TODAY).is_too_large


def test_a_few_nights_nobody_counted_do_not_hide_it_and_a_week_of_them_does():
    every_other = nights(120, 40)[::2]
    without_a_week = [night for night in nights(120, 40) if not 7 <= (TODAY - night.on).days < 14]

    assert workload.overload(40, Decimal(120), every_other, on=TODAY).is_over_for_long
    assert not workload.overload(40, Decimal(120), without_a_week, on=TODAY).is_over_for_long
