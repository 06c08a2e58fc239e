"""How do organisations, teams, offices and posts come and go? All with dates; nothing is removed."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from openprobation.foundation.audit.actions import record
from openprobation.foundation.identity import actions as identity
from openprobation.foundation.identity import factors
from openprobation.foundation.identity.models import User
from openprobation.foundation.refusals import Refused
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.identity import FactorLoss
from openprobation.vocabulary.organisations import Grade, OrganisationKind, TeamKind

from .authority import require_post
from .models import (
    Area,
    Cover,
    Coverage,
    Office,
    Organisation,
    Owner,
    Posting,
    Region,
    Team,
    Unit,
    in_force,
)
from .permissions import Permission


class NameTaken(Refused):
    def __init__(self, name: str, *, field: str = "name") -> None:
        super().__init__(f"There is already one called {name}.", field=field)


class EndsBeforeItStarts(Refused):
    def __init__(self, starts_on: date) -> None:
        super().__init__(
            f"The last day must be on or after {starts_on:%-d %B %Y}, when it started.",
            field="ends_on",
        )


class AlreadyPosted(Refused):
    def __init__(self, user: User, team: Team) -> None:
        super().__init__(f"{user.name} already has this role in {team.name}.", field="role")


class AlreadyEnded(Refused):
    def __init__(self, on: date) -> None:
        super().__init__(f"This already ended on {on:%-d %B %Y}.")


class StillHeld(Refused):
    def __init__(self, name: str, posts: int) -> None:
        super().__init__(
            f"{name} still has {posts} member{'s' if posts != 1 else ''} of staff. End their posts first."
        )


class StillReceives(Refused):
    def __init__(self, name: str, areas: int) -> None:
        super().__init__(
            f"{name} still receives new cases from {areas} area{'s' if areas != 1 else ''}."
            " Give them to another team first."
        )


class NotYourself(Refused):
    def __init__(self, what: str) -> None:
        super().__init__(f"You cannot {what} yourself. Ask another administrator.")


class CannotCoverThemselves(Refused):
    def __init__(self) -> None:
        super().__init__("Choose somebody else: nobody can be their own deputy.", field="deputy")


@transaction.atomic
def keep_organisation(
    *,
    code: str,
    name: str,
    kind: OrganisationKind,
    owner: str,
    operating_model: str,
    starts_on: date,
    by: User,
    at: datetime,
) -> Organisation:
    """Add an organisation with its owner and operating model."""
    require_post(by, Permission.KEEP_ORGANISATIONS, at=at)
    if Organisation.objects.filter(name=name).exists():
        raise NameTaken(name)
    if Organisation.objects.filter(code=code).exists():
        raise NameTaken(code, field="code")
    held, _created = Owner.objects.get_or_create(name=owner)
    organisation = Organisation.objects.create(
        code=code,
        name=name,
        kind=kind,
        owner=held,
        operating_model=operating_model,
        starts_on=starts_on,
    )
    record("organisation.added", on=organisation, by=by.username, at=at)
    return organisation


@transaction.atomic
def add_region(*, organisation: Organisation, name: str, by: User, at: datetime) -> Region:
    require_post(by, Permission.KEEP_ORGANISATIONS, at=at)
    if organisation.regions.filter(name=name).exists():
        raise NameTaken(name)
    region = Region.objects.create(organisation=organisation, name=name)
    record("organisation.region.added", on=region, by=by.username, at=at)
    return region


@transaction.atomic
def add_unit(*, region: Region, name: str, by: User, at: datetime) -> Unit:
    require_post(by, Permission.KEEP_ORGANISATIONS, at=at)
    if region.units.filter(name=name).exists():
        raise NameTaken(name)
    unit = Unit.objects.create(region=region, name=name)
    record("organisation.unit.added", on=unit, by=by.username, at=at)
    return unit


@transaction.atomic
def add_office(
    *,
    name: str,
    address: str,
    postcode: str,
    telephone: str,
    by: User,
    at: datetime,
    source: str = "",
) -> Office:
    require_post(by, Permission.KEEP_ORGANISATIONS, at=at)
    if Office.objects.filter(name=name).exists():
        raise NameTaken(name)
    office = Office.objects.create(
        name=name, address=address, postcode=postcode, telephone=telephone, source=source
    )
    record("organisation.office.added", on=office, by=by.username, at=at)
    return office


@transaction.atomic
def add_team(
    *,
    unit: Unit,
    code: str,
    name: str,
    kind: TeamKind,
    office: Office | None,
    duty_number: str,
    starts_on: date,
    by: User,
    at: datetime,
) -> Team:
    require_post(by, Permission.KEEP_ORGANISATIONS, at=at)
    if Team.objects.filter(code=code).exists():
        raise NameTaken(code, field="code")
    team = Team.objects.create(
        unit=unit,
        code=code,
        name=name,
        kind=kind,
        office=office,
        duty_number=duty_number,
        starts_on=starts_on,
    )
    record("organisation.team.added", on=team, by=by.username, at=at)
    return team


@transaction.atomic
def change_team(
    *,
    team: Team,
    name: str,
    office: Office | None,
    duty_number: str,
    by: User,
    at: datetime,
) -> Team:
    """Change a team's name, office or duty telephone."""
    require_post(by, Permission.KEEP_ORGANISATIONS, at=at)
    team.name, team.office, team.duty_number = name, office, duty_number
    team.save(update_fields=["name", "office", "duty_number"])
    record("organisation.team.changed", on=team, by=by.username, at=at)
    return team


@transaction.atomic
def close_team(*, team: Team, ends_on: date, by: User, at: datetime) -> Team:
    """End a team on a day. Refused while anybody is posted to it."""
    require_post(by, Permission.KEEP_ORGANISATIONS, at=at)
    if team.ends_on is not None:
        raise AlreadyEnded(team.ends_on)
    if ends_on < team.starts_on:
        raise EndsBeforeItStarts(team.starts_on)
    posts = Posting.objects.filter(in_force(ends_on), team=team).count()
    if posts:
        raise StillHeld(team.name, posts)
    areas = Coverage.objects.filter(in_force(ends_on), team=team).count()
    if areas:
        raise StillReceives(team.name, areas)
    team.ends_on = ends_on
    team.save(update_fields=["ends_on"])
    record("organisation.team.closed", on=team, by=by.username, at=at)
    return team


@transaction.atomic
def cover_area(*, area: Area, team: Team, starts_on: date, by: User, at: datetime) -> Coverage:
    """From a day, this team receives its organisation's new cases from the area."""
    require_post(by, Permission.KEEP_ORGANISATIONS, at=at)
    organisation = team.unit.region.organisation
    Coverage.objects.filter(area=area, organisation=organisation, ends_on__isnull=True).update(
        ends_on=starts_on
    )
    coverage = Coverage.objects.create(
        area=area, organisation=organisation, team=team, starts_on=starts_on
    )
    record("organisation.area.covered", on=coverage, by=by.username, at=at)
    return coverage


def keep_area(*, code: str, name: str) -> Area:
    """Put a local authority area on the list, or bring its name up to date."""
    area, _created = Area.objects.update_or_create(code=code, defaults={"name": name})
    return area


@transaction.atomic
def add_area(*, code: str, name: str, by: User, at: datetime) -> Area:
    """Put one local authority area on the list."""
    require_post(by, Permission.KEEP_ORGANISATIONS, at=at)
    if Area.objects.filter(code=code).exists():
        raise NameTaken(code, field="code")
    if Area.objects.filter(name=name).exists():
        raise NameTaken(name)
    area = Area.objects.create(code=code, name=name)
    record("organisation.area.added", on=area, by=by.username, at=at)
    return area


@transaction.atomic
def open_account(*, name: str, email: str, by: User, at: datetime) -> User:
    """Make an account without a password: whoever it is for sets one by a link."""
    require_post(by, Permission.KEEP_ACCOUNTS, at=at)
    return identity.create_account(name=name, email=email, password=None, by=by.username)


@transaction.atomic
def close_account(*, user: User, by: User, at: datetime) -> User:
    """Nobody can sign in with this account any more. What was done with it stays on the record."""
    require_post(by, Permission.KEEP_ACCOUNTS, at=at)
    if user.pk == by.pk:
        raise NotYourself("close the account of")
    return identity.close_account(user=user, by=by.username)


@transaction.atomic
def reopen_account(*, user: User, by: User, at: datetime) -> User:
    require_post(by, Permission.KEEP_ACCOUNTS, at=at)
    return identity.reopen_account(user=user, by=by.username)


@transaction.atomic
def allow_new_password(*, user: User, by: User, at: datetime) -> User:
    """An administrator lets somebody set a password by a link. Whoever calls this sends it."""
    require_post(by, Permission.KEEP_ACCOUNTS, at=at)
    if not user.is_active:
        raise Refused("This account is closed. Open it again first.")
    record("identity.password_link.sent", on=user, by=by.username, at=at)
    return user


@transaction.atomic
def reset_factors(*, user: User, loss: FactorLoss, by: User, at: datetime) -> None:
    """Somebody lost their key or phone: they sign in with the password again and add another."""
    require_post(by, Permission.KEEP_ACCOUNTS, at=at)
    if user.pk == by.pk:
        raise NotYourself("remove the keys and codes of")
    factors.reset(user=user, loss=loss, by=by.username, at=at)


@transaction.atomic
def post(
    *,
    user: User,
    role: Role,
    grade: Grade,
    team: Team,
    starts_on: date,
    by: User,
    at: datetime,
    leads_unit: bool = False,
) -> Posting:
    """Post somebody to a role in a team from a day."""
    require_post(by, Permission.KEEP_ACCOUNTS, at=at)
    if user.pk == by.pk and not by.is_system:
        raise NotYourself("post")
    if team.ends_on is not None and team.ends_on <= starts_on:
        raise AlreadyEnded(team.ends_on)
    if Posting.objects.filter(user=user, role=role, team=team, ends_on__isnull=True).exists():
        raise AlreadyPosted(user, team)
    posting = Posting.objects.create(
        user=user, role=role, grade=grade, team=team, starts_on=starts_on, leads_unit=leads_unit
    )
    record(
        "organisation.post.filled", on=posting, by=by.username, at=at, role=role, user=user.username
    )
    return posting


@transaction.atomic
def end_post(*, posting_id: int, ends_on: date, by: User, at: datetime) -> Posting:
    """End a post on a day: from then it gives no rights."""
    require_post(by, Permission.KEEP_ACCOUNTS, at=at)
    posting = Posting.objects.select_for_update().get(pk=posting_id)
    if posting.ends_on is not None:
        raise AlreadyEnded(posting.ends_on)
    if ends_on < posting.starts_on:
        raise EndsBeforeItStarts(posting.starts_on)
    posting.ends_on = ends_on
    posting.save(update_fields=["ends_on"])
    record("organisation.post.ended", on=posting, by=by.username, at=at)
    return posting


@transaction.atomic
def cover(*, user: User, deputy: User, starts_on: date, by: User, at: datetime) -> Cover:
    """From a day, the deputy stands in for the member of staff."""
    require_post(by, Permission.KEEP_ACCOUNTS, at=at)
    if user.pk == deputy.pk:
        raise CannotCoverThemselves
    Cover.objects.filter(user=user, ends_on__isnull=True).update(ends_on=starts_on)
    row = Cover.objects.create(user=user, deputy=deputy, starts_on=starts_on)
    record("organisation.cover.set", on=row, by=by.username, at=at)
    return row


@transaction.atomic
def end_cover(*, user: User, ends_on: date, by: User, at: datetime) -> Cover:
    """From a day, nobody stands in for the member of staff any more."""
    require_post(by, Permission.KEEP_ACCOUNTS, at=at)
    row = Cover.objects.select_for_update().filter(user=user, ends_on__isnull=True).first()
    if row is None:
        raise Refused(f"{user.name} has no deputy.")
    if ends_on < row.starts_on:
        raise EndsBeforeItStarts(row.starts_on)
    row.ends_on = ends_on
    row.save(update_fields=["ends_on"])
    record("organisation.cover.ended", on=row, by=by.username, at=at)
    return row


ADMINISTRATION = "ADMINISTRATION"


@transaction.atomic
def create_administrator(
    *, name: str, email: str, password: str, organisation: str, at: datetime
) -> Posting:
    """The first account of a service, posted as administrator. Called by a command, on the machine itself.

    Where there is no organisation yet it makes one, with a team to post to; else it posts to the
    administration team, which it adds where there is none.
    """
    by = identity.system_user()
    user = identity.create_account(name=name, email=email, password=password, by=by.username)
    on = timezone.localdate(at)
    team = Team.objects.filter(in_force(on), kind=TeamKind.ADMINISTRATION).order_by("pk").first()
    if team is None:
        unit = Unit.objects.order_by("pk").first() or first_unit(organisation, by=by, at=at)
        team = add_team(
            unit=unit,
            code=ADMINISTRATION,
            name="Administration",
            kind=TeamKind.ADMINISTRATION,
            office=None,
            duty_number="",
            starts_on=on,
            by=by,
            at=at,
        )
    return post(
        user=user,
        role=Role.ADMINISTRATOR,
        grade=Grade.ADMINISTRATOR,
        team=team,
        starts_on=on,
        by=by,
        at=at,
    )


def first_unit(organisation: str, *, by: User, at: datetime) -> Unit:
    """The organisation of an empty service, with one region and one delivery unit."""
    first = Organisation.objects.order_by("pk").first() or keep_organisation(
        code="FIRST",
        name=organisation,
        kind=OrganisationKind.NPS,
        owner=organisation,
        operating_model="",
        starts_on=timezone.localdate(at),
        by=by,
        at=at,
    )
    region = first.regions.order_by("pk").first() or add_region(
        organisation=first, name="Administration", by=by, at=at
    )
    return add_unit(region=region, name="Administration", by=by, at=at)
