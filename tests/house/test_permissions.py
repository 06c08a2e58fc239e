"""Is every right named, meant, held by somebody, and asked for somewhere?"""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest

from openprobation.config.roles import ROLES
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.term import Term

PACKAGE = Path(__file__).parents[2] / "src" / "openprobation"
NAME = re.compile(r"[a-z]+(\.[a-z_]+){1,2}")


def permission_lists():
    for path in sorted(PACKAGE.rglob("permissions.py")):
        module = ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)
        yield importlib.import_module(module).Permission


PERMISSIONS = [permission for each in permission_lists() for permission in each]


def test_no_two_permissions_share_a_name():
    values = [permission.value for permission in PERMISSIONS]

    assert len(values) == len(set(values))


@pytest.mark.parametrize("permission", PERMISSIONS, ids=lambda p: p.value)
def test_a_permission_is_named_thing_part_verb_and_has_a_meaning(permission):
    assert isinstance(permission, Term)
    assert NAME.fullmatch(permission.value)
    assert permission.meaning


@pytest.mark.parametrize("permission", PERMISSIONS, ids=lambda p: p.value)
def test_a_permission_is_held_by_some_role(permission):
    assert any(permission.value in held for held in ROLES.values())


def test_no_role_holds_what_does_not_exist():
    known = {permission.value for permission in PERMISSIONS}

    assert set().union(*ROLES.values()) <= known


def test_every_role_has_a_line_of_its_own():
    assert set(ROLES) == set(Role)


@pytest.mark.parametrize("permission", PERMISSIONS, ids=lambda p: p.value)
def test_a_permission_is_asked_for_somewhere(permission):
    asked = re.compile(rf"\b{permission.name}\b")
    places = [
        path
        for path in PACKAGE.rglob("*.py")
        if path.name not in {"permissions.py", "roles.py"} and "tests" not in path.parts
    ]

    assert any(asked.search(path.read_text()) for path in places)


@pytest.mark.parametrize(
    "role", [Role.SUPPLIER, Role.PERSON, Role.PUBLIC, Role.INSPECTOR, Role.ADMINISTRATOR]
)
def test_those_who_do_not_practise_hold_no_right_over_a_person(role):
    assert not {name for name in ROLES[role] if name.startswith(("person.", "contact.", "risk."))}
