"""What may a page's template use? The Jinja environment, its filters and its few functions.

Everything is escaped. Nothing here reads a clock, a database or a session: a template gets rows
ready to show.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.templatetags.static import static
from django.urls import get_script_prefix, reverse
from django.utils import timezone
from django.utils.translation import get_language, get_language_info, gettext, ngettext
from django_htmx.jinja import htmx_script
from jinja2 import ChoiceLoader, Environment, PackageLoader, PrefixLoader
from markupsafe import Markup, escape

from openprobation.ui import wording
from openprobation.ui.rendering import bad_parts, error_id, errors_in_order, kind, options, parts
from openprobation.vocabulary.term import Term


class Missing(Exception):
    """A template lacks a part it needs; the message says what to write."""


def environment(**options: Any) -> Environment:
    """Django's settings, GOV.UK's macros beside our own templates, and translation."""
    options["loader"] = ChoiceLoader(
        [
            options["loader"],
            PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
        ]
    )
    made = Environment(
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
        **options,
    )
    made.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    made.filters.update(FILTERS)
    made.globals.update(FUNCTIONS)
    made.globals["_"] = in_the_readers_words  # the extension's own asks the context each time
    made.globals["remembered"] = remembering(made)
    return made


def remembering(env: Environment) -> Callable[[str, str], Callable[..., Markup]]:
    """`remembered("ui/components.html", "tag")`: a macro whose words depend on what it is given alone.

    It is rendered once for each language and arguments, which must be hashable, and never hold a name.
    """

    @lru_cache(maxsize=256)
    def remembered(template: str, name: str) -> Callable[..., Markup]:
        @lru_cache(maxsize=1024)
        def rendered(language: str | None, *given: Any) -> Markup:
            macro: Callable[..., Markup] = getattr(env.get_template(template).module, name)
            return macro(*given)

        return lambda *given: rendered(get_language(), *given)

    return remembered


def in_the_readers_words(text: str, /, **values: object) -> Markup:
    """A page's own words in the reader's language, escaped values put in. A list says `_` by the thousand."""
    said = _as_markup(str(text), get_language())
    return said % values if values else said


@lru_cache(maxsize=4096)
def _as_markup(text: str, language: str | None) -> Markup:
    """The translation of a text; `%%` stands for a per cent sign, with values or without."""
    said = Markup(gettext(text))
    return said if "%(" in said else said % {}


# ── Days and times, in <time> ──────────────────────────────────────────────────────────────
def _in_time_element(machine: str, words: str) -> Markup:
    return Markup(f'<time datetime="{machine}">{escape(words)}</time>')


def day(value: date | datetime | None, plain: bool = False) -> Markup | str:
    """Thursday 16 February 2017. `plain=true` gives bare text, for an attribute or a title."""
    if value is None:
        return ""
    words = wording.day(value)
    return words if plain else _in_time_element(wording.local_day(value).isoformat(), words)


def short_day(value: date | datetime | None, plain: bool = False) -> Markup | str:
    """Thu 16 Feb 2017."""
    if value is None:
        return ""
    words = wording.short_day(value)
    return words if plain else _in_time_element(wording.local_day(value).isoformat(), words)


def plain_day(value: date | datetime | None, plain: bool = False) -> Markup | str:
    """16 February 2017."""
    if value is None:
        return ""
    words = wording.plain_day(value)
    return words if plain else _in_time_element(wording.local_day(value).isoformat(), words)


def time_of_day(value: time | datetime | None, plain: bool = False) -> Markup | str:
    """9:05am."""
    if value is None:
        return ""
    words = wording.time_of_day(value)
    if isinstance(value, datetime):
        value = timezone.localtime(value) if timezone.is_aware(value) else value
    return words if plain else _in_time_element(f"{value:%H:%M}", words)


def moment(value: datetime | None, plain: bool = False) -> Markup | str:
    """09:05 on 16 February 2017."""
    if value is None:
        return ""
    words = wording.moment(value)
    here = timezone.localtime(value) if timezone.is_aware(value) else value
    return words if plain else _in_time_element(here.isoformat(timespec="minutes"), words)


# ── Words ──────────────────────────────────────────────────────────────────────────────────
def label(word: Term | str | None, term: type[Term] | None = None) -> str:
    """What people read for a Term, or for a stored value of the Term named: never the value."""
    if word is None or word == "":
        return ""
    if isinstance(word, Term):
        return word.label
    if term is None:
        raise Missing(
            f"{word!r} is a stored value: write value|label(TheTerm), or hand in the Term."
        )
    return term(word).label


def meaning(word: Term | None) -> str:
    return word.meaning if word is not None else ""


def lines(text: str | None) -> Markup:
    """Plain text as paragraphs and line breaks, escaped. The writer's direction is kept."""
    if not text:
        return Markup("")
    paragraphs = [part for part in text.replace("\r\n", "\n").split("\n\n") if part.strip()]
    return Markup("").join(
        Markup('<p class="govuk-body op-lines" dir="auto">{}</p>').format(
            Markup("<br>").join(escape(line) for line in paragraph.strip("\n").split("\n"))
        )
        for paragraph in paragraphs
    )


# ── Addresses ──────────────────────────────────────────────────────────────────────────────
def url(name: str, *args: Any, **kwargs: Any) -> str:
    """The address of a named page."""
    return _address(name, args, tuple(kwargs.items()), settings.ROOT_URLCONF, get_script_prefix())


@lru_cache(maxsize=8192)
def _address(
    name: str, args: tuple[Any, ...], kwargs: tuple[tuple[str, Any], ...], urls: str, prefix: str
) -> str:
    return reverse(name, args=args or None, kwargs=dict(kwargs) or None)


def with_query(address: str, query: Mapping[str, Any] | None = None, **changed: Any) -> str:
    """An address with its query string; what is None or empty is left out."""
    pairs = {**(query or {}), **changed}
    kept = [(key, value) for key, value in pairs.items() if value is not None and value != ""]
    return f"{address}?{urlencode(kept, doseq=True)}" if kept else address


def language() -> dict[str, str]:
    """The page's language and its direction: `code` and `dir`."""
    code = get_language() or "en-gb"
    start, _, region = code.partition("-")
    info = get_language_info(start)
    return {
        "code": f"{start}-{region.upper()}" if region else start,
        "dir": "rtl" if info["bidi"] else "ltr",
    }


def must(value: Any, remedy: str) -> Any:
    """The value, or a refusal to render that says what the template's author must write."""
    if not value:
        raise Missing(remedy)
    return value


FILTERS: dict[str, Any] = {
    "day": day,
    "short_day": short_day,
    "plain_day": plain_day,
    "time": time_of_day,
    "moment": moment,
    "days_from": wording.days_from,
    "plural": wording.plural,
    "working_days_left": wording.working_days_left,
    "initials": wording.initials,
    "phone": wording.phone,
    "label": label,
    "meaning": meaning,
    "lines": lines,
}

FUNCTIONS: dict[str, Any] = {
    "static": static,
    "url": url,
    "with_query": with_query,
    "language": language,
    "htmx_script": htmx_script,
    "must": must,
    # for ui/forms.html
    "bad_parts": bad_parts,
    "error_id": error_id,
    "errors_in_order": errors_in_order,
    "kind": kind,
    "options": options,
    "parts": parts,
}
