"""Which needs come first, and who must read an assessment?"""

from datetime import date

from openprobation.rules.needs import Looked, countersigning, suggested
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.needs import CountersignReason, Need, NeedLevel

DAY = date(2017, 2, 16)
NOTHING = {need: Looked(NeedLevel.NONE) for need in Need}


def test_the_higher_need_comes_first_then_what_bears_on_harm_then_on_reoffending():
    looked = NOTHING | {
        Need.FINANCE: Looked(NeedLevel.SOME),
        Need.ALCOHOL: Looked(NeedLevel.HIGH, bears_on_reoffending=True),
        Need.RELATIONSHIPS: Looked(NeedLevel.HIGH, bears_on_harm=True),
        Need.DRUGS: Looked(NeedLevel.HIGH),
    }

    assert suggested(looked) == (Need.RELATIONSHIPS, Need.ALCOHOL, Need.DRUGS)


def test_what_is_no_need_is_not_suggested():
    assert suggested(NOTHING | {Need.ETE: Looked(NeedLevel.SOME)}) == (Need.ETE,)
    assert suggested(NOTHING) == ()


def test_a_qualified_officer_signs_alone():
    said = countersigning(NOTHING, roles=[Role.PROBATION_OFFICER], asked=False, on=DAY)

    assert not said.is_needed


def test_a_services_officer_is_countersigned_unless_another_post_is_qualified():
    alone = [Role.PROBATION_SERVICES_OFFICER]
    both = [*alone, Role.SENIOR]

    assert countersigning(NOTHING, roles=alone, asked=False, on=DAY).reasons == (
        CountersignReason.GRADE,
    )
    assert not countersigning(NOTHING, roles=both, asked=False, on=DAY).is_needed


def test_a_high_need_linked_to_harm_is_read_by_a_senior_and_named():
    looked = NOTHING | {Need.ALCOHOL: Looked(NeedLevel.HIGH, bears_on_harm=True)}

    said = countersigning(looked, roles=[Role.PROBATION_OFFICER], asked=False, on=DAY)

    assert said.reasons == (CountersignReason.HARM,)
    assert "alcohol" in said.because


def test_whoever_asks_is_read():
    said = countersigning(NOTHING, roles=[Role.PROBATION_OFFICER], asked=True, on=DAY)

    assert said.reasons == (CountersignReason.ASKED,)
