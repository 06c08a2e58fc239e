"""What are organisations, regions, delivery units, teams, offices and postings?"""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q

from openprobation.foundation.constraints import ends_after_start
from openprobation.foundation.personal import NOT_PERSONAL, PERSONAL
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.organisations import Grade, OrganisationKind, TeamKind


def in_force(on: date) -> Q:
    """Start inclusive, end exclusive, null for "still so"."""
    return Q(starts_on__lte=on) & (Q(ends_on__isnull=True) | Q(ends_on__gt=on))


class Owner(models.Model):
    """A company or department that owns one or more organisations."""

    name = models.TextField(unique=True, db_comment=NOT_PERSONAL)
    operating_model = models.TextField(blank=True, default="", db_comment=NOT_PERSONAL)

    def __str__(self) -> str:
        return self.name


class Organisation(models.Model):
    """A provider of probation, a supplier to one, or the inspectorate, from a date to a date."""

    code = models.TextField(unique=True, db_comment=NOT_PERSONAL)
    name = models.TextField(unique=True, db_comment=NOT_PERSONAL)
    kind = models.TextField(choices=OrganisationKind.choices, db_comment=NOT_PERSONAL)
    owner = models.ForeignKey(
        Owner, models.PROTECT, related_name="organisations", db_comment=NOT_PERSONAL
    )
    operating_model = models.TextField(blank=True, default="", db_comment=NOT_PERSONAL)
    starts_on = models.DateField(db_comment=NOT_PERSONAL)
    ends_on = models.DateField(null=True, blank=True, db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [ends_after_start("starts_on", "ends_on", name="organisation_span")]

    def __str__(self) -> str:
        return self.name


class Region(models.Model):
    """A division of the National Probation Service or the contract area of a company."""

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="regions", db_comment=NOT_PERSONAL
    )
    name = models.TextField(db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name"], name="region_named_once")
        ]

    def __str__(self) -> str:
        return self.name


class Office(models.Model):
    """A place where people are seen."""

    name = models.TextField(unique=True, db_comment=NOT_PERSONAL)
    address = models.TextField(db_comment=NOT_PERSONAL)
    postcode = models.TextField(db_comment=NOT_PERSONAL)
    telephone = models.TextField(db_comment=NOT_PERSONAL)
    source = models.TextField(blank=True, default="", db_comment=NOT_PERSONAL)
    opens_at = models.TimeField(default="09:00", db_comment=NOT_PERSONAL)
    closes_at = models.TimeField(default="17:00", db_comment=NOT_PERSONAL)
    closed_on = models.DateField(null=True, blank=True, db_comment=NOT_PERSONAL)

    def __str__(self) -> str:
        return self.name


class Unit(models.Model):
    """A local delivery unit: the teams of an area, led by one head."""

    region = models.ForeignKey(
        Region, models.PROTECT, related_name="units", db_comment=NOT_PERSONAL
    )
    name = models.TextField(db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["region", "name"], name="unit_named_once")]

    def __str__(self) -> str:
        return self.name


class Team(models.Model):
    """Officers who work together from one office, with a duty telephone."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="teams", db_comment=NOT_PERSONAL)
    code = models.TextField(unique=True, db_comment=NOT_PERSONAL)
    name = models.TextField(db_comment=NOT_PERSONAL)
    kind = models.TextField(choices=TeamKind.choices, db_comment=NOT_PERSONAL)
    office = models.ForeignKey(
        Office, models.PROTECT, related_name="teams", null=True, blank=True, db_comment=NOT_PERSONAL
    )
    duty_number = models.TextField(db_comment=NOT_PERSONAL)
    starts_on = models.DateField(db_comment=NOT_PERSONAL)
    ends_on = models.DateField(null=True, blank=True, db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [ends_after_start("starts_on", "ends_on", name="team_span")]

    def __str__(self) -> str:
        return self.name


class Area(models.Model):
    """A local authority area: where a person lives decides which team serves them."""

    code = models.TextField(unique=True, db_comment=NOT_PERSONAL)
    name = models.TextField(unique=True, db_comment=NOT_PERSONAL)

    def __str__(self) -> str:
        return self.name


class Coverage(models.Model):
    """The team that receives an organisation's new cases from an area, from a date to a date."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="coverage", db_comment=NOT_PERSONAL)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="coverage", db_comment=NOT_PERSONAL
    )
    team = models.ForeignKey(Team, models.PROTECT, related_name="coverage", db_comment=NOT_PERSONAL)
    starts_on = models.DateField(db_comment=NOT_PERSONAL)
    ends_on = models.DateField(null=True, blank=True, db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [
            ends_after_start("starts_on", "ends_on", name="coverage_span"),
            models.UniqueConstraint(
                fields=["area", "organisation"],
                condition=Q(ends_on__isnull=True),
                name="one_receiving_team_now",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area_id} to {self.team_id}"


class Posting(models.Model):
    """A member of staff in a role, in a team or over a whole delivery unit, from a date to a date."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="postings", db_comment=PERSONAL
    )
    role = models.TextField(choices=Role.choices, db_comment=NOT_PERSONAL)
    grade = models.TextField(choices=Grade.choices, db_comment=NOT_PERSONAL)
    team = models.ForeignKey(Team, models.PROTECT, related_name="postings", db_comment=NOT_PERSONAL)
    leads_unit = models.BooleanField(default=False, db_comment=NOT_PERSONAL)
    hours = models.DecimalField(max_digits=4, decimal_places=1, default=37, db_comment=NOT_PERSONAL)
    starts_on = models.DateField(db_comment=NOT_PERSONAL)
    ends_on = models.DateField(null=True, blank=True, db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [
            ends_after_start("starts_on", "ends_on", name="posting_span"),
            models.UniqueConstraint(
                fields=["user", "role", "team"],
                condition=Q(ends_on__isnull=True),
                name="posted_once_to_a_role_in_a_team",
            ),
        ]
        indexes = [models.Index(fields=["team", "ends_on"], name="posting_team")]

    def __str__(self) -> str:
        return f"{self.user_id} as {self.role} in {self.team_id}"


class Cover(models.Model):
    """Who stands in for a member of staff, from a date to a date."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="covers", db_comment=PERSONAL
    )
    deputy = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="covering", db_comment=PERSONAL
    )
    starts_on = models.DateField(db_comment=NOT_PERSONAL)
    ends_on = models.DateField(null=True, blank=True, db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [
            ends_after_start("starts_on", "ends_on", name="cover_span"),
            models.UniqueConstraint(
                fields=["user"], condition=Q(ends_on__isnull=True), name="one_deputy_now"
            ),
            models.CheckConstraint(
                condition=~Q(user=models.F("deputy")), name="nobody_covers_themselves"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.deputy_id} for {self.user_id}"
