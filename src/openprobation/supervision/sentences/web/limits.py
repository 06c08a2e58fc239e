"""What may a court order on a day, and what does the page say beside each field about how much?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from openprobation.rules.dates import age_on, words, years
from openprobation.rules.policy import Rule
from openprobation.rules.sentences.limits import (
    COMMUNITY_ORDER,
    CURFEW_HOURS,
    ORA_2014,
    REQUIREMENTS,
    SUSPENDED_SENTENCE,
    TAKES_NO_LENGTH,
    UNPAID_WORK,
    RequirementLimits,
)
from openprobation.supervision.sentences.policies import policy_pack
from openprobation.vocabulary.sentences import RequirementKind, Unit


@dataclass(frozen=True, slots=True)
class Orderable:
    """What a court could order on the day of sentence, and what it could not, with the reason."""

    kinds: tuple[RequirementKind, ...]
    left_out: tuple[str, ...]


def orderable(*, sentenced_on: date, committed_on: date, born_on: date) -> Orderable:
    """`committed_on` is the day of the main offence."""
    kinds: list[RequirementKind] = []
    left_out: list[str] = []
    for kind in RequirementKind:
        rule = rule_for(kind, sentenced_on)
        if kind in GAVE_WAY and committed_on >= ORA_2014:
            left_out.append(
                _("%(what)s: only for offences before %(day)s")
                % {"what": kind.label, "day": words(ORA_2014)}
            )
        elif rule is None:
            left_out.append(_("%(what)s: not yet in law that day") % {"what": kind.label})
        elif rule.value.under_age and age_on(born_on, sentenced_on) >= rule.value.under_age:
            left_out.append(
                _("%(what)s: only for people under %(age)s")
                % {"what": kind.label, "age": rule.value.under_age}
            )
        else:
            kinds.append(kind)
    return Orderable(tuple(kinds), tuple(left_out))


#: Kinds that gave way to rehabilitation activity.
GAVE_WAY = frozenset({RequirementKind.SPECIFIED_ACTIVITY, RequirementKind.SUPERVISION})


def rule_for(kind: RequirementKind, sentenced_on: date) -> Rule[RequirementLimits] | None:
    return REQUIREMENTS.timeline(kind).find(sentenced_on, pack=policy_pack())


def units_of(kind: RequirementKind, sentenced_on: date) -> tuple[Unit, ...]:
    """The units a requirement is written in, the usual one first; none where it takes no length."""
    rule = rule_for(kind, sentenced_on)
    if rule is None or kind in TAKES_NO_LENGTH:
        return ()
    return tuple(sorted(rule.value.units, key=list(USUAL_FIRST).index))


USUAL_FIRST = (Unit.MONTHS, Unit.HOURS, Unit.SESSIONS, Unit.WEEKS, Unit.DAYS)


# ── What is said beside a field ────────────────────────────────────────────────────────────
def requirement_hint(kind: RequirementKind, sentenced_on: date) -> str:
    """ "40 to 300 hours", "Up to 12 months": as the law stood on the day of sentence."""
    if kind is RequirementKind.UNPAID_WORK:
        hours = UNPAID_WORK.on(sentenced_on, pack=policy_pack())
        return _checked(
            hours,
            _("%(least)s to %(most)s hours")
            % {"least": hours.value.fewest_hours, "most": hours.value.most_hours},
        )
    if kind is RequirementKind.RAR:
        return _("The most days the court allows")
    rule = rule_for(kind, sentenced_on)
    if rule is None:
        return ""
    least, most = rule.value.least, rule.value.most
    if least and most and least.unit is most.unit:
        said = _("%(least)s to %(most)s") % {"least": least.number, "most": most}
    elif most:
        said = _("Up to %(most)s") % {"most": most}
    elif least:
        said = _("At least %(least)s") % {"least": least}
    else:
        return ""
    return _checked(rule, said)


def curfew_hint(sentenced_on: date) -> str:
    rule = CURFEW_HOURS.on(sentenced_on, pack=policy_pack())
    return _checked(
        rule,
        _("%(least)s to %(most)s hours") % {"least": rule.value.fewest, "most": rule.value.most},
    )


def community_order_hint(sentenced_on: date, *, with_unpaid_work: bool) -> str:
    longest = years(COMMUNITY_ORDER.on(sentenced_on, pack=policy_pack()).value.longest_months)
    if not with_unpaid_work:
        return _("Up to %(longest)s") % {"longest": longest}
    shortest = UNPAID_WORK.on(sentenced_on, pack=policy_pack()).value.shortest_order_months
    return _("%(shortest)s months, because of the unpaid work, to %(longest)s") % {
        "shortest": shortest,
        "longest": longest,
    }


def term_hint(sentenced_on: date) -> str:
    rule = SUSPENDED_SENTENCE.on(sentenced_on, pack=policy_pack())
    return _checked(
        rule,
        _("%(shortest)s days to %(longest)s")
        % {
            "shortest": rule.value.shortest_term_days,
            "longest": years(rule.value.longest_term_months),
        },
    )


def operational_hint(sentenced_on: date) -> str:
    rule = SUSPENDED_SENTENCE.on(sentenced_on, pack=policy_pack())
    return _checked(
        rule,
        _("%(shortest)s months to %(longest)s")
        % {
            "shortest": rule.value.shortest_operational_months,
            "longest": years(rule.value.longest_operational_months),
        },
    )


def supervision_hint(sentenced_on: date) -> str:
    rule = SUSPENDED_SENTENCE.on(sentenced_on, pack=policy_pack())
    return _checked(
        rule,
        _("At least %(shortest)s months, and no longer than it is suspended")
        % {"shortest": rule.value.shortest_supervision_months},
    )


def _checked(rule: Rule[Any], said: str) -> str:
    """What nobody has checked against the law says so: a page tells as fact only what is sure."""
    return said if rule.is_sure else _("%(said)s (limit not yet checked)") % {"said": said}
