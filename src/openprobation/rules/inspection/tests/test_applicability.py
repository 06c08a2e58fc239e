"""Does a question apply to a case?"""

import pytest

from openprobation.rules.inspection.applicability import CaseFacts, applicable
from openprobation.vocabulary.inspection import AppliesWhen

W = AppliesWhen
SUSPENDED = {"contact_suspended": True, "only_post_sentence": False}


@pytest.mark.parametrize(
    ("when", "facts", "applies"),
    [
        (W.ALWAYS, {}, True),
        (W.UNPAID_WORK, {"has_unpaid_work": True}, True),
        (W.UNPAID_WORK, {"has_unpaid_work": False}, False),
        (W.UNPAID_WORK, {}, None),
        (W.LEFT_CUSTODY, {"left_custody": False}, False),
        (W.COURT_WORK, {"has_court_work": True}, True),
        (W.VICTIM_CONTACT, {"qualifies_for_victim_contact": False}, False),
        (W.CORE_SET, {"contact_suspended": False}, True),
        (W.ADJUSTED_SET, {"contact_suspended": False}, False),
        (W.ADJUSTED_SET, SUSPENDED | {"licence_weeks": 8}, True),
        (W.CORE_SET, SUSPENDED | {"licence_weeks": 8}, False),
        (W.ADJUSTED_SET, SUSPENDED | {"licence_weeks": 8.1}, False),
        (W.ADJUSTED_SET, {"contact_suspended": True, "only_post_sentence": True}, True),
        (W.ADJUSTED_SET, SUSPENDED, None),
        (W.CORE_SET, {}, None),
    ],
)
def test_a_question_applies_by_the_facts_and_says_why_not(when, facts, applies):
    found = applicable(when, CaseFacts(**facts))
    assert found.applies is applies
    assert bool(found.why_not) is (applies is False)
