"""What does the law ask when somebody failed to comply, and until when does a warning count?

Community and suspended sentence orders: where the officer is of the opinion that the person failed
without reasonable excuse, and a warning under the same order was given within the twelve months that
begin with its date, the failure must be referred. The officer's discretion is over the excuse, before.
What counts is warnings, never absences. Licence and supervision after it: offered, never forced.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from openprobation.rules.appointments.outcomes import TIME_TO_EXPLAIN
from openprobation.rules.dates import ONE_DAY, last_day_of, words
from openprobation.rules.policy import (
    DEFAULT_PACK,
    SPLIT_ON,
    Dated,
    Pack,
    PolicyTable,
    Rule,
    Timeline,
)
from openprobation.rules.sentences.limits import CJA_2003, ORA_2014
from openprobation.rules.working_days import Deadline, deadline
from openprobation.vocabulary.enforcement import Duty, Excuse, PassedOver, Response
from openprobation.vocabulary.sentences import OrderKind

DUTIES: PolicyTable[OrderKind, Duty] = PolicyTable(
    "enforcement.duty",
    "What an officer must do about a failure without reasonable excuse",
    {
        OrderKind.COMMUNITY_ORDER: (
            Dated(
                CJA_2003,
                Duty.MUST_REFER_AFTER_A_WARNING,
                "Criminal Justice Act 2003 Sch. 8 paras 5 and 6 [law]",
                95,
            ),
            Dated(
                SPLIT_ON,
                Duty.MUST_REFER_AFTER_A_WARNING,
                "Criminal Justice Act 2003 Sch. 8 paras 5 to 6A, as amended by the Offender"
                " Rehabilitation Act 2014 Sch. 4: referred to an enforcement officer [law]",
                95,
            ),
        ),
        OrderKind.SUSPENDED_SENTENCE: (
            Dated(
                CJA_2003,
                Duty.MUST_REFER_AFTER_A_WARNING,
                "Criminal Justice Act 2003 Sch. 12 paras 4 and 5 [law]",
                95,
            ),
        ),
        OrderKind.LICENCE: (
            Dated(
                CJA_2003,
                Duty.MAY_REFER,
                "Criminal Justice Act 2003 s.254: nobody is obliged to ask for a recall [law]",
                90,
            ),
        ),
        OrderKind.POST_SENTENCE_SUPERVISION: (
            Dated(
                ORA_2014,
                Duty.MAY_REFER,
                "Criminal Justice Act 2003 s.256AC: a court, and no recall [law]",
                95,
            ),
        ),
    },
    otherwise=(Dated(CJA_2003, Duty.MAY_REFER, "Where nothing is known, nothing is forced.", 50),),
)
"""Chosen by the day of the failure."""

WARNING_MONTHS: PolicyTable[OrderKind, int] = PolicyTable(
    "enforcement.warning_months",
    "Months for which a warning counts, beginning with its date",
    {
        kind: (Dated(CJA_2003, 12, f"Criminal Justice Act 2003 {where} [law]", 95),)
        for kind, where in (
            (OrderKind.COMMUNITY_ORDER, "Sch. 8 para 6(1)"),
            (OrderKind.SUSPENDED_SENTENCE, "Sch. 12 para 5(1)"),
        )
    },
    otherwise=(
        Dated(CJA_2003, 12, "As for orders; no law sets it for a licence [general knowledge]", 50),
    ),
)
"""Chosen by the day the warning is given."""

LICENCE_WARNINGS: Timeline[int] = Timeline(
    "enforcement.licence_warnings",
    "Warnings on a licence before recall is usually considered",
    (Dated(SPLIT_ON, 3, "Published design history of warning letters [page]", 60),),
)

WARNING_LETTER_WITHIN: Timeline[int] = Timeline(
    "enforcement.warning_letter_within",
    "Working days within which a warning letter is sent, from the decision that there was no excuse",
    (Dated(SPLIT_ON, 2, "Local policy, on one training page [page]", 40),),
)

LICENCE_ANSWERED_WITHIN: Timeline[int] = Timeline(
    "enforcement.licence_answered_within",
    "Working days within which a senior answers a licence matter",
    (
        Dated(
            SPLIT_ON,
            1,
            "Recall is asked for within 24 hours of the decision [general knowledge]",
            50,
        ),
    ),
)


def warning_letter_due(decided_on: date, *, pack: Pack = DEFAULT_PACK) -> Deadline:
    """By when the letter goes. Chosen by the day of the decision, for no letter is due before it."""
    rule = WARNING_LETTER_WITHIN.on(max(decided_on, SPLIT_ON), pack=pack)
    return deadline(decided_on, rule.value, because=f"{rule.title}: {rule.value}.", rule=rule)


def licence_answer_due(sent_on: date, *, pack: Pack = DEFAULT_PACK) -> Deadline:
    """By when a senior says what follows; a recall that is needed waits for nobody."""
    rule = LICENCE_ANSWERED_WITHIN.on(max(sent_on, SPLIT_ON), pack=pack)
    return deadline(sent_on, rule.value, because=f"{rule.title}: {rule.value}.", rule=rule)


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """The order that was broken, as far as this question goes."""

    id: int
    kind: OrderKind
    starts_on: date
    ended_on: date | None = None


@dataclass(frozen=True, slots=True)
class FailureFacts:
    """One failure. `decided_on` is the day the officer formed the opinion, where they have."""

    id: int
    on: date
    excuse: Excuse = Excuse.UNDECIDED
    decided_on: date | None = None
    is_taken_back: bool = False


@dataclass(frozen=True, slots=True)
class WarningFacts:
    """One warning. `expires_on` is the first day on which it no longer counts."""

    id: int
    order_id: int
    failure_id: int
    given_on: date
    expires_on: date
    withdrawn_on: date | None = None
    failure_excuse: Excuse = Excuse.NOT_ACCEPTED


@dataclass(frozen=True, slots=True)
class LookedAt:
    """A warning that was looked at and does not count, and why."""

    warning: WarningFacts
    why: PassedOver


@dataclass(frozen=True, slots=True)
class Decision:
    """What follows, the warnings it rests on, those left alone, and the rule."""

    response: Response
    because: str
    counted: tuple[WarningFacts, ...] = ()
    passed_over: tuple[LookedAt, ...] = ()
    rule: Rule[Duty] | None = None

    @property
    def must_refer(self) -> bool:
        return self.response is Response.MUST_REFER

    @property
    def may_warn(self) -> bool:
        return self.response in (Response.WARN, Response.MAY_REFER)


def time_to_explain(noticed_on: date, *, pack: Pack = DEFAULT_PACK) -> Deadline:
    """By the end of which working day the person may explain, counted from when the service noticed."""
    rule = TIME_TO_EXPLAIN.on(noticed_on, pack=pack)
    return deadline(
        noticed_on,
        rule.value,
        because=f"{rule.value} working days after {words(noticed_on)}.",
        rule=rule,
    )


def warning_expires(
    given_on: date, kind: OrderKind, *, pack: Pack = DEFAULT_PACK
) -> tuple[date, Rule[int]]:
    """The first day on which a warning no longer counts.

    Twelve months beginning with 16 February 2016 end with 15 February 2017; with 29 February 2016,
    on 28 February 2017.
    """
    rule = WARNING_MONTHS.on(given_on, kind, pack=pack)
    return last_day_of(given_on, months=rule.value) + ONE_DAY, rule


def what_follows(
    failure: FailureFacts,
    warnings: Iterable[WarningFacts],
    *,
    order: OrderFacts | None,
    on: date,
    pack: Pack = DEFAULT_PACK,
) -> Decision:
    """What a failure calls for, asked on a day.

    Whether a warning counts is asked of the day the officer formed the opinion, as the law does;
    whether it was withdrawn, of the day of asking, for a withdrawal opens the way out.
    """
    if failure.is_taken_back:
        return Decision(Response.NOTHING, "The outcome it came from was undone or corrected.")
    if failure.excuse is Excuse.ACCEPTED:
        return Decision(Response.NOTHING, "The excuse is accepted, so it is no failure in law.")
    if order is None:
        return Decision(Response.DECIDE, "Say first which order or licence was broken.")
    if not _ran(order, failure.on):
        return Decision(
            Response.NOTHING,
            f"The {order.kind.label.lower()} did not run on {words(failure.on)}.",
        )
    if failure.excuse is Excuse.UNDECIDED:
        return Decision(Response.DECIDE, "Nobody has decided yet whether there was an excuse.")
    return _unexcused(
        failure, tuple(warnings), order, on, DUTIES.on(failure.on, order.kind, pack=pack)
    )


def _ran(order: OrderFacts, day: date) -> bool:
    return order.starts_on <= day and (order.ended_on is None or day < order.ended_on)


def _unexcused(
    failure: FailureFacts,
    warnings: tuple[WarningFacts, ...],
    order: OrderFacts,
    on: date,
    rule: Rule[Duty],
) -> Decision:
    opinion_on = failure.decided_on or on
    judged = {w: why_not(w, failure, order, opinion_on=opinion_on, on=on) for w in warnings}
    counted = tuple(sorted((w for w, why in judged.items() if why is None), key=_when))
    passed = tuple(LookedAt(w, why) for w, why in judged.items() if why is not None)
    response, because = _answer(failure, warnings, counted, rule)
    return Decision(response, because, counted, passed, rule)


def _when(warning: WarningFacts) -> tuple[date, int]:
    return warning.given_on, warning.id


def why_not(
    warning: WarningFacts, failure: FailureFacts, order: OrderFacts, *, opinion_on: date, on: date
) -> PassedOver | None:
    """Why a warning does not count against a failure; None where it does. The first reason that holds."""
    reasons: Mapping[PassedOver, bool] = {
        PassedOver.OTHER_ORDER: warning.order_id != order.id,
        PassedOver.SAME_FAILURE: warning.failure_id == failure.id,
        PassedOver.WITHDRAWN: warning.withdrawn_on is not None and warning.withdrawn_on <= on,
        PassedOver.EXCUSED_SINCE: warning.failure_excuse is Excuse.ACCEPTED,
        PassedOver.GIVEN_AFTER: warning.given_on > opinion_on,
        PassedOver.RUN_OUT: opinion_on >= warning.expires_on,
        PassedOver.NOT_SINCE: failure.on <= warning.given_on,
    }
    return next((why for why, holds in reasons.items() if holds), None)


def _answer(
    failure: FailureFacts,
    warnings: tuple[WarningFacts, ...],
    counted: tuple[WarningFacts, ...],
    rule: Rule[Duty],
) -> tuple[Response, str]:
    given = _days(counted)
    if rule.value is Duty.MUST_REFER_AFTER_A_WARNING and counted:
        return Response.MUST_REFER, (
            f"A warning under the same order still counts (given {given}), and there was no"
            " reasonable excuse since: the law says it must be referred."
        )
    own = next((w for w in warnings if w.failure_id == failure.id and w.withdrawn_on is None), None)
    if own is not None:
        return Response.NOTHING, f"A warning was given for it on {words(own.given_on)}."
    if rule.value is Duty.MUST_REFER_AFTER_A_WARNING:
        return Response.WARN, (
            "No warning under this order counts, so the law asks for a warning;"
            " a serious failure may be referred at once."
        )
    if counted:
        return Response.MAY_REFER, f"Warnings that still count: {given}. Nothing is forced."
    return Response.MAY_REFER, "No warning counts yet. Nothing is forced."


def _days(warnings: Iterable[WarningFacts]) -> str:
    return ", ".join(words(warning.given_on) for warning in warnings)
