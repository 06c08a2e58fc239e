"""Who may do what in an inspection, role by role; and what may the pages of others ask about reports?

The table is written out a second time on purpose: a right given by mistake in `config/roles.py` is seen here.
"""

from __future__ import annotations

import ast
from importlib import import_module
from pathlib import Path

import pytest

from openprobation.config.roles import ROLES
from openprobation.foundation.access.check import may
from openprobation.foundation.organisations.tests.factories import officer
from openprobation.inspection.assessments.permissions import Permission as Assessment
from openprobation.inspection.programmes.permissions import Permission as Inspection
from openprobation.inspection.ratings.permissions import Permission as Rating
from openprobation.inspection.reports.permissions import Permission as Report
from openprobation.inspection.samples.permissions import Permission as Sample
from openprobation.inspection.verdicts.permissions import Permission as Verdict
from openprobation.vocabulary.access import Role

SOURCE = Path(__file__).parents[2] / "src" / "openprobation"
PORTALS = SOURCE / "portals"
RIGHTS = [
    right
    for file in sorted(SOURCE.glob("inspection/*/permissions.py"))
    for right in import_module(
        f"openprobation.inspection.{file.parent.name}.permissions"
    ).Permission
]
INSPECTOR, LEAD, EDITOR, HEAD = Role.INSPECTOR, Role.LEAD_INSPECTOR, Role.EDITOR, Role.HEAD
HELD_BY = {
    Inspection.VIEW: {INSPECTOR, LEAD},
    Inspection.PLAN: {LEAD},
    Sample.VIEW: {INSPECTOR, LEAD},
    Sample.DRAW: {LEAD},
    Sample.VERIFY: {HEAD},
    Assessment.JUDGE: {INSPECTOR, LEAD},
    Assessment.MODERATE: {LEAD},
    Verdict.LOAD: {LEAD},
    Verdict.ESTIMATE: {LEAD, EDITOR},
    Rating.VIEW: {INSPECTOR, LEAD, EDITOR},
    Rating.SETTLE: {LEAD},
    Rating.MOVE: {LEAD},
    Report.VIEW: {INSPECTOR, LEAD, EDITOR},
    Report.WRITE: {LEAD, EDITOR},
    Report.RELEASE: {LEAD, EDITOR},
    Report.CHECK_ACCURACY: {HEAD},
    Report.PLAN: {HEAD},
    Report.FOLLOW_UP: {LEAD},
}
IN_THE_MAKING = {
    "draft", "desk", "copies_of", "for_reader", "points_of", "steps_of", "verdicts_of",
    "bodies_of", "outline_of", "without_report",
}  # fmt: skip
"""Questions about reports whose answers hold what is not public."""
MAY_ASK = {"public": set(), "manager": {"draft", "for_reader", "points_of"}}
"""The provider's room shows the draft that a head was named for: `test_the_providers_room…` holds it to that."""


def test_every_right_of_an_inspection_is_in_the_table():
    assert set(HELD_BY) == set(RIGHTS)


@pytest.mark.parametrize("role", Role)
def test_a_role_holds_the_rights_of_the_table_and_no_other(role):
    held = {right for right in RIGHTS if right.value in ROLES[role]}

    assert held == {right for right, roles in HELD_BY.items() if role in roles}


@pytest.mark.django_db
def test_a_post_in_a_role_may_do_what_its_row_says_and_nothing_else(at):
    for role in Role:
        user = officer(role=role)

        allowed = {right for right in RIGHTS if may(user, right, at=at)}

        assert allowed == {right for right, roles in HELD_BY.items() if role in roles}, role


@pytest.mark.parametrize("portal", MAY_ASK)
def test_pages_of_others_ask_nothing_about_a_report_in_the_making(portal):
    asked = {
        node.attr if isinstance(node, ast.Attribute) else node.name
        for file in (PORTALS / portal).glob("*.py")
        for node in ast.walk(ast.parse(file.read_text()))
        if (isinstance(node, ast.Attribute) and of_reports(node, file))
        or (isinstance(node, ast.alias) and node.name in IN_THE_MAKING)
    }

    assert asked & IN_THE_MAKING == MAY_ASK[portal]


def of_reports(node: ast.Attribute, file: Path) -> bool:
    """Whether something is asked of the reports' queries: by `reports.x`, or `queries.x` in the provider's room."""
    names = {"reports"} | ({"queries"} if file.name == "inspection.py" else set())
    return isinstance(node.value, ast.Name) and node.value.id in names
