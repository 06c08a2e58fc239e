"""How is it recorded what a woman was offered, where centres are, and what contracts promise women?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from openprobation.foundation.access.check import require
from openprobation.foundation.audit.actions import record as audit
from openprobation.foundation.identity.models import User
from openprobation.foundation.reactions import announce
from openprobation.foundation.refusals import Refused
from openprobation.rules.dates import words
from openprobation.supervision.commissioning import queries as commissioning
from openprobation.supervision.contacts import actions as contacts
from openprobation.supervision.persons import queries as persons
from openprobation.vocabulary.commissioning import FundingLine
from openprobation.vocabulary.contacts import ContactKind
from openprobation.vocabulary.persons import Sex
from openprobation.vocabulary.women import Childcare, OfferAnswer, SafeContact

from ..events import WomanAsked, WomanAskedUndone
from ..models import Centre, CentreTravel, ProvisionForWomen, WomensOffer
from ..permissions import Permission
from ..policies import LONGEST, OFFER_CAN_BE_UNDONE_FOR
from .moving import Missing, TooLong, refuse_all


class NotFound(Refused):
    def __init__(self) -> None:
        super().__init__("There is no such record.")


class ForWomen(Refused):
    def __init__(self) -> None:
        super().__init__(
            "This is asked of women, and the record does not say so. Correct the details first."
        )


class Died(Refused):
    def __init__(self, died_on: date) -> None:
        super().__init__(f"This person died on {words(died_on)}.")


class TooLateToUndo(Refused):
    def __init__(self) -> None:
        super().__init__("The ten minutes to undo are over. Ask her again and record that.")


class NotYours(Refused):
    def __init__(self, who: str) -> None:
        super().__init__(f"{who} wrote this. Only who wrote it can undo it.")


class NothingToUndo(Refused):
    def __init__(self) -> None:
        super().__init__("There is nothing to undo: it was undone, or asked again since.")


class NotForWomenOnly(Refused):
    def __init__(self) -> None:
        super().__init__("A centre is sent women by a service for women only.")


class HasACentre(Refused):
    def __init__(self) -> None:
        super().__init__(
            "This organisation has a centre. Another centre is another organisation's,"
            " so that neither sees the other's women."
        )


class NotCoFunded(Refused):
    def __init__(self) -> None:
        super().__init__("Nobody pays for this beside the buyer today: no statement is asked.")


# ── What she was offered ───────────────────────────────────────────────────────────────────
@transaction.atomic
def ask_woman(
    *,
    person_id: int,
    space: OfferAnswer,
    officer: OfferAnswer,
    childcare: Childcare,
    safe_contact: SafeContact,
    by: User,
    at: datetime,
    safe_words: str = "",
    why_not: str = "",
) -> WomensOffer:
    """Record what a woman was offered and what she said. What was recorded before stays."""
    person = persons.by_id(persons.kept_id(person_id))
    if person is None:
        raise NotFound
    require(by, Permission.ASK_WOMEN, at=at, person_id=person.id)
    if person.died_on is not None:
        raise Died(person.died_on)
    if person.sex != Sex.FEMALE:
        raise ForWomen
    faults: list[Refused] = []
    if OfferAnswer.NO in (space, officer) and not why_not.strip():
        faults.append(Missing("Say why it was not offered.", field="why_not"))
    if safe_contact is SafeContact.ONLY_AS_SAID and not safe_words.strip():
        faults.append(Missing("Say how and when it is safe to reach her.", field="safe_words"))
    for field, text in (("why_not", why_not), ("safe_words", safe_words)):
        if len(text) > LONGEST:
            faults.append(TooLong(len(text), field))
    refuse_all(faults)
    made = WomensOffer.objects.create(
        person_id=person.id,
        space=space,
        officer=officer,
        childcare=childcare,
        safe_contact=safe_contact,
        safe_words=safe_words.strip(),
        why_not=why_not.strip(),
        asked_by=by,
        asked_at=at,
    )
    contacts.record(
        person_id=person.id,
        kind=ContactKind.INTERVENTION,
        happened_at=at,
        summary=(
            f"Asked about women’s services: women-only space {space.label.lower()},"
            f" choice of a woman officer {officer.label.lower()}"
        ),
        note=why_not.strip(),
        by=by,
        at=at,
        reference=made,
    )
    audit(
        "women.asked",
        on=made,
        person_id=person.id,
        by=by.username,
        at=at,
        space=space,
        officer=officer,
    )
    announce(WomanAsked(made.pk, person.id, space, officer, by.pk, at))
    return made


@transaction.atomic
def undo_asking(*, offer_id: int, by: User, at: datetime) -> WomensOffer:
    """Within ten minutes, take back what one wrote: what was recorded before counts again."""
    found = (
        WomensOffer.objects.select_for_update(of=("self",))
        .select_related("asked_by")
        .filter(pk=offer_id)
        .first()
    )
    if found is None:
        raise NotFound
    person = persons.by_id(persons.kept_id(found.person_id))
    assert person is not None
    require(by, Permission.ASK_WOMEN, at=at, person_id=person.id)
    latest = (
        WomensOffer.objects.standing()
        .filter(person_id__in=person.ids)
        .order_by("-asked_at", "-pk")
        .values_list("pk", flat=True)
        .first()
    )
    if found.pk != latest:
        raise NothingToUndo
    if found.asked_by_id != by.pk:
        raise NotYours(found.asked_by.name)
    if at > found.asked_at + OFFER_CAN_BE_UNDONE_FOR:
        raise TooLateToUndo
    found.undone_by, found.undone_at = by, at
    found.save(update_fields=["undone_by", "undone_at"])
    contacts.supersede_reference(
        found, why="Undone within ten minutes.", by=by, at=at, is_withdrawn=True
    )
    audit("women.asked.undone", on=found, person_id=person.id, by=by.username, at=at)
    announce(WomanAskedUndone(found.pk, person.id, by.pk, at))
    return found


# ── Centres, and what contracts promise ────────────────────────────────────────────────────
@transaction.atomic
def keep_centre(
    *,
    service_id: int,
    name: str,
    place: str,
    has_creche: bool,
    minutes: Mapping[int, int],
    by: User,
    at: datetime,
) -> Centre:
    """Say where a centre is and how many minutes it is from each area, once or again."""
    require(by, Permission.KEEP_CENTRES, at=at)
    service = next(iter(commissioning.told_of([service_id]).values()), None)
    if service is None:
        raise NotFound
    if not service.women_only:
        raise NotForWomenOnly
    faults: list[Refused] = []
    if not name.strip():
        faults.append(Missing("Give the centre a name.", field="name"))
    if not place.strip():
        faults.append(Missing("Say where the centre is.", field="place"))
    refuse_all(faults)
    if (
        Centre.objects.filter(organisation_id=service.provider_id)
        .exclude(service_id=service_id)
        .exists()
    ):
        raise HasACentre
    centre, _made = Centre.objects.update_or_create(
        service_id=service_id,
        defaults={
            "organisation_id": service.provider_id,
            "name": name.strip(),
            "place": place.strip(),
            "has_creche": has_creche,
        },
    )
    CentreTravel.objects.filter(centre=centre).delete()
    CentreTravel.objects.bulk_create(
        [CentreTravel(centre=centre, area_id=area, minutes=took) for area, took in minutes.items()]
    )
    audit("women.centre.kept", on=centre, by=by.username, at=at, areas=len(minutes))
    return centre


@transaction.atomic
def state_provision(*, service_id: int, text: str, by: User, at: datetime) -> ProvisionForWomen:
    """A new version of what a co-funded service does for women."""
    require(by, Permission.KEEP_CENTRES, at=at)
    co_funded = commissioning.funded_by(FundingLine.COMMISSIONER, on=timezone.localdate(at))
    if service_id not in co_funded:
        raise NotCoFunded
    if not text.strip():
        raise Missing("Write what the service does for women.", field="text")
    if len(text) > LONGEST:
        raise TooLong(len(text), "text")
    before = (
        ProvisionForWomen.objects.select_for_update()
        .filter(service_id=service_id)
        .order_by("-number")
        .first()
    )
    made = ProvisionForWomen.objects.create(
        service_id=service_id,
        number=before.number + 1 if before else 1,
        text=text.strip(),
        stated_by=by,
        stated_at=at,
    )
    audit("women.provision.stated", on=made, by=by.username, at=at, number=made.number)
    return made
