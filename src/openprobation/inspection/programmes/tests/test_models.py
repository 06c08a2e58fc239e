"""What must be true of a framework and of an inspection, whoever writes?"""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError
from django.db.models import ProtectedError

from openprobation.inspection.programmes.models import (
    Framework,
    FrameworkIsUsed,
    Prompt,
    Question,
    Section,
)
from openprobation.inspection.programmes.tests.factories import (
    FrameworkFactory,
    InspectionFactory,
    PromptFactory,
    ProviderFactory,
    QuestionFactory,
    SectionFactory,
)
from openprobation.vocabulary.inspection import Sureness

pytestmark = pytest.mark.django_db


@pytest.fixture
def used():
    """A framework with a section, a question and a prompt, under which an area was inspected."""
    prompt = PromptFactory()
    framework = prompt.question.section.framework
    InspectionFactory(framework=framework)
    return framework


def test_a_framework_changes_freely_until_it_is_used():
    framework = FrameworkFactory()

    framework.title = "A better title"
    framework.save()

    assert Framework.objects.get().title == "A better title"


@pytest.mark.parametrize("model", [Framework, Section, Question, Prompt])
def test_no_part_of_a_used_framework_can_be_saved(used, model):
    row = model.objects.get()

    with pytest.raises(FrameworkIsUsed, match="new version"):
        row.save()


@pytest.mark.parametrize("model", [Framework, Section, Question, Prompt])
def test_no_part_of_a_used_framework_can_be_removed(used, model):
    with pytest.raises(FrameworkIsUsed):
        model.objects.get().delete()
    with pytest.raises(FrameworkIsUsed):
        model.objects.all().delete()

    assert model.objects.count() == 1


@pytest.mark.parametrize(("model", "change"), [(Section, "title"), (Question, "text")])
def test_no_part_of_a_used_framework_can_be_updated_in_bulk(used, model, change):
    with pytest.raises(FrameworkIsUsed):
        model.objects.update(**{change: "changed"})

    assert not model.objects.filter(**{change: "changed"}).exists()


def test_nothing_can_be_added_to_a_used_framework(used):
    with pytest.raises(FrameworkIsUsed):
        SectionFactory(framework=used)
    with pytest.raises(FrameworkIsUsed):
        Prompt.objects.bulk_create([Prompt(question=Question.objects.get(), position=9, text="x")])

    assert Section.objects.count() == 1
    assert Prompt.objects.count() == 1


def test_a_new_version_of_a_used_framework_can_be_made(used):
    newer = FrameworkFactory(code=used.code, version=2)

    SectionFactory(framework=newer)

    assert Framework.objects.filter(code=used.code).count() == 2


def test_a_version_exists_once():
    FrameworkFactory(code="a", version=1)

    with pytest.raises(IntegrityError):
        FrameworkFactory(code="a", version=1)


def test_a_framework_does_not_end_before_it_begins():
    with pytest.raises(IntegrityError):
        FrameworkFactory(in_force_from=date(2016, 4, 1), in_force_until=date(2016, 3, 31))


def test_a_framework_names_its_source():
    with pytest.raises(IntegrityError):
        FrameworkFactory(source="")


def test_a_code_and_a_place_are_taken_once():
    section = SectionFactory(code="protect", position=1)

    with pytest.raises(IntegrityError):
        SectionFactory(framework=section.framework, code="protect", position=2)


def test_a_place_is_taken_once():
    question = QuestionFactory(position=1)

    with pytest.raises(IntegrityError):
        QuestionFactory(section=question.section, position=1)


@pytest.mark.parametrize(("number", "sureness"), [(7, ""), (None, Sureness.VERIFIED)])
def test_a_number_says_how_sure_it_is_and_no_number_says_nothing(number, sureness):
    with pytest.raises(IntegrityError):
        InspectionFactory(number=number, number_sureness=sureness)


def test_a_number_is_given_once_in_a_programme():
    first = InspectionFactory(number=7, number_sureness=Sureness.VERIFIED)

    with pytest.raises(IntegrityError):
        InspectionFactory(framework=first.framework, number=7, number_sureness=Sureness.VERIFIED)


def test_an_area_has_one_organisation_of_a_kind():
    provider = ProviderFactory()

    with pytest.raises(IntegrityError):
        ProviderFactory(inspection=provider.inspection)


def test_an_inspection_with_organisations_stays():
    provider = ProviderFactory()

    with pytest.raises(ProtectedError):
        provider.inspection.delete()
