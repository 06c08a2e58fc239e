"""How are words taken out of the rows of some records? The one place that changes what is only ever added to.

A context hands over its rows; the fields are those marked personal (`foundation.personal`) that hold
free words. Looking and doing are one road: `writes` is all that differs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Any, TypeVar

from django.apps import apps
from django.db import models

from openprobation.foundation.personal import PERSONAL, QUARANTINED
from openprobation.foundation.quarantine import unwrapped

from .finding import ButCodes, Finder, texts_in, without

M = TypeVar("M", bound=models.Model)
AROUND = 48
"""Letters of an example shown on either side of the words."""


def free_words(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    """The fields of a model that are personal and hold whatever somebody typed."""
    return [
        each
        for each in model._meta.concrete_fields
        if each.db_comment in (PERSONAL, QUARANTINED)
        and not each.choices
        and isinstance(each, models.CharField | models.TextField | models.JSONField)
    ]


class LeadsNowhere(LookupError):
    """Rows hold personal words and nothing says whose. Their context must hand them over itself."""


def ways(model: type[models.Model], root: type[models.Model]) -> list[str]:
    """How rows of a model lead to the record they are about: the key itself, or foreign keys of its context."""
    if model is root:
        return ["pk"]
    keys = [each for each in model._meta.concrete_fields if isinstance(each, models.ForeignKey)]
    if direct := [each.name for each in keys if each.related_model is root]:
        return direct
    return [
        f"{each.name}__{way}"
        for each in keys
        if isinstance(each.related_model, type)
        and each.related_model is not model
        and each.related_model._meta.app_label == model._meta.app_label
        for way in ways(each.related_model, root)
    ]


@dataclass(frozen=True, slots=True)
class Example:
    """Words as they stand in a row, with what is written around them."""

    before: str
    words: str
    after: str


@dataclass(slots=True)
class Place:
    """In how many rows of one kind the words stand, how often, and one of them."""

    model: type[models.Model]
    rows: int = 0
    times: int = 0
    example: Example | None = None


@dataclass(slots=True)
class Sweep:
    """One going over of everything written about some records, for some words."""

    record: str
    """The model the records are rows of, such as "persons.Person"; access knows them by its last word."""
    record_ids: tuple[int, ...]
    paths: tuple[str, ...]
    """How the addresses of the records' pages begin: what was typed there and not sent is theirs too."""
    finder: Finder
    tombstone: str
    writes: bool
    places: dict[type[models.Model], Place] = field(default_factory=dict)
    copied: set[type[models.Model]] = field(default_factory=set)
    """Whose rows are written over often: old bytes may hold the words where no row does any more."""
    passed: set[type[models.Model]] = field(default_factory=set)

    @property
    def kind(self) -> str:
        return self.record.rsplit(".", 1)[-1].lower()

    def over_context(
        self,
        label: str,
        *,
        codes: Collection[str] = (),
        but: Collection[type[models.Model]] = (),
    ) -> dict[type[models.Model], list[int]]:
        """Take the words out of every row of a context's that leads to the records, whatever models it has.

        `codes` names fields that hold codes of ours among what somebody typed: a code stays a code.
        `but` are those whose rows are nobody's own, and which the context makes anew from what is left.
        """
        root = apps.get_model(self.record)
        return {
            model: self.over(self.rows_of(model, root), codes=codes)
            for model in apps.get_app_config(label).get_models()
            if free_words(model) and model not in but
        }

    def rows_of(
        self, model: type[models.Model], root: type[models.Model]
    ) -> models.QuerySet[models.Model]:
        found = ways(model, root)
        if not found:
            raise LeadsNowhere(f"{model._meta.label} holds personal words: of whom?")
        about = reduce(or_, (models.Q(**{f"{way}__in": self.record_ids}) for way in found))
        return model._base_manager.filter(about)

    def over(
        self,
        rows: models.QuerySet[M],
        *,
        quietly: bool = False,
        codes: Collection[str] = (),
    ) -> list[int]:
        """Take the words out of these rows; the keys of those that hold any.

        `quietly` shows no example, nor does a quarantined field.
        """
        model = rows.model
        self.passed.add(model)
        names = [each.name for each in free_words(model)]
        changed: list[int] = []
        for pk, *values in rows.order_by("pk").values_list("pk", *names).iterator():
            new: dict[str, Any] = {}
            for name, value in zip(names, values, strict=True):
                finder = ButCodes(self.finder) if name in codes else self.finder
                words = unwrapped(value)
                after, times = without(words, finder, tombstone=self.tombstone)
                if times:
                    new[name] = after
                    self._note(model, words, times, quietly=quietly or words is not value)
            if new:
                changed.append(pk)
                self.places[model].rows += 1
                if self.writes:
                    model._base_manager.filter(pk=pk).update(**new)
        return changed

    def gone(self, model: type[models.Model], times: int) -> None:
        """Count what was found where there are no rows of ours, such as a session."""
        if times:
            place = self.places.setdefault(model, Place(model))
            place.rows += times
            place.times += times

    def counts(self) -> dict[str, int]:
        """How many rows of each kind hold the words: what an audit line and a journal may say."""
        tally = Counter({each.model._meta.label_lower: each.rows for each in self.places.values()})
        return dict(sorted(tally.items()))

    def tables(self) -> list[str]:
        return sorted({model._meta.db_table for model in {*self.places, *self.copied}})

    def _note(self, model: type[models.Model], value: Any, times: int, *, quietly: bool) -> None:
        place = self.places.setdefault(model, Place(model))
        place.times += times
        if not quietly and place.example is None:
            place.example = example_of(texts_in(value), self.finder)


def example_of(texts: Iterable[str], finder: Finder) -> Example | None:
    for text in texts:
        for start, end in finder.spans(text):
            return Example(
                ("…" if start > AROUND else "") + text[max(0, start - AROUND) : start],
                text[start:end],
                text[end : end + AROUND] + ("…" if len(text) > end + AROUND else ""),
            )
    return None
