"""Are headings, lists and links read as written, and is anything else ever more than words?"""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from openprobation.ui import article_text
from openprobation.ui.article_text import Heading, Paragraph, Piece, Points

TEXT = """First line
goes on here.
## What was found
- Late [plans](/reports/a/)
* **Strong** words
1. Write it
2. Ask at ann@example.org
### Smaller
See https://example.org/a_(b), and [mail us](mailto:a@example.org).
"""
HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[press](javascript:alert(1))",
    "[press](JaVaScRiPt:alert`1`)",
    "[press](data:text/html;base64,PHN2Zz4=)",
    "[press](//evil.example/a)",
    "[press](/\\evil.example/a)",
    '[press](https://a.example/"onmouseover="alert`1`)',
    '## <b onclick="x">heading</b>',
    "- [<i>a</i>](https://a.example/<b>)",
    "https://a.example/<script>",
    "&lt;script&gt; {{ 7*7 }} {% include 'x' %}",
    "[a](vbscript:x) [b](file:///etc/passwd) [c](\tjavascript:x)",
]
ALLOWED = {"h2", "h3", "p", "ul", "ol", "li", "a", "strong"}


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def drawn(text: str, **more: str) -> str:
    blocks = article_text.read(text, **more)
    return render_to_string("ui/article_text_alone.html", {"blocks": blocks})


def tags(html: str) -> list[tuple[str, dict[str, str | None]]]:
    parser = Tags()
    parser.feed(html)
    return parser.found


def test_headings_points_links_and_strong_words_are_read():
    blocks = article_text.read(TEXT, home="https://home.example")

    assert blocks == (
        Paragraph((Piece("First line goes on here."),)),
        Heading((Piece("What was found"),), 1),
        Points(
            (
                (Piece("Late "), Piece("plans", "https://home.example/reports/a/")),
                (Piece("Strong", strong=True), Piece(" words")),
            ),
            is_numbered=False,
        ),
        Points(((Piece("Write it"),), (Piece("Ask at ann@example.org"),)), is_numbered=True),
        Heading((Piece("Smaller"),), 2),
        Paragraph(
            (
                Piece("See "),
                Piece("https://example.org/a_(b", "https://example.org/a_(b"),
                Piece("), and "),
                Piece("mail us", "mailto:a@example.org"),
                Piece("."),
            )
        ),
    )
    assert re.findall(r"<(h\d|ol|ul|p)", drawn(TEXT)) == ["p", "h2", "ul", "ol", "h3", "p"]
    assert article_text.read("### First of all")[0].level == 1


def test_the_same_in_plain_words():
    assert article_text.plain(article_text.read(TEXT, home="https://h.example")) == (
        "First line goes on here.\n\nWhat was found\n==============\n\n"
        "- Late plans (https://h.example/reports/a/)\n- Strong words\n\n"
        "1. Write it\n2. Ask at ann@example.org\n\nSmaller\n-------\n\n"
        "See https://example.org/a_(b), and mail us (a@example.org)."
    )


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_words(text):
    html = drawn(text)

    for tag, attributes in tags(html):
        assert tag in ALLOWED
        assert set(attributes) <= {"class", "href"}
        assert re.match(r"https?://|mailto:|/(?!/)", attributes.get("href") or "/")


@given(st.text(alphabet="<>\"'&[]()*#- \n/:.ajhtps1\\{}%", max_size=120))
def test_no_text_makes_another_element_or_attribute(text):
    for tag, attributes in tags(drawn(text)):
        assert tag in ALLOWED
        assert set(attributes) <= {"class", "href"}
        assert not (attributes.get("href") or "/").lower().startswith(("javascript", "//", "data"))


def test_addresses_that_may_not_be_linked_are_told():
    text = "[a](javascript:x) [b](https://b.example) [c](//c.example) [d](/reports/)"

    assert article_text.not_linked(text) == ["javascript:x", "//c.example"]
