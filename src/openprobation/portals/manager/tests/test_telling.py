"""Has every act a sentence, and does each sentence say who, what and why without saying content?"""

from __future__ import annotations

import ast
import re
from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest

from openprobation.foundation.audit.queries import Act
from openprobation.portals.manager.telling import (
    DETAIL_VERBS,
    DETAILS,
    SENTENCES,
    accounts_in,
    page_told,
    sentence_of,
    told,
)

PACKAGE = Path(__file__).parents[3]
AUDIT = "openprobation.foundation.audit.actions"


# ── Every action of the program ────────────────────────────────────────────────────────────
def actions_of(path):
    """Every action a module writes to the audit: strings, and patterns where a part is filled in."""
    tree = ast.parse(path.read_text())
    writing = writers(tree)
    for call in ast.walk(tree) if writing else ():
        if isinstance(call, ast.Call) and called(call.func) in writing and call.args:
            yield from written(call.args[0])


def writers(tree):
    """What the module calls the functions of the audit: `record`, `audit`, `entry`, `audit.record`."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == AUDIT:
            found |= {name.asname or name.name for name in node.names}
        if isinstance(node, ast.ImportFrom) and node.module == AUDIT.rpartition(".")[0]:
            for name in node.names:
                if name.name == "actions":
                    found |= {f"{name.asname or name.name}.{verb}" for verb in ("record", "entry")}
    return found


def called(function):
    if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name):
        return f"{function.value.id}.{function.attr}"
    return function.id if isinstance(function, ast.Name) else ""


def written(argument):
    if isinstance(argument, ast.Constant):
        yield re.escape(argument.value)
    elif isinstance(argument, ast.IfExp):
        yield from written(argument.body)
        yield from written(argument.orelse)
    elif isinstance(argument, ast.JoinedStr):
        yield "".join(
            re.escape(part.value) if isinstance(part, ast.Constant) else r"[a-z_]+"
            for part in argument.values
        )
    # A name handed on was written where it came from.


@cache
def every_action():
    return tuple(found_in_the_program())


def found_in_the_program():
    for path in PACKAGE.rglob("*.py"):
        if "tests" not in path.parts and "migrations" not in path.parts:
            yield from ((path, action) for action in actions_of(path))


KNOWN = [
    *SENTENCES,
    *(f"person.{detail}.{verb}" for detail in DETAILS for verb in DETAIL_VERBS),
]


def test_every_action_of_the_program_has_a_sentence():
    nameless = {
        f"{path.relative_to(PACKAGE)}: {action}"
        for path, action in every_action()
        if not any(re.fullmatch(action, known) for known in KNOWN)
    }

    assert nameless == set(), "write a sentence for each in portals/manager/telling.py"


def test_the_search_for_actions_finds_those_known_to_be_there():
    found = [action for _path, action in every_action()]

    assert len(found) > 50
    assert r"person\.viewed" in found
    assert r"risk\.registration\.[a-z_]+" in found
    assert r"allocation\.officer\.changed" in found


def test_no_sentence_is_for_an_action_nobody_writes():
    found = [action for _path, action in every_action()]
    unused = [known for known in SENTENCES if not any(re.fullmatch(a, known) for a in found)]

    assert unused == []


def test_the_sentences_stand_in_the_order_of_the_alphabet():
    assert list(SENTENCES) == sorted(SENTENCES)


@pytest.mark.parametrize("action", KNOWN)
def test_every_sentence_reads_without_a_code_or_a_gap(action, at):
    said = told(act(action, at), {})

    assert "%(" not in said
    assert "_" not in said
    assert said[0].islower()


# ── What is said ───────────────────────────────────────────────────────────────────────────
def act(action, at, by="amira@example.org", pk=1, **detail):
    return Act(pk, at, by, action, "", None, 7, detail)


NAMES = {"amira@example.org": "Amira Khan", "jo@example.org": "Jo Bell"}


def test_a_look_beyond_ones_cases_says_why(at):
    line = act("person.opened_with_reason", at, reason="court", emergency=False)

    (one,) = page_told([line], NAMES, person="X200001")

    assert f"{one.name} {one.sentence}" == (
        "Amira Khan opened the record: the person is in court today"
    )


def test_a_reason_in_the_first_person_keeps_its_capital(at):
    assert told(act("person.opened_with_reason", at, reason="cover"), NAMES) == (
        "opened the record: I am covering for the officer"
    )


def test_people_named_in_an_act_are_called_by_their_names(at):
    line = act(
        "allocation.officer.changed",
        at,
        by="pat@example.org",
        before="amira@example.org",
        officer="jo@example.org",
        reason="absence",
    )

    assert accounts_in([line]) == {"pat@example.org", "amira@example.org", "jo@example.org"}
    assert told(line, NAMES) == "moved the case from Amira Khan to Jo Bell: officer absent"


def test_an_override_is_said_to_be_one(at):
    line = act("allocation.organisation.decided", at, decided="nps", override=True)

    assert told(line, NAMES) == (
        "allocated the case: National Probation Service, otherwise than the rule, with a reason"
    )


def test_a_detail_of_the_person_is_told_by_its_name(at):
    assert told(act("person.phone.confirmed", at), {}) == (
        "confirmed a telephone number for signing in"
    )


def test_an_action_from_a_later_version_is_still_readable(at):
    assert sentence_of("plan.review.finished") is None
    assert told(act("plan.review.finished", at), {}) == "finished plan review"


def test_a_code_of_a_later_version_does_not_break_the_page(at):
    assert told(act("look.reviewed", at, review="unheard_of"), {}) == (
        "reviewed a look at the record: not said"
    )


def test_looks_in_a_row_by_one_person_are_one_sentence_with_the_pages(at):
    looks = [
        act("person.viewed", at, page="risk:assess", in_relation=True),
        act("person.viewed", at - timedelta(minutes=1), page="risk:summary", in_relation=True),
        act(
            "person.viewed", at - timedelta(minutes=2), page="practitioner:person", in_relation=True
        ),
        act("person.viewed", at - timedelta(days=1), page="practitioner:person", in_relation=True),
    ]

    today, yesterday = page_told(looks, NAMES, person="X200001")

    assert today.sentence == "looked at the record 3 times: risk, to assess harm"
    assert yesterday.sentence == "looked at the record"


def test_a_look_by_somebody_else_between_two_keeps_them_apart(at):
    looks = [
        act("person.viewed", at, in_relation=True),
        act("person.viewed", at, by="jo@example.org", in_relation=False),
        act("person.viewed", at, in_relation=True),
    ]

    said = [(one.name, one.sentence) for one in page_told(looks, NAMES, person="X200001")]

    assert said == [
        ("Amira Khan", "looked at the record"),
        ("Jo Bell", "looked at the record, under the reason they gave"),
        ("Amira Khan", "looked at the record"),
    ]


def test_what_the_person_does_is_told_of_the_person(at):
    (one,) = page_told([act("selfservice.viewed", at, by="X200001")], {}, person="X200001")

    assert (one.name, one.sentence) == ("The person", "looked at their own page")


def test_inspectors_are_one_look_a_day_without_names_counts_or_that_readings_differ(at):
    acts = [
        act("assessment.difference.viewed", at, by="lead@example.org"),
        act("person.viewed", at, in_relation=True),
        act("sample.case.viewed", at, by="two@example.org"),
        act("person.viewed", at, in_relation=True),
        act("sample.case.viewed", at, by="one@example.org"),
        act("sample.case.viewed", at - timedelta(days=1), by="one@example.org"),
    ]

    said = [(one.name, one.sentence) for one in page_told(acts, NAMES, person="X200001")]

    assert said == [
        ("An inspector", "read the case for an inspection"),
        ("Amira Khan", "looked at the record 2 times"),
        ("An inspector", "read the case for an inspection"),
    ]
