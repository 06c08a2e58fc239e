"""How are the field's words printed for people? `docs/glossary.md` is this, and a test holds them equal."""

from __future__ import annotations

import importlib
import pkgutil
import re
import sys
from collections.abc import Iterable

import openprobation.vocabulary

from .term import Term


def terms() -> list[type[Term]]:
    """Every list of words in `vocabulary/`, by module and name."""
    found: list[type[Term]] = []
    for module in sorted(m.name for m in pkgutil.iter_modules(openprobation.vocabulary.__path__)):
        loaded = importlib.import_module(f"openprobation.vocabulary.{module}")
        found += [
            thing
            for _name, thing in sorted(vars(loaded).items())
            if isinstance(thing, type)
            and issubclass(thing, Term)
            and thing.__module__ == loaded.__name__
            and len(thing)
        ]
    return found


def glossary() -> str:
    """The whole glossary as Markdown, one table a list of words."""
    parts = [
        "# Glossary\n",
        "The words the record is kept in, printed from `vocabulary/` by `openprobation glossary`.\n",
    ]
    module = ""
    for term in terms():
        if term.__module__ != module:
            module = term.__module__
            parts.append(f"\n## {subject(module)}\n")
        parts.append(f"\n### {spaced(term.__name__)}\n")
        parts.append("| word | meaning | stored as |\n|---|---|---|\n" + "".join(rows(term)))
    return "\n".join(parts)


def rows(term: Iterable[Term]) -> list[str]:
    return [f"| {word.label} | {word.meaning} | `{word.value}` |\n" for word in term]


def subject(module: str) -> str:
    """The module's first line: "Words about …" → "About …"."""
    doc = (sys.modules[module].__doc__ or "").strip().splitlines()[0]
    return doc.removeprefix("Words ").rstrip(".").capitalize()


def spaced(name: str) -> str:
    """`HarmLevel` → "Harm level"."""
    return re.sub(r"(?<!^)(?=[A-Z])", " ", name).capitalize()
