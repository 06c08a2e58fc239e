"""Can quarantined words become text by any road, whatever the words are?"""

from __future__ import annotations

import copy
import csv
import io
import json
import logging
import pickle
import re
import string
from datetime import date
from pathlib import Path

import pytest
from django.core import serializers
from django.core.exceptions import FieldError
from django.core.mail import EmailMessage
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.forms import modelform_factory
from django.template import engines
from django.utils.html import escape, format_html
from hypothesis import given
from hypothesis import settings as tried
from hypothesis import strategies as st

from openprobation.foundation.audit.actions import record
from openprobation.foundation.audit.models import Entry
from openprobation.foundation.documents.letters import (
    Facts,
    Letter,
    Paragraph,
    docx,
    form_and_texts,
    html,
)
from openprobation.foundation.messaging import actions as messaging
from openprobation.foundation.messaging.models import Message
from openprobation.foundation.organisations.tests.factories import officer
from openprobation.foundation.quarantine import MASK, Leak, Quarantined, unwrapped
from openprobation.foundation.watching.logs import OneLine
from openprobation.supervision.contacts import actions as contacts
from openprobation.supervision.contacts.models import Contact
from openprobation.supervision.persons.tests.factories import PersonFactory
from openprobation.supervision.risk.models import QuarantinedFact
from openprobation.supervision.risk.tests.factories import QuarantinedFactFactory
from openprobation.vocabulary.contacts import ContactKind
from openprobation.vocabulary.messaging import Channel

PACKAGE = Path(__file__).parents[2] / "src" / "openprobation"

#: Who may unwrap, and what for. A new line here is a decision, to be read by two people.
MAY_UNWRAP = {
    "foundation/quarantine.py": "the column itself",
    "foundation/redaction/sweeping.py": "words that must vanish are looked for here too",
    "foundation/backup/rows.py": "a backup is the whole record, sealed",
    "supervision/risk/actions/quarantining.py": "the page entitled, for a stated purpose, audited",
}
# Letters and digits beside what markup, quotes and formats make of it. At least one is a letter.
WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=4).filter(
    lambda words: any(each.isalnum() for each in words) and words.strip() not in MASK
)


def roads(words):
    """Every way we know by which a value becomes text."""
    jinja = engines["jinja2"]
    return {
        "str": lambda: str(words),
        "format": lambda: format(words),
        "f-string": lambda: f"{words}",
        "padded": lambda: f"{words:>40}",
        "percent": lambda: "%s" % words,  # noqa: UP031
        "braces": lambda: "{}".format(words),  # noqa: UP032
        "template": lambda: string.Template("$a").substitute(a=words),
        "plus": lambda: "with " + words,
        "join": lambda: " ".join(["with", words]),
        "print": lambda: print(words, file=io.StringIO()),
        "write": lambda: io.StringIO().write(words),
        "bytes": lambda: bytes(words),
        "list": lambda: list(words),
        "len": lambda: len(words),
        "part": lambda: words[:3],
        "in": lambda: "a" in words,
        "sort": lambda: sorted([words, words]),
        "regex": lambda: re.sub("a", "b", words),
        "json": lambda: json.dumps({"a": words}),
        "json of django": lambda: json.dumps([words], cls=DjangoJSONEncoder),
        "json as text": lambda: json.dumps([words], default=str),
        "csv": lambda: csv.writer(io.StringIO()).writerow([words]),
        "pickle": lambda: pickle.dumps(words),
        "escape": lambda: escape(words),
        "format_html": lambda: format_html("<p>{}</p>", words),
        "page": lambda: jinja.from_string("{{ a }}").render({"a": words}),
        "page, lines": lambda: jinja.from_string("{{ a|lines }}").render({"a": words}),
        "page, joined": lambda: jinja.from_string("{{ a ~ b }}").render({"a": words, "b": 1}),
        "page, shut": lambda: jinja.from_string("{{ a|string }}").render({"a": words}),
        "e-mail": lambda: EmailMessage("Your letter", words, to=["a@example.org"]).message(),
        "letter, page": lambda: html(letter(words)),
        "letter, docx": lambda: docx(letter(words)),
        "letter, kept": lambda: json.dumps(form_and_texts(letter(words))),
        "letter, facts": lambda: docx(letter(Facts(((("Where"), words),)))),
    }


def letter(said):
    block = said if isinstance(said, Facts) else Paragraph(said)
    return Letter("Warning", "en-GB", ("NPS",), ("Lee",), date(2017, 2, 16), (block,))


@pytest.mark.parametrize("road", roads(Quarantined("x")))
@given(words=WORDS)
@tried(max_examples=20)
def test_every_road_to_text_is_shut_and_the_refusal_says_the_same_of_any_words(road, words):
    said = set()

    for each in (words, "other words"):
        with pytest.raises((Leak, TypeError, AttributeError)) as refused:
            roads(Quarantined(each))[road]()
        said.add(str(refused.value))

    assert len(said) == 1


@given(words=WORDS)
def test_what_looks_at_a_value_sees_a_mask(words):
    kept = Quarantined(words)

    assert repr(kept) == "%r" % kept == repr([kept])[1:-1] == MASK  # noqa: UP031
    assert copy.deepcopy({"a": kept})["a"] is kept
    assert not hasattr(kept, "__dict__")
    assert bool(kept) is bool(words.strip())


@given(words=WORDS)
def test_it_is_the_same_words_that_went_in(words):
    assert unwrapped(Quarantined(words)) == words
    assert Quarantined(words) == Quarantined(words) != Quarantined(words + "x")
    assert Quarantined(words) != words


def test_it_cannot_be_changed_wrapped_twice_or_made_of_something_else():
    kept = Quarantined("4 Heron Court")

    with pytest.raises(AttributeError):
        kept.words = "else"
    for thing in (kept, None, 4, b"x"):
        with pytest.raises(Leak):
            Quarantined(thing)


@given(words=st.text(string.ascii_lowercase, min_size=12).map(lambda tail: f"zq7{tail}"))
def test_a_log_line_never_holds_them(words):
    line = logging.LogRecord(
        "any", logging.ERROR, __file__, 1, "It failed: %r %s", (Quarantined(words), 1), None
    )
    line.said = {"fault": Quarantined(words)}

    try:
        said = OneLine().format(line)
    except (Leak, TypeError):
        said = "{}"

    assert words not in said


# ── The column ─────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def fact(db):
    return QuarantinedFactFactory(words="4 Heron Court")


def test_a_row_gives_its_words_out_wrapped_made_read_and_read_again(fact):
    read = QuarantinedFact.objects.get()
    (value,) = QuarantinedFact.objects.values_list("words", flat=True)
    named = QuarantinedFact.objects.values("words").get()["words"]
    fact.refresh_from_db()

    for kept in (fact.words, read.words, value, named, QuarantinedFact(words="x").words):
        assert isinstance(kept, Quarantined)


@pytest.mark.parametrize(
    "asked",
    ["contains", "icontains", "startswith", "iexact", "regex", "gt", "in", "lower", "search"],
)
def test_the_column_cannot_be_searched(fact, asked):
    with pytest.raises(FieldError):
        QuarantinedFact.objects.filter(**{f"words__{asked}": "Heron"}).exists()


def test_nor_guessed_but_asked_whether_it_is_empty(fact):
    with pytest.raises(Leak):
        QuarantinedFact.objects.filter(words="4 Heron Court").exists()

    assert not QuarantinedFact.objects.filter(words="").exists()
    assert QuarantinedFact.objects.exclude(words="").exists()


@pytest.mark.parametrize("form", ["json", "jsonl", "xml", "python"])
def test_the_row_cannot_be_serialised(fact, form):
    with pytest.raises(Leak):
        serializers.serialize(form, [fact])


def test_the_row_cannot_be_kept_in_a_session_or_a_cache(fact):
    with pytest.raises(Leak):
        pickle.dumps(fact)


def test_no_form_is_made_of_the_column():
    form = modelform_factory(QuarantinedFact, fields=["kind", "words", "source"])

    assert list(form.base_fields) == ["kind"]


@pytest.mark.parametrize(
    "write",
    [
        lambda person, words, by, at: contacts.record(
            person_id=person.pk, kind=ContactKind.RISK, happened_at=at, summary="A", note=words,
            by=by, at=at,
        ),
        lambda person, words, by, at: messaging.write(
            key="a", channel=Channel.TEXT, to="+447700900001", body=words, at=at
        ),
        lambda person, words, by, at: record("risk.any.done", by=by.username, at=at, what=words),
    ],
    ids=["contact record", "message", "audit"],
)  # fmt: skip
def test_other_columns_refuse_them_and_nothing_is_written(fact, at, write):
    by, person = officer(), PersonFactory()

    with pytest.raises(Leak), transaction.atomic():
        write(person, fact.words, by, at)

    assert not any(model.objects.exists() for model in (Contact, Message, Entry))


# ── The habit ──────────────────────────────────────────────────────────────────────────────
def test_only_those_listed_unwrap():
    unwraps = re.compile(r"\bunwrapped\b|_Quarantined__")
    found = {
        str(path.relative_to(PACKAGE))
        for path in PACKAGE.rglob("*.py")
        if "tests" not in path.parts and unwraps.search(path.read_text())
    }

    assert found == set(MAY_UNWRAP)


def test_templates_do_not_reach_inside():
    found = [p for p in PACKAGE.rglob("*.html") if "_Quarantined" in p.read_text()]

    assert found == []
