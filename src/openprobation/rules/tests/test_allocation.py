"""Who supervises, at every edge, and is the reason told?"""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import product

import pytest

from openprobation.rules.allocation import AllocationInputs, allocate, at_two_decimals
from openprobation.rules.policy import PROBATION_SERVICE_2021, TR_2014_2021, NothingInForce
from openprobation.vocabulary.allocations import ProviderKind
from openprobation.vocabulary.risk import HarmLevel

DAY = date(2017, 2, 16)
LOW = AllocationInputs(
    harm=HarmLevel.MEDIUM,
    is_mappa_eligible=False,
    rsr=Decimal("2.10"),
    is_liable_to_deportation=False,
    is_public_interest=False,
    crc="CGM",
)


def test_nothing_high_goes_to_the_company_of_the_area_and_says_what_was_looked_at():
    decision = allocate(LOW, on=DAY)

    assert (decision.provider, decision.organisation) == (ProviderKind.CRC, "CGM")
    assert decision.code == "allocation.company"
    assert decision.rule.in_force_from == date(2014, 6, 1)
    assert decision.because == (
        "The risk of serious harm is medium. The person is not eligible for MAPPA. The RSR score is"
        " 2.10, below the 6.89 from which the National Probation Service supervises. The person is"
        " not liable to deportation. The case is not one of public interest."
    )


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"harm": HarmLevel.HIGH}, "allocation.harm"),
        ({"harm": HarmLevel.VERY_HIGH}, "allocation.harm"),
        ({"is_mappa_eligible": True}, "allocation.mappa"),
        ({"rsr": Decimal("6.89")}, "allocation.rsr"),
        ({"is_liable_to_deportation": True}, "allocation.deportation"),
        ({"is_public_interest": True}, "allocation.public_interest"),
    ],
)
def test_any_one_ground_is_enough_for_the_public_provider(change, code):
    decision = allocate(replace(LOW, **change), on=DAY)

    assert (decision.provider, decision.code) == (ProviderKind.NPS, code)
    assert [ground.is_met for ground in decision.decided_by] == [True]
    assert [ground.is_met for ground in decision.left_alone] == [False] * 4


@pytest.mark.parametrize(
    ("rsr", "provider"),
    [
        ("0", ProviderKind.CRC),
        ("6.88", ProviderKind.CRC),
        ("6.8849", ProviderKind.CRC),
        ("6.885", ProviderKind.NPS),
        ("6.89", ProviderKind.NPS),
        ("6.90", ProviderKind.NPS),
        ("100", ProviderKind.NPS),
    ],
)
def test_the_score_is_read_at_two_decimals(rsr, provider):
    assert allocate(replace(LOW, rsr=Decimal(rsr)), on=DAY).provider is provider


def test_half_a_hundredth_is_rounded_up():
    assert at_two_decimals(Decimal("6.885")) == Decimal("6.89")
    assert at_two_decimals(Decimal("6.875")) == Decimal("6.88")


@pytest.mark.parametrize(
    ("field", "missing"),
    [
        ("harm", "the risk of serious harm"),
        ("is_mappa_eligible", "whether the person is eligible for MAPPA"),
        ("rsr", "the RSR score"),
        ("is_liable_to_deportation", "whether the person is liable to deportation"),
        ("is_public_interest", "whether this is a case of public interest"),
    ],
)
def test_what_is_missing_goes_to_a_person_and_never_to_the_company(field, missing):
    decision = allocate(replace(LOW, **{field: None}), on=DAY)

    assert decision.provider is None
    assert decision.is_for_a_person
    assert decision.missing == (missing,)
    assert decision.because == (
        f"Nobody has recorded {missing}. A person must decide who supervises."
    )


def test_one_ground_decides_though_the_rest_is_not_known():
    decision = allocate(AllocationInputs(HarmLevel.VERY_HIGH, None, None, None, None, None), on=DAY)

    assert decision.provider is ProviderKind.NPS
    assert len(decision.missing) == 4


def test_without_an_area_a_person_chooses_the_company():
    decision = allocate(replace(LOW, crc=None), on=DAY)

    assert decision.is_for_a_person
    assert decision.missing == ("the area the person lives in",)


def test_every_combination_goes_where_its_grounds_send_it():
    harms = [None, *HarmLevel]
    answers = [None, False, True]
    scores = [None, Decimal("6.88"), Decimal("6.89")]
    for harm, mappa, rsr, deportation, interest in product(
        harms, answers, scores, answers, answers
    ):
        decision = allocate(
            AllocationInputs(harm, mappa, rsr, deportation, interest, "CGM"), on=DAY
        )
        grounds = [mappa, deportation, interest]
        is_high = harm in (HarmLevel.HIGH, HarmLevel.VERY_HIGH) or rsr == Decimal("6.89")
        if is_high or True in grounds:
            assert decision.provider is ProviderKind.NPS
        elif None in (harm, rsr, *grounds):
            assert decision.is_for_a_person
        else:
            assert decision.provider is ProviderKind.CRC
        assert len(decision.decided_by) + len(decision.left_alone) == 5


def test_from_june_2021_one_organisation_supervises_everybody():
    before = allocate(LOW, on=date(2021, 6, 25), pack=PROBATION_SERVICE_2021)
    after = allocate(LOW, on=date(2021, 6, 26), pack=PROBATION_SERVICE_2021)

    assert before.provider is ProviderKind.CRC
    assert after.provider is ProviderKind.PROBATION_SERVICE
    assert after.code == "allocation.one_service"
    assert allocate(LOW, on=date(2021, 6, 26), pack=TR_2014_2021).provider is ProviderKind.CRC


def test_before_the_split_there_is_no_rule():
    with pytest.raises(NothingInForce, match="31 May 2014"):
        allocate(LOW, on=date(2014, 5, 31))


@pytest.mark.parametrize("rsr", ["-0.01", "100.01"])
def test_a_score_outside_0_to_100_is_refused(rsr):
    with pytest.raises(ValueError, match="percentage from 0 to 100"):
        replace(LOW, rsr=Decimal(rsr))


def test_a_decision_is_kept_with_its_inputs_and_the_date_of_its_rule():
    record = allocate(LOW, on=DAY).as_record()

    assert record["inputs"] == {
        "harm": "medium",
        "is_mappa_eligible": False,
        "rsr": "2.10",
        "is_liable_to_deportation": False,
        "is_public_interest": False,
        "crc": "CGM",
    }
    assert record["rule"]["in_force_from"] == "2014-06-01"
    assert record["provider"] == "crc"
