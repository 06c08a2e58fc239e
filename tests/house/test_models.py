"""What must be true of every model, now and later?"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

from openprobation.foundation.personal import NOT_PERSONAL, PERSONAL, QUARANTINED
from openprobation.foundation.quarantine import QuarantinedField

OURS = [model for model in apps.get_models() if model.__module__.startswith("openprobation.")]
PACKAGE = Path(__file__).parents[2] / "src" / "openprobation"

#: From the bottom up; a foreign key may point down or sideways to its own context, never up.
ORDER = [
    "foundation.clock",
    "foundation.audit",
    "foundation.jobs",
    "foundation.identity",
    "foundation.organisations",
    "foundation.access",
    "foundation.messaging",
    "foundation.documents",
    "foundation.drafts",
    "foundation.reminders",
    "publication.library",
    "publication.news",
    "publication.digests",
    "inspection.programmes",
    "inspection.samples",
    "inspection.assessments",
    "inspection.verdicts",
    "inspection.ratings",
    "inspection.reports",
    "supervision.persons",
    "supervision.contacts",
    "supervision.courts",
    "supervision.sentences",
    "supervision.needs",
    "supervision.risk",
    "supervision.workforce",
    "supervision.allocations",
    "supervision.appointments",
    "supervision.plans",
    "supervision.unpaid_work",
    "supervision.commissioning",
    "supervision.interventions",
    "supervision.enforcement",
    "supervision.iom",
    "supervision.redactions",
    "selfservice.sign_in",
    "selfservice.my_case",
    "portals.practitioner",
]


def context_of(model: type[models.Model]) -> str:
    return ".".join(model.__module__.split(".")[1:3])


def named(model: type[models.Model]) -> str:
    return model._meta.label


@pytest.mark.parametrize("model", OURS, ids=named)
def test_every_field_is_classed_personal_or_not(model):
    unclassed = [
        field.name
        for field in model._meta.concrete_fields
        if not (field.primary_key and field.name == "id")
        and field.db_comment not in (PERSONAL, NOT_PERSONAL, QUARANTINED)
    ]

    assert unclassed == []


@pytest.mark.parametrize("model", OURS, ids=named)
def test_a_field_is_marked_quarantined_if_and_only_if_it_is_of_that_kind(model):
    for field in model._meta.concrete_fields:
        assert (field.db_comment == QUARANTINED) is isinstance(field, QuarantinedField), field.name


@pytest.mark.parametrize("model", OURS, ids=named)
def test_every_model_says_what_one_row_is(model):
    doc = (model.__doc__ or "").strip()

    assert doc
    assert not doc.startswith(f"{model.__name__}(")


@pytest.mark.parametrize("model", OURS, ids=named)
def test_no_foreign_key_points_up(model):
    here = ORDER.index(context_of(model))

    for field in model._meta.concrete_fields:
        if field.related_model and field.related_model.__module__.startswith("openprobation."):
            assert ORDER.index(context_of(field.related_model)) <= here, field.name


@pytest.mark.parametrize("model", OURS, ids=named)
def test_nothing_in_a_case_disappears_because_something_else_did(model):
    may_cascade = {"drafts.Draft", "drafts.Submission"}
    for field in model._meta.concrete_fields:
        if isinstance(field, models.ForeignKey) and model._meta.label not in may_cascade:
            assert field.remote_field.on_delete is models.PROTECT, field.name


@pytest.mark.parametrize("model", OURS, ids=named)
def test_no_model_orders_itself(model):
    assert not model._meta.ordering


@pytest.mark.parametrize("model", OURS, ids=named)
def test_stored_choices_are_terms(model):
    from openprobation.vocabulary.term import Term

    for field in model._meta.concrete_fields:
        if field.choices:
            values = {value for value, _label in field.flatchoices}
            assert any(values <= {w.value for w in term} for term in every_term(Term)), field.name


def every_term(term):
    for child in term.__subclasses__():
        if len(child):
            yield child
        yield from every_term(child)


def test_nobody_reads_the_clock_but_the_clock():
    reads = re.compile(
        r"timezone\.now\(|datetime\.now\(|date\.today\(|time\.time\(|utcnow\(|datetime\.today\("
    )
    allowed = {PACKAGE / "foundation" / "clock" / "__init__.py"}

    found = [
        f"{path.relative_to(PACKAGE)}:{number}"
        for path in PACKAGE.rglob("*.py")
        if path not in allowed and "tests" not in path.parts and "migrations" not in path.parts
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if reads.search(line)
    ]

    assert found == []
