"""Has every context the same inner shape, so that whoever knows one knows all?"""

from __future__ import annotations

from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "src" / "openprobation"
AREAS = ("supervision", "inspection", "publication", "selfservice")
FILES = {
    "__init__",
    "models",
    "events",
    "permissions",
    "policies",
    "queries",
    "actions",
    "extract",
    "reactions",
    "tasks",
    "api",
}
FOLDERS = FILES | {"web", "jinja2", "static", "migrations", "tests", "management", "data"}
SAY_NOTHING = {"utils", "util", "helpers", "misc", "common", "core", "base"}

CONTEXTS = sorted(
    folder
    for area in AREAS
    for folder in (PACKAGE / area).iterdir()
    if folder.is_dir() and folder.name != "__pycache__"
)


@pytest.mark.parametrize("context", CONTEXTS, ids=lambda c: f"{c.parent.name}.{c.name}")
def test_a_context_holds_the_agreed_files_and_no_others(context):
    files = {path.stem for path in context.glob("*.py")}
    folders = {p.name for p in context.iterdir() if p.is_dir() and p.name != "__pycache__"}

    assert files - FILES == set()
    assert folders - FOLDERS == set()


@pytest.mark.parametrize("context", CONTEXTS, ids=lambda c: f"{c.parent.name}.{c.name}")
def test_a_context_says_in_one_sentence_what_it_is(context):
    text = (context / "__init__.py").read_text()

    assert text.startswith('"""')


def test_no_module_has_a_name_that_says_nothing():
    named = [path for path in PACKAGE.rglob("*") if path.stem in SAY_NOTHING]

    assert [p for p in named if "static" not in p.parts and "jinja2" not in p.parts] == []


def test_every_module_says_first_what_question_it_answers():
    silent = [
        str(path.relative_to(PACKAGE))
        for path in PACKAGE.rglob("*.py")
        if "migrations" not in path.parts
        and path.read_text().strip()
        and not path.read_text().lstrip().startswith(('"""', "#!"))
        and not (path.name == "__init__.py" and "tests" in path.parts)
    ]

    assert silent == []
