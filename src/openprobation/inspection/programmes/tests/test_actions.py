"""Is a framework taken from its file whole, once, and never changed under an inspection?"""

from __future__ import annotations

import re

import pytest

from openprobation.foundation.audit.models import Entry
from openprobation.inspection.programmes import queries
from openprobation.inspection.programmes.actions import (
    DATA,
    InspectedProvider,
    VersionAlreadyUsed,
    keep_inspection,
    load_framework,
)
from openprobation.inspection.programmes.models import Framework, Inspection, Provider, Section
from openprobation.inspection.programmes.tests.factories import InspectionFactory
from openprobation.vocabulary.inspection import SectionKind, Sureness

pytestmark = pytest.mark.django_db

QUALITY_AND_IMPACT = DATA / "quality_impact_2016.toml"


@pytest.fixture
def changed(tmp_path):
    """The same framework with one word changed."""
    path = tmp_path / "changed.toml"
    path.write_text(QUALITY_AND_IMPACT.read_text().replace("Protecting the public", "Protecting"))
    return path


def test_load_framework_takes_the_three_outcomes_and_joint_working_in_order(at):
    load_framework(path=QUALITY_AND_IMPACT, at=at)

    found = queries.framework(code="quality_impact_2016")
    assert [section.title for section in found.sections] == [
        "Protecting the public",
        "Reducing reoffending",
        "Abiding by the sentence",
        "How the two organisations work together",
    ]
    assert found.sections[-1].kind == SectionKind.JOINT_WORKING
    assert found.is_scored is False


def test_the_outcomes_are_read_and_every_question_is_marked_our_own(at):
    load_framework(path=QUALITY_AND_IMPACT, at=at)

    found = queries.framework(code="quality_impact_2016")
    questions = [question for section in found.sections for question in section.questions]
    assert {section.sureness for section in found.sections} == {Sureness.VERIFIED}
    assert {question.sureness for question in questions} == {Sureness.DERIVED}
    assert all(question.prompts for question in questions)


def test_every_question_says_where_to_look_in_either_organisation_and_never_what_to_find(at):
    load_framework(path=QUALITY_AND_IMPACT, at=at)

    found = queries.framework(code="quality_impact_2016")
    told = {one.code: one.prompts for section in found.sections for one in section.questions}
    assert list(told) == [
        "P1",
        "P2",
        "P3",
        "P4",
        "R1",
        "R2",
        "R3",
        "R4",
        "A1",
        "A2",
        "A3",
        "J1",
        "J2",
        "J3",
    ]
    assert {code: len(each) for code, each in told.items() if not 3 <= len(each) <= 6} == {}
    for outcome in found.sections[:3]:
        said = " ".join(prompt for one in outcome.questions for prompt in one.prompts)
        assert said.count("CRC case") >= 2
        assert said.count("NPS case") >= 2
    words = " ".join(prompt for each in told.values() for prompt in each).lower()
    for verdict in (" met", "sufficient", "good enough", "adequate", "should", "must"):
        assert verdict not in words


def test_a_prompt_names_only_what_stands_beside_the_form(at):
    load_framework(path=QUALITY_AND_IMPACT, at=at)

    found = queries.framework(code="quality_impact_2016")
    words = "".join(
        p for section in found.sections for one in section.questions for p in one.prompts
    )
    beside = {
        "Sentence and requirements", "Who answered for the case", "Needs", "Services",
        "Risk of harm and of reoffending", "Alerts and MAPPA", "Who is at risk, and enquiries",
        "Plan and reviews", "Coming, failing and enforcing", "Find in the record",
        "Told by somebody",
    }  # fmt: skip
    assert set(re.findall("“([^”]*)”", words)) == beside


def test_loading_the_same_file_again_changes_nothing(at):
    first = load_framework(path=QUALITY_AND_IMPACT, at=at)

    second = load_framework(path=QUALITY_AND_IMPACT, at=at)

    assert first.pk == second.pk
    assert Entry.objects.filter(action="framework.loaded").count() == 1


def test_a_changed_file_replaces_an_unused_framework(at, changed):
    load_framework(path=QUALITY_AND_IMPACT, at=at)

    load_framework(path=changed, at=at)

    assert Framework.objects.count() == 1
    assert Section.objects.filter(title="Protecting").count() == 1


def test_load_framework_refuses_to_change_a_used_version_and_changes_nothing(at, changed):
    framework = load_framework(path=QUALITY_AND_IMPACT, at=at)
    InspectionFactory(framework=framework)

    with pytest.raises(VersionAlreadyUsed, match="new version"):
        load_framework(path=changed, at=at)

    assert not Section.objects.filter(title="Protecting").exists()


def test_keep_inspection_twice_brings_the_one_row_up_to_date(at):
    framework = load_framework(path=QUALITY_AND_IMPACT, at=at)
    told = {"framework": framework, "slug": "kent", "number": 4, "number_sureness": "V"}

    for area, name in [("Kend", "A"), ("Kent", "B")]:
        kept = keep_inspection(
            **told, area=area, providers=[InspectedProvider("crc", name, "R", "An owner")]
        )

    assert Inspection.objects.get().area == "Kent"
    assert Provider.objects.get().name == "B"
    assert kept.providers == {"crc": Provider.objects.get().pk}
    assert list(kept.outcomes) == ["protect", "reoffend", "abide"]


def test_a_framework_in_full_is_four_queries(at, django_assert_num_queries):
    load_framework(path=QUALITY_AND_IMPACT, at=at)

    with django_assert_num_queries(4):
        queries.framework(code="quality_impact_2016")


def test_a_framework_nobody_loaded_is_none():
    assert queries.framework(code="quality_impact_2016") is None
    assert queries.outcomes(code="quality_impact_2016") == ()
