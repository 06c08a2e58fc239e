"""Who is somebody, and how do we reach them?"""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q

from openprobation.foundation.constraints import all_or_none, ends_after_start
from openprobation.foundation.personal import NOT_PERSONAL, PERSONAL
from openprobation.vocabulary.persons import (
    AddressKind,
    AdjustmentKind,
    CircumstanceKind,
    ContactRelationship,
    DisabilityKind,
    Ethnicity,
    IdentifierKind,
    NameKind,
    PhoneKind,
    Sex,
)


class PersonQuerySet(models.QuerySet["Person"]):
    def standing(self) -> PersonQuerySet:
        """Records that have not been joined into another."""
        return self.filter(merged_into__isnull=True)


class Person(models.Model):
    """Somebody who is, was or may be supervised: one record, whoever holds the case."""

    crn = models.TextField(unique=True, db_comment=NOT_PERSONAL)
    given_names = models.TextField(db_comment=PERSONAL)
    family_name = models.TextField(db_comment=PERSONAL)
    preferred_name = models.TextField(blank=True, default="", db_comment=PERSONAL)
    pronouns = models.TextField(blank=True, default="", db_comment=PERSONAL)
    date_of_birth = models.DateField(db_comment=PERSONAL)
    sex = models.TextField(choices=Sex.choices, db_comment=PERSONAL)
    ethnicity = models.TextField(
        choices=Ethnicity.choices, default=Ethnicity.NOT_STATED, db_comment=PERSONAL
    )
    nationality = models.TextField(blank=True, default="", db_comment=PERSONAL)
    language = models.TextField(default="English", db_comment=PERSONAL)
    interpreter_needed = models.BooleanField(default=False, db_comment=PERSONAL)
    area = models.ForeignKey(
        "organisations.Area",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_comment=PERSONAL,
    )
    died_on = models.DateField(null=True, blank=True, db_comment=PERSONAL)
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="merged",
        db_comment=NOT_PERSONAL,
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        db_index=False,
        db_comment=NOT_PERSONAL,
    )
    created_at = models.DateTimeField(db_comment=NOT_PERSONAL)
    version = models.PositiveIntegerField(default=1, db_comment=NOT_PERSONAL)

    objects = PersonQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=models.F("id")),
                name="person_not_merged_into_itself",
            )
        ]
        indexes = [models.Index(fields=["date_of_birth"], name="person_born")]

    def __str__(self) -> str:
        return self.crn

    @property
    def name(self) -> str:
        return f"{self.given_names} {self.family_name}"

    @property
    def kept_id(self) -> int:
        """The record that stands for this one: the one it was joined into, or itself."""
        return self.merged_into_id or self.pk


class Correction(models.Model):
    """What a person's own fields said before and after somebody changed them."""

    person = models.ForeignKey(
        Person, models.PROTECT, related_name="corrections", db_comment=NOT_PERSONAL
    )
    before = models.JSONField(db_comment=PERSONAL)
    after = models.JSONField(db_comment=PERSONAL)
    why = models.TextField(blank=True, default="", db_comment=PERSONAL)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    at = models.DateTimeField(db_comment=NOT_PERSONAL)

    class Meta:
        indexes = [models.Index(fields=["person", "-at", "-id"], name="correction_latest")]

    def __str__(self) -> str:
        return f"Correction of {self.person_id} at {self.at:%d %B %Y %H:%M}"


def so_on(day: date) -> Q:
    """What was so on a day, leaving out what was recorded by mistake."""
    return Q(Q(ends_on__isnull=True) | Q(ends_on__gt=day), starts_on__lte=day, is_mistake=False)


class Dated(models.Model):
    """Something that is so of a person from a day to a day, with who recorded and ended it.

    Start included, end excluded, null for "still so". A mistake has no length: it never was so.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL)
    starts_on = models.DateField(db_comment=NOT_PERSONAL)
    ends_on = models.DateField(null=True, blank=True, db_comment=NOT_PERSONAL)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        db_index=False,
        db_comment=NOT_PERSONAL,
    )
    recorded_at = models.DateTimeField(db_comment=NOT_PERSONAL)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        db_comment=NOT_PERSONAL,
    )
    ended_at = models.DateTimeField(null=True, blank=True, db_comment=NOT_PERSONAL)
    is_mistake = models.BooleanField(default=False, db_comment=NOT_PERSONAL)

    class Meta:
        abstract = True
        constraints = [
            ends_after_start("starts_on", "ends_on", name="%(class)s_span"),
            all_or_none("ends_on", "ended_by", "ended_at", name="%(class)s_ended_whole"),
            models.CheckConstraint(
                condition=Q(is_mistake=False) | Q(ends_on=models.F("starts_on")),
                name="%(class)s_mistake_never_was",
            ),
        ]


class OtherName(Dated):
    """Another name a person is or was known by."""

    kind = models.TextField(choices=NameKind.choices, db_comment=NOT_PERSONAL)
    given_names = models.TextField(db_comment=PERSONAL)
    family_name = models.TextField(db_comment=PERSONAL)
    date_of_birth = models.DateField(null=True, blank=True, db_comment=PERSONAL)

    class Meta(Dated.Meta):
        indexes = [
            models.Index(
                fields=["date_of_birth"],
                condition=Q(date_of_birth__isnull=False),
                name="other_name_born",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.person_id}"


class SearchKey(models.Model):
    """One number that finds a person, made by `rules.names`; of joined records only the kept one has any."""

    person = models.ForeignKey(
        Person, models.PROTECT, related_name="search_keys", db_comment=NOT_PERSONAL
    )
    key = models.BigIntegerField(db_comment=PERSONAL)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "person"], name="search_key_once"),
        ]

    def __str__(self) -> str:
        return f"Key of {self.person_id}"


class Spelling(models.Model):
    """One number that finds a word of a name, misspelt or heard; every word here is somebody's."""

    key = models.BigIntegerField(db_comment=PERSONAL)
    word = models.TextField(db_comment=PERSONAL)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "word"], name="spelling_once"),
        ]

    def __str__(self) -> str:
        return f"Spelling {self.pk}"


class Identifier(Dated):
    """A number another system knows the person by, checked for its form."""

    kind = models.TextField(choices=IdentifierKind.choices, db_comment=NOT_PERSONAL)
    value = models.TextField(db_comment=PERSONAL)

    class Meta(Dated.Meta):
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                fields=["kind", "value"],
                condition=Q(ends_on__isnull=True),
                name="identifier_of_one_person",
            ),
        ]
        indexes = [models.Index(fields=["value"], name="identifier_value")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.person_id}"


class Address(Dated):
    """Where a person lives, stays or gets letters, from a date to a date."""

    kind = models.TextField(choices=AddressKind.choices, db_comment=NOT_PERSONAL)
    no_fixed_abode = models.BooleanField(default=False, db_comment=PERSONAL)
    lines = models.TextField(blank=True, default="", db_comment=PERSONAL)
    postcode = models.TextField(blank=True, default="", db_comment=PERSONAL)
    note = models.TextField(blank=True, default="", db_comment=PERSONAL)
    verified_on = models.DateField(null=True, blank=True, db_comment=NOT_PERSONAL)

    class Meta(Dated.Meta):
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                condition=Q(no_fixed_abode=True) | ~Q(lines=""), name="address_has_lines"
            ),
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(ends_on__isnull=True, kind="main"),
                name="one_main_address_now",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} address of {self.person_id}"


class Phone(Dated):
    """A telephone a person can be reached on; the officer says whether a text to it is safe."""

    kind = models.TextField(choices=PhoneKind.choices, db_comment=NOT_PERSONAL)
    number = models.TextField(db_comment=PERSONAL)
    safe_to_text = models.BooleanField(default=False, db_comment=PERSONAL)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_comment=NOT_PERSONAL,
    )
    confirmed_at = models.DateTimeField(null=True, blank=True, db_comment=NOT_PERSONAL)

    class Meta(Dated.Meta):
        constraints = [
            *Dated.Meta.constraints,
            all_or_none("confirmed_by", "confirmed_at", name="phone_confirmed_whole"),
            models.UniqueConstraint(
                fields=["number"],
                condition=Q(ends_on__isnull=True, confirmed_at__isnull=False),
                name="confirmed_number_of_one_person",
            ),
        ]
        indexes = [models.Index(fields=["number"], name="phone_number")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.person_id}"


class Circumstance(Dated):
    """Something about a person's life that changes how we work with them, from a date to a date."""

    kind = models.TextField(choices=CircumstanceKind.choices, db_comment=PERSONAL)
    note = models.TextField(blank=True, default="", db_comment=PERSONAL)

    def __str__(self) -> str:
        return f"{self.kind} of {self.person_id}"


class Disability(Dated):
    """A disability a person has told us of."""

    kind = models.TextField(choices=DisabilityKind.choices, db_comment=PERSONAL)
    note = models.TextField(blank=True, default="", db_comment=PERSONAL)

    def __str__(self) -> str:
        return f"{self.kind} of {self.person_id}"


class Adjustment(Dated):
    """Something we do differently so that a person can take part."""

    kind = models.TextField(choices=AdjustmentKind.choices, db_comment=PERSONAL)
    note = models.TextField(blank=True, default="", db_comment=PERSONAL)

    def __str__(self) -> str:
        return f"{self.kind} of {self.person_id}"


class EmergencyContact(Dated):
    """Whom to call if something happens to the person."""

    name = models.TextField(db_comment=PERSONAL)
    relationship = models.TextField(choices=ContactRelationship.choices, db_comment=PERSONAL)
    number = models.TextField(db_comment=PERSONAL)

    def __str__(self) -> str:
        return f"Emergency contact of {self.person_id}"


class Merge(models.Model):
    """Two records of one person joined, until they are parted.

    The folded one points at the kept one and nothing else moves, so that it can be undone.
    """

    kept = models.ForeignKey(
        Person, models.PROTECT, related_name="merges_kept", db_comment=NOT_PERSONAL
    )
    folded = models.ForeignKey(
        Person, models.PROTECT, related_name="merges_folded", db_comment=NOT_PERSONAL
    )
    why = models.TextField(db_comment=PERSONAL)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL
    )
    at = models.DateTimeField(db_comment=NOT_PERSONAL)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_comment=NOT_PERSONAL,
    )
    undone_at = models.DateTimeField(null=True, blank=True, db_comment=NOT_PERSONAL)
    undone_why = models.TextField(null=True, blank=True, db_comment=PERSONAL)

    class Meta:
        constraints = [
            all_or_none("undone_by", "undone_at", "undone_why", name="merge_undone_whole"),
            models.UniqueConstraint(
                fields=["folded"],
                condition=Q(undone_at__isnull=True),
                name="folded_into_one_record_only",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.folded_id} into {self.kept_id}"
