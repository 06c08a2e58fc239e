"""Does a question apply to a case? Facts of the case in; yes, or why not, out."""

from __future__ import annotations

from dataclasses import dataclass

from openprobation.vocabulary.inspection import AppliesWhen

SHORT_LICENCE_WEEKS = 8
"""Read in the rules of the dynamic inspection of public protection, October 2025."""


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What is known of a case at the day the sample stands at. None: the record does not say."""

    has_unpaid_work: bool | None = None
    left_custody: bool | None = None
    has_court_work: bool | None = None
    qualifies_for_victim_contact: bool | None = None
    contact_suspended: bool | None = None
    only_post_sentence: bool | None = None
    licence_weeks: float | None = None

    @property
    def asks_adjusted_set(self) -> bool | None:
        """Contact suspended, and post-sentence supervision only or a licence of eight weeks or less."""
        if self.contact_suspended is False:
            return False
        by_licence = (
            None if self.licence_weeks is None else self.licence_weeks <= SHORT_LICENCE_WEEKS
        )
        if self.only_post_sentence or by_licence:
            return self.contact_suspended
        if self.only_post_sentence is False and by_licence is False:
            return False
        return None


@dataclass(frozen=True, slots=True)
class Applicable:
    """Whether a question applies; `why_not` is empty where it does. None: an inspector must say."""

    applies: bool | None
    why_not: str = ""


def applicable(when: AppliesWhen, facts: CaseFacts) -> Applicable:
    """Whether a question that is asked `when` applies to a case of these facts."""
    adjusted = facts.asks_adjusted_set
    known: dict[AppliesWhen, tuple[bool | None, str]] = {
        AppliesWhen.ALWAYS: (True, ""),
        AppliesWhen.UNPAID_WORK: (facts.has_unpaid_work, "There is no unpaid work requirement."),
        AppliesWhen.LEFT_CUSTODY: (
            facts.left_custody,
            "The person did not leave custody in the sample window.",
        ),
        AppliesWhen.COURT_WORK: (
            facts.has_court_work,
            "No court report and no allocation falls in the sample window.",
        ),
        AppliesWhen.VICTIM_CONTACT: (
            facts.qualifies_for_victim_contact,
            "The case does not qualify for contact with a victim.",
        ),
        AppliesWhen.CORE_SET: (
            None if adjusted is None else not adjusted,
            "The adjusted set is asked of this case.",
        ),
        AppliesWhen.ADJUSTED_SET: (adjusted, "The core set is asked of this case."),
    }
    holds, why_not = known[when]
    return Applicable(holds, why_not if holds is False else "")
