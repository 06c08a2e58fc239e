"""Who is on the shared list, who sits at the table, what was decided, agreed and seen together?"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from openprobation.foundation.constraints import all_or_none, ends_after_start
from openprobation.foundation.personal import NOT_PERSONAL, PERSONAL
from openprobation.vocabulary.iom import Colour, NominalState, PanelDecision, Side

USER = settings.AUTH_USER_MODEL


class Scheme(models.Model):
    """One co-located team with one list: its name and where it sits."""

    name = models.TextField(unique=True, db_comment=NOT_PERSONAL)
    place = models.TextField(db_comment=NOT_PERSONAL)

    def __str__(self) -> str:
        return self.name


class SeatQuerySet(models.QuerySet["Seat"]):
    def held(self, on: object) -> SeatQuerySet:
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=on), starts_on__lte=on)


class Seat(models.Model):
    """Somebody who sits at a team for their organisation, from a day to a day."""

    scheme = models.ForeignKey(
        Scheme, models.PROTECT, related_name="seats", db_comment=NOT_PERSONAL
    )
    user = models.ForeignKey(USER, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL)
    side = models.TextField(choices=Side.choices, db_comment=NOT_PERSONAL)
    starts_on = models.DateField(db_comment=NOT_PERSONAL)
    ends_on = models.DateField(null=True, blank=True, db_comment=NOT_PERSONAL)

    objects = SeatQuerySet.as_manager()

    class Meta:
        constraints = [
            ends_after_start("starts_on", "ends_on", name="seat_span"),
            models.UniqueConstraint(
                fields=["scheme", "user"], condition=Q(ends_on__isnull=True), name="one_seat_now"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} for {self.side}"


class Clearance(models.Model):
    """Somebody may read and write intelligence of a team from a day to a day; who said so, and why."""

    scheme = models.ForeignKey(
        Scheme, models.PROTECT, related_name="clearances", db_comment=NOT_PERSONAL
    )
    user = models.ForeignKey(USER, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL)
    starts_on = models.DateField(db_comment=NOT_PERSONAL)
    ends_on = models.DateField(db_comment=NOT_PERSONAL)
    why = models.TextField(db_comment=NOT_PERSONAL)
    given_by = models.ForeignKey(USER, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL)
    given_at = models.DateTimeField(db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [
            ends_after_start("starts_on", "ends_on", name="clearance_span"),
            models.CheckConstraint(
                condition=~Q(user=models.F("given_by")), name="nobody_clears_themselves"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} cleared until {self.ends_on}"


class Nominal(models.Model):
    """One person before a team: proposed, on the list, taken off or not chosen."""

    scheme = models.ForeignKey(
        Scheme, models.PROTECT, related_name="nominals", db_comment=NOT_PERSONAL
    )
    person = models.ForeignKey(
        "persons.Person", models.PROTECT, related_name="nominals", db_comment=NOT_PERSONAL
    )
    state = models.TextField(choices=NominalState.choices, db_comment=NOT_PERSONAL)
    why = models.TextField(db_comment=PERSONAL)
    proposed_by = models.ForeignKey(USER, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL)
    proposed_at = models.DateTimeField(db_comment=NOT_PERSONAL)
    version = models.PositiveIntegerField(default=1, db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "person"],
                condition=Q(state__in=(NominalState.PROPOSED, NominalState.SELECTED)),
                name="before_a_team_once",
            ),
            models.CheckConstraint(condition=~Q(why=""), name="proposed_for_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.state}"


class Rating(models.Model):
    """A colour with its reason. The latest counts; those before it are the history."""

    nominal = models.ForeignKey(
        Nominal, models.PROTECT, related_name="ratings", db_comment=NOT_PERSONAL
    )
    colour = models.TextField(choices=Colour.choices, db_comment=PERSONAL)
    why = models.TextField(db_comment=PERSONAL)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL)
    at = models.DateTimeField(db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(why=""), name="colour_has_a_reason")]
        indexes = [models.Index(fields=["nominal", "at"], name="colour_of_nominal")]

    def __str__(self) -> str:
        return f"{self.nominal_id}: {self.colour}"


class Panel(models.Model):
    """A meeting of a team's panel: on which day, who chairs, and when its decisions were closed."""

    scheme = models.ForeignKey(
        Scheme, models.PROTECT, related_name="panels", db_comment=NOT_PERSONAL
    )
    on = models.DateField(db_comment=NOT_PERSONAL)
    chair = models.ForeignKey(USER, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL)
    called_at = models.DateTimeField(db_comment=NOT_PERSONAL)
    closed_at = models.DateTimeField(null=True, blank=True, db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scheme", "on"], name="one_panel_a_day"),
            models.UniqueConstraint(
                fields=["scheme"], condition=Q(closed_at__isnull=True), name="one_panel_open"
            ),
        ]

    def __str__(self) -> str:
        return f"Panel of {self.on}"


class PanelMember(models.Model):
    """Somebody who was there, and for whom."""

    panel = models.ForeignKey(
        Panel, models.PROTECT, related_name="members", db_comment=NOT_PERSONAL
    )
    user = models.ForeignKey(USER, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL)
    side = models.TextField(choices=Side.choices, db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["panel", "user"], name="there_once")]

    def __str__(self) -> str:
        return f"{self.user_id} at panel {self.panel_id}"


class Decision(models.Model):
    """What a panel decided of one person and why: how somebody came on the list or off it."""

    panel = models.ForeignKey(
        Panel, models.PROTECT, related_name="decisions", db_comment=NOT_PERSONAL
    )
    nominal = models.ForeignKey(
        Nominal, models.PROTECT, related_name="decisions", db_comment=NOT_PERSONAL
    )
    decision = models.TextField(choices=PanelDecision.choices, db_comment=NOT_PERSONAL)
    why = models.TextField(db_comment=PERSONAL)
    from_state = models.TextField(choices=NominalState.choices, db_comment=NOT_PERSONAL)
    to_state = models.TextField(choices=NominalState.choices, db_comment=NOT_PERSONAL)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL)
    at = models.DateTimeField(db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["panel", "nominal"], name="decided_once_a_panel"),
            models.CheckConstraint(condition=~Q(why=""), name="decided_for_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.nominal_id}: {self.decision}"


class SharedAction(models.Model):
    """Something one of the team does about a person by a day, for all to see."""

    nominal = models.ForeignKey(
        Nominal, models.PROTECT, related_name="actions", db_comment=NOT_PERSONAL
    )
    text = models.TextField(db_comment=PERSONAL)
    owner = models.ForeignKey(USER, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL)
    due_on = models.DateField(db_comment=NOT_PERSONAL)
    set_by = models.ForeignKey(USER, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL)
    set_at = models.DateTimeField(db_comment=NOT_PERSONAL)
    done_by = models.ForeignKey(
        USER, models.PROTECT, null=True, blank=True, related_name="+", db_comment=NOT_PERSONAL
    )
    done_at = models.DateTimeField(null=True, blank=True, db_comment=NOT_PERSONAL)
    done_note = models.TextField(blank=True, default="", db_comment=PERSONAL)

    class Meta:
        constraints = [
            all_or_none("done_by", "done_at", name="shared_action_done_whole"),
            models.CheckConstraint(condition=~Q(text=""), name="shared_action_says_what"),
        ]

    def __str__(self) -> str:
        return f"Shared action of {self.nominal_id} by {self.due_on}"


class JointVisit(models.Model):
    """Two of the team, of different organisations, went to see somebody together, and what they found."""

    nominal = models.ForeignKey(
        Nominal, models.PROTECT, related_name="visits", db_comment=NOT_PERSONAL
    )
    on = models.DateField(db_comment=NOT_PERSONAL)
    beside = models.ForeignKey(USER, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL)
    found = models.TextField(db_comment=PERSONAL)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL)
    at = models.DateTimeField(db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(found=""), name="visit_says_what"),
            models.CheckConstraint(condition=~Q(by=models.F("beside")), name="visit_of_two"),
        ]

    def __str__(self) -> str:
        return f"Visit of {self.nominal_id} on {self.on}"


class Intelligence(models.Model):
    """What police or partners know that is for the cleared alone: never on the record, never counted elsewhere."""

    nominal = models.ForeignKey(
        Nominal, models.PROTECT, related_name="intelligence", db_comment=NOT_PERSONAL
    )
    text = models.TextField(db_comment=PERSONAL)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", db_comment=NOT_PERSONAL)
    at = models.DateTimeField(db_comment=NOT_PERSONAL)
    withdrawn_by = models.ForeignKey(
        USER, models.PROTECT, null=True, blank=True, related_name="+", db_comment=NOT_PERSONAL
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True, db_comment=NOT_PERSONAL)

    class Meta:
        constraints = [
            all_or_none("withdrawn_by", "withdrawn_at", name="intelligence_withdrawn_whole"),
            models.CheckConstraint(condition=~Q(text=""), name="intelligence_says_something"),
        ]

    def __str__(self) -> str:
        return f"Intelligence {self.pk}"
