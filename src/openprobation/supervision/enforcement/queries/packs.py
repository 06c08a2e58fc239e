"""What does a breach pack hold, read from the record now, and how will the court see it?

The two parts are read apart, checked apart and drawn apart. What is served is drawn from
`ServedFacts` and nothing else, so that nothing about risk or victims can cross.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import starmap

from django.utils import timezone
from django.utils.translation import gettext as _

from openprobation.foundation.documents.letters import (
    Block,
    Facts,
    Heading,
    Letter,
    Paragraph,
    Points,
    letter_of,
)
from openprobation.rules.breach import (
    Checked,
    FailureFacts,
    NotServedFacts,
    OrderFacts,
    ServedFacts,
    WarningFacts,
    checklist,
    missing,
)
from openprobation.rules.dates import ONE_DAY, words
from openprobation.supervision.appointments import queries as appointments
from openprobation.supervision.persons import queries as persons
from openprobation.supervision.risk import queries as risk
from openprobation.supervision.sentences import queries as sentences
from openprobation.supervision.sentences.policies import policy_pack
from openprobation.vocabulary.breach import BreachMove, LineState, PackLine
from openprobation.vocabulary.enforcement import Excuse
from openprobation.vocabulary.risk import RegistrationKind

from ..models import BreachFailure, SentPack
from .breach import Answering, BreachLine, StepLine
from .exhibits import ExhibitLine, exhibits_of
from .failures import FAILURE, FailureLine, WarningLine, failure_line, failures_of, warnings_of

STAFF = (RegistrationKind.STAFF_SAFETY,)


@dataclass(frozen=True, slots=True)
class Alleged:
    """A failure in a breach, with what it is put to."""

    failure: FailureLine
    requirement_id: int | None
    condition_id: int | None

    @property
    def put_to(self) -> str:
        """The choice on the pack's form; empty while nothing is chosen."""
        if self.requirement_id is not None:
            return f"requirement.{self.requirement_id}"
        return f"condition.{self.condition_id}" if self.condition_id is not None else ""


@dataclass(frozen=True, slots=True)
class Pack:
    """A breach's pack as the record makes it now."""

    served: ServedFacts
    not_served: NotServedFacts
    lines: tuple[Checked, ...]
    alleged: tuple[Alleged, ...]
    order: sentences.OrderLine | None
    harm: risk.Harm | None
    exhibits: tuple[ExhibitLine, ...] = ()

    @property
    def missing(self) -> tuple[Checked, ...]:
        return missing(self.lines)

    @property
    def is_ready(self) -> bool:
        return not self.missing


def alleged_in(breach_id: int) -> list[Alleged]:
    """The failures a breach alleges, the earliest first. One query."""
    rows = BreachFailure.objects.filter(breach_id=breach_id, taken_out_at__isnull=True)
    fields = [f"failure__{name}" for name in FAILURE]
    return [
        Alleged(failure_line(row[2:]), row[0], row[1])
        for row in rows.order_by("failure__on", "pk").values_list(
            "requirement_id", "condition_id", *fields
        )
    ]


def could_be_alleged(
    person_ids: Collection[int], *, order_id: int | None = None
) -> list[FailureLine]:
    """Failures without excuse that stand, of an order or of none yet, the latest first. One query."""
    return [
        failure
        for failure in failures_of(person_ids)
        if not failure.is_taken_back
        and failure.excuse is not Excuse.ACCEPTED
        and (order_id is None or failure.order_id in (None, order_id))
    ]


def pack_of(line: BreachLine, person: persons.Handle, *, at: datetime) -> Pack:
    """The pack as the record makes it now. Thirteen queries at most, whatever is in it."""
    on = timezone.localdate(at)
    order = sentences.order(line.order_id, person_ids=person.ids, on=on)
    alleged = tuple(alleged_in(line.id))
    address, address_source = _address(person, on=on)
    kept = _kept(person.ids, order, at=at)
    harm = risk.latest(risk.harm(person.ids))
    exhibits = exhibits_of(line.id)
    served = ServedFacts(
        name=person.name,
        date_of_birth=person.date_of_birth,
        address=address,
        address_source=address_source,
        order=_order(order),
        failures=tuple(_failure(each, order) for each in alleged),
        warnings=tuple(_warnings(person.ids, line.order_id)),
        without_warning_why=line.without_warning_why,
        tried=line.tried,
        tried_source=_typed(line),
        kept=kept.kept,
        asked=kept.asked,
        kept_source=f"The record of appointments since {words(order.starts_on)}" if order else "",
        proposal=line.proposal,
        proposal_source=_typed(line),
        exhibits=tuple(each.facts for each in exhibits),
    )
    not_served = _not_served(person.ids, harm, on=on)
    return Pack(
        served,
        not_served,
        checklist(served, not_served, on=on, pack=policy_pack()),
        alleged,
        order,
        harm,
        exhibits,
    )


def _typed(line: BreachLine) -> str:
    when = words(timezone.localdate(line.written_at))
    return f"Typed by {line.written_by} on {when}"


def _address(person: persons.Handle, *, on: date) -> tuple[str, str]:
    """Where papers can be served, and where that is from; both empty where nowhere is known."""
    found = persons.main_addresses(person.ids, on=on)
    address = found.get(person.id) or next(iter(found.values()), None)
    if address is None or address.no_fixed_abode:
        return "", ""
    said = ", ".join(part for part in (address.lines.replace("\n", ", "), address.postcode) if part)
    return said, f"Main address since {words(address.since)}"


def _order(order: sentences.OrderLine | None) -> OrderFacts | None:
    if order is None or order.withdrawn:
        return None
    registered = words(timezone.localdate(order.registered_at))
    return OrderFacts(
        kind=order.kind,
        court=order.court,
        made_on=order.sentenced_on,
        ends_on=order.ends_on,
        ended_on=order.ended_on,
        offence=order.main_offence,
        source=f"Registered by {order.registered_by} on {registered}",
    )


def _failure(alleged: Alleged, order: sentences.OrderLine | None) -> FailureFacts:
    failure = alleged.failure
    how = failure.instruction_how
    given = failure.instruction_given_on
    decided = words(timezone.localdate(failure.decided_at)) if failure.decided_at else ""
    noticed = words(timezone.localdate(failure.noticed_at))
    return FailureFacts(
        on=failure.on,
        what=failure.outcome.label,
        requirement=_put_to(alleged, order),
        instruction=failure.instruction,
        proof=f"{how.label}, {words(given)}" if how and given else "",
        explanation=failure.explanation,
        explain_by=failure.explain_by,
        excuse_accepted={Excuse.ACCEPTED: True, Excuse.NOT_ACCEPTED: False}.get(failure.excuse)
        if not failure.is_taken_back
        else True,
        excuse_why=failure.decided_why
        or (f"Not accepted by {failure.decided_by} on {decided}" if failure.decided_by else ""),
        source=f"Failure of {words(failure.on)}, noticed on {noticed}",
        decided_on=timezone.localdate(failure.decided_at) if failure.decided_at else None,
    )


def _put_to(alleged: Alleged, order: sentences.OrderLine | None) -> str:
    if order is None:
        return ""
    for requirement in order.requirements:
        if requirement.id == alleged.requirement_id:
            return requirement.spoken
    for condition in order.conditions:
        if condition.id == alleged.condition_id:
            return condition.text.rstrip(".")
    return ""


def _warnings(person_ids: Collection[int], order_id: int) -> Iterable[WarningFacts]:
    for warning in warnings_of(person_ids):
        if warning.order_id == order_id:
            yield _warning(warning)


def _warning(warning: WarningLine) -> WarningFacts:
    return WarningFacts(
        given_on=warning.given_on,
        expires_on=warning.expires_on,
        withdrawn_on=timezone.localdate(warning.withdrawn_at) if warning.withdrawn_at else None,
        source=f"Warning given by {warning.given_by} on {words(warning.given_on)}",
        is_excused=warning.failure_excuse is Excuse.ACCEPTED,
    )


def _kept(
    person_ids: Collection[int], order: sentences.OrderLine | None, *, at: datetime
) -> appointments.Attendance:
    if order is None:
        return appointments.Attendance(0, 0, 0)
    return appointments.attendance(person_ids, since=order.starts_on, until=at)


def _not_served(person_ids: Collection[int], harm: risk.Harm | None, *, on: date) -> NotServedFacts:
    flags = [flag for found in risk.flags(person_ids, STAFF).values() for flag in found]
    source = f"Assessed by {harm.assessed_by} on {words(harm.on)}" if harm else ""
    return NotServedFacts(
        harm=harm.overall.label if harm else "",
        harm_on=harm.on if harm else None,
        harm_source=source,
        staff_safety=tuple(f"{flag.label} since {words(flag.starts_on)}" for flag in flags),
        staff_safety_source=f"The register on {words(on)}",
        who_is_at_risk=harm.who_is_at_risk if harm else "",
        victims_source=source,
    )


def tried_as_recorded(person: persons.Handle, line: BreachLine, *, at: datetime) -> str:
    """What the record already says was done to help: the officer reads it and adds to it. Six queries."""
    on = timezone.localdate(at)
    order = sentences.order(line.order_id, person_ids=person.ids, on=on)
    said = []
    if order is not None:
        found = appointments.attendance(person.ids, since=order.starts_on, until=at)
        if found.asked:
            said.append(
                f"{found.asked} appointments were offered since {words(order.starts_on)} and"
                f" {found.kept} were kept."
            )
        if found.moved:
            times = "once" if found.moved == 1 else f"{found.moved} times"
            said.append(f"An appointment was moved to another time {times}.")
    adjusted = {
        kind.label: None
        for kinds in persons.adjustments_of(person.ids, on=on).values()
        for kind in kinds
    }
    if adjusted:
        said.append(f"We adjusted how we work: {'; '.join(adjusted)}.")
    if person.interpreter_needed:
        said.append(f"An interpreter was used ({person.language}).")
    return " ".join(said)


# ── As the court will see it ───────────────────────────────────────────────────────────────
def served_letter(
    pack: Pack,
    line: BreachLine,
    *,
    crn: str,
    sender: Answering | None,
    steps: Sequence[StepLine],
    on: date,
) -> Letter:
    """The served papers. No query, and nothing but what is served."""
    facts = pack.served
    blocks: list[Block] = [Heading(_("The person")), Facts(tuple(_said_person(facts)))]
    if facts.order:
        blocks += [Heading(_("The order")), Facts(tuple(_said_order(facts.order)))]
    broken = tuple(dict.fromkeys(f.requirement for f in facts.failures if f.requirement))
    if broken:
        blocks += [Heading(_("The requirement broken")), Points(broken)]
    blocks.append(Heading(_("The failures alleged")))
    if not facts.failures:
        blocks.append(Paragraph(_("None.")))
    for failure in facts.failures:
        blocks += [
            Paragraph(f"{words(failure.on)}: {failure.what}", is_strong=True),
            Facts(tuple(_said_failure(failure))),
        ]
    blocks += [Heading(_("Warnings")), *_said_warnings(facts)]
    blocks += [
        Heading(_("What was done to help the person comply")),
        Paragraph(facts.tried or _("Nothing is written yet.")),
        Heading(_("What went well")),
        Paragraph(_said_kept(facts)),
        Heading(_("What we propose")),
        Paragraph(facts.proposal or _("Nothing is written yet.")),
        Heading(_("Exhibits")),
        *_said_exhibits(facts),
        Heading(_("Who prepared these papers")),
        Facts(tuple(_said_hands(line, sender, steps))),
    ]
    return Letter(
        title=_("Alleged breach: %(order)s") % {"order": line.order_kind.label.lower()},
        language="en-GB",
        sender=(sender.organisation, sender.team) if sender else (),
        to=(line.court,),
        date=on,
        reference=crn,
        blocks=tuple(blocks),
    )


def _said_person(facts: ServedFacts) -> Iterable[tuple[str, str]]:
    yield _("Name"), facts.name
    if facts.date_of_birth:
        yield _("Date of birth"), words(facts.date_of_birth)
    yield _("Address"), facts.address or _("None known")


def _said_order(order: OrderFacts) -> Iterable[tuple[str, str]]:
    yield _("Order"), order.kind.label
    yield _("Made by"), order.court
    yield _("Made on"), words(order.made_on)
    yield _("Runs until"), words(order.ends_on)
    if order.offence:
        yield _("Offence"), order.offence


def _said_failure(failure: FailureFacts) -> Iterable[tuple[str, str]]:
    yield _("Requirement"), failure.requirement or _("Not said yet")
    yield _("Told to"), failure.instruction or _("Not said yet")
    yield _("How and when told"), failure.proof or _("Not said yet")
    yield _("What the person said"), failure.explanation or _("Nothing")
    if failure.explain_by:
        yield _("Time to explain until"), words(failure.explain_by)
    yield _("Why it was not accepted"), failure.excuse_why or _("Not said yet")


def _said_warnings(facts: ServedFacts) -> list[Block]:
    given = tuple(
        _("Warned on %(day)s; the warning counts until %(end)s.")
        % {"day": words(warning.given_on), "end": words(warning.expires_on - ONE_DAY)}
        for warning in facts.warnings
        if warning.withdrawn_on is None
    )
    said: list[Block] = [Points(given)] if given else [Paragraph(_("No warning is relied on."))]
    if facts.without_warning_why:
        said.append(Paragraph(facts.without_warning_why))
    return said


def _said_kept(facts: ServedFacts) -> str:
    if not facts.asked:
        return _("No appointment has been recorded yet.")
    return _("Kept %(kept)s of %(asked)s appointments since the order began.") % {
        "kept": facts.kept,
        "asked": facts.asked,
    }


def _said_exhibits(facts: ServedFacts) -> list[Block]:
    """The list of exhibits: its number, what it is, and where it is from."""
    if not facts.exhibits:
        return [Paragraph(_("None."))]
    return [
        Facts(
            tuple(
                (_("Exhibit %(n)s") % {"n": each.number}, f"{each.what}. {each.source}.")
                for each in facts.exhibits
                if each.may_be_served
            )
        )
    ]


def _said_hands(
    line: BreachLine, sender: Answering | None, steps: Sequence[StepLine]
) -> Iterable[tuple[str, str]]:
    where = f", {sender.organisation}" if sender else ""
    yield _("Prepared by"), f"{line.written_by}{where}"
    for move, said in ((BreachMove.CHECK, _("Checked by")), (BreachMove.ENDORSE, _("Endorsed by"))):
        hand = next((step for step in reversed(steps) if step.move is move), None)
        if hand:
            yield said, f"{hand.by}, {words(timezone.localdate(hand.at))}"


def not_served_letter(
    pack: Pack, line: BreachLine, *, crn: str, sender: Answering | None, on: date
) -> Letter:
    """What goes with the papers for the enforcement officer alone. No query."""
    facts, harm = pack.not_served, pack.harm
    level = f"{facts.harm}, {words(facts.harm_on)}" if facts.harm_on else _("Not assessed")
    rows: list[tuple[str, str]] = [(_("Level"), level)]
    if harm:
        rows += [
            (group.label, found.label) for group, found in harm.levels.items() if found is not None
        ]
        rows += [
            (_("What could happen"), harm.what_could_happen or _("Not said")),
            (_("What protects people"), harm.what_protects_them or _("Not said")),
        ]
    return Letter(
        title=_("Not to be served: for the enforcement officer"),
        language="en-GB",
        sender=(sender.organisation, sender.team) if sender else (),
        to=(line.enforcement_team,) if line.enforcement_team else (),
        date=on,
        reference=crn,
        blocks=(
            Paragraph(
                _("Never give this part to the person, and do not read from it in court."),
                is_strong=True,
            ),
            Heading(_("Risk of serious harm")),
            Facts(tuple(rows)),
            Heading(_("Staff safety")),
            Points(facts.staff_safety)
            if facts.staff_safety
            else Paragraph(_("Nothing is registered.")),
            Heading(_("People to be protected")),
            Paragraph(facts.who_is_at_risk or _("Nobody has written down who could be harmed.")),
        ),
    )


# ── As it was sent ─────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class Sent:
    """A pack as it was sent: its two letters and its checklist, whatever the record says now."""

    number: int
    sent_by: str
    sent_at: datetime
    served: Letter
    not_served: Letter
    lines: tuple[Checked, ...]


def sent(breach_id: int, *, number: int | None = None) -> Sent | None:
    """One sending, the latest unless numbered. One query."""
    rows = SentPack.objects.filter(breach_id=breach_id)
    if number is not None:
        rows = rows.filter(number=number)
    row = (
        rows.order_by("-number")
        .values_list(
            "number",
            "sent_by__name",
            "sent_at",
            "served_form",
            "served_texts",
            "not_served_form",
            "not_served_texts",
            "checklist_form",
            "checklist_texts",
        )
        .first()
    )
    if row is None:
        return None
    return Sent(
        *row[:3],
        served=letter_of(row[3], row[4]),
        not_served=letter_of(row[5], row[6]),
        lines=tuple(starmap(checked_of, zip(row[7], row[8], strict=True))),
    )


def lines_as_kept(lines: Iterable[Checked]) -> tuple[list[list[str]], list[list[str]]]:
    """A checklist as it is kept with what was sent: its codes, and its words apart from them."""
    kept = list(lines)
    return (
        [[line.line.value, line.state.value] for line in kept],
        [[line.says, *line.sources] for line in kept],
    )


def checked_of(codes: Sequence[str], texts: Sequence[str]) -> Checked:
    line, state = codes
    says, *sources = texts
    return Checked(PackLine(line), LineState(state), says, tuple(sources))
