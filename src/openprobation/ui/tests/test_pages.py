"""Is each macro labelled, described, escaped, and of one heading? Rendered, and read as a browser would."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any

import pytest
from django.template import engines
from django.test import RequestFactory

from openprobation.ui import forms
from openprobation.ui.catalogue import AMIRA, WRONG, Colour, Person, Sampler, examples
from openprobation.ui.jinja import Missing
from openprobation.ui.web import views

VOID = {"input", "br", "meta", "link", "path", "rect", "circle", "line", "img"}


class Page(HTMLParser):
    """What a test asks of a page: its elements, their attributes, and what is open when it ends."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {k: v or "" for k, v in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {k: v or "" for k, v in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1:] == [tag], f"</{tag}> closes {self.open[-3:]}"
        self.open.pop()

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attrs for name, attrs in self.elements if name == tag]

    @property
    def ids(self) -> list[str]:
        return [attrs["id"] for _, attrs in self.elements if "id" in attrs]


def rendered(source: str, **context: Any) -> str:
    engine = next(engine for engine in engines.all() if hasattr(engine, "env"))
    imports = (
        '{% from "ui/forms.html" import answers, button_form, buttons, error_summary, field,'
        " fieldset, filters, form_end, form_start, kept_notice, provenance with context %}"
        '{% from "ui/components.html" import clock_badge, harm_tag, holder_line, load_bar,'
        " masked_row, person_banner, summary_list, table, tag, timeline_entry %}"
    )
    template = engine.env.from_string(imports + source)
    return template.render({"csrf_input": "token", "request": None, **context})


def page(source: str, **context: Any) -> Page:
    return Page(rendered(source, **context))


@pytest.fixture(autouse=True)
def _without_the_services_context(settings):
    """Pages of ours alone: no viewer, no database."""
    settings.TEMPLATES = [
        {
            "BACKEND": "django.template.backends.jinja2.Jinja2",
            "APP_DIRS": True,
            "OPTIONS": {"environment": "openprobation.ui.jinja.environment"},
        }
    ]


@pytest.fixture
def catalogue() -> Page:
    return Page(views.catalogue(RequestFactory().get("/components/")).content.decode())


@pytest.fixture
def wrong() -> Page:
    return Page(views.catalogue(RequestFactory().get("/"), wrong=True).content.decode())


# ── Every page ─────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("which", ["catalogue", "wrong"])
def test_every_component_closes_what_it_opens_and_uses_an_id_once(which, request):
    shown = request.getfixturevalue(which)

    assert shown.open == []
    assert len(shown.ids) == len(set(shown.ids))


@pytest.mark.parametrize("which", ["catalogue", "wrong"])
def test_every_input_has_a_label_and_every_description_is_there(which, request):
    shown = request.getfixturevalue(which)

    labelled = {label["for"] for label in shown.all("label")}
    inputs = [*shown.all("input"), *shown.all("select"), *shown.all("textarea")]
    assert {one["id"] for one in inputs if one.get("type") != "hidden"} <= labelled
    described = {
        id_ for _, attrs in shown.elements for id_ in attrs.get("aria-describedby", "").split()
    }
    assert described <= set(shown.ids)


def test_every_error_link_reaches_an_input_and_only_wrong_parts_are_marked(wrong):
    links = [a["href"][1:] for a in wrong.all("a") if a.get("href", "").startswith("#id_")]

    assert len(links) == 13
    assert set(links) <= {
        one["id"]
        for tag in ("input", "select", "textarea")
        for one in wrong.all(tag)
        if "id" in one
    }


def test_a_page_has_one_heading_no_inline_style_and_no_inline_script(catalogue):
    assert len(catalogue.all("h1")) == 1
    assert not [attrs for _, attrs in catalogue.elements if "style" in attrs]
    assert not [name for _, attrs in catalogue.elements for name in attrs if name.startswith("on")]
    assert all(script.get("src") for script in catalogue.all("script"))


def test_the_title_says_when_something_is_wrong():
    source = '{% extends "ui/page.html" %}{% block title %}Arrange & meet{% endblock %}'

    good = extended(source, form=Sampler())
    bad = extended(source, form=Sampler(WRONG))

    assert "<title>Arrange &amp; meet – OpenProbation</title>" in good
    assert "<title>Error: Arrange &amp; meet – OpenProbation</title>" in bad
    assert "error-summary" not in good


def test_a_hostile_title_stays_text():
    source = '{% extends "ui/page.html" %}{% block title %}{{ name }}{% endblock %}'

    shown = extended(source, name="<script>alert(1)</script>")

    assert "<script>alert" not in shown


def extended(source: str, **context: Any) -> str:
    engine = next(engine for engine in engines.all() if hasattr(engine, "env"))
    return engine.from_string(source).render(context, RequestFactory().get("/"))


def test_the_demonstration_says_so_on_every_page_and_a_real_service_does_not():
    source = '{% extends "ui/page.html" %}{% block title %}Day{% endblock %}'

    assert "invented people and figures" in extended(source, demonstration=True)
    assert "invented people and figures" not in extended(source)


@pytest.mark.parametrize(
    ("view", "status"),
    [(views.bad_request, 400), (views.not_allowed, 403), (views.not_found, 404)],
)
def test_what_cannot_be_shown_says_so_with_its_status(view, status):
    answer = view(RequestFactory().get("/"), Exception("Your post does not include this."))

    assert answer.status_code == status
    assert Page(answer.content.decode()).open == []


def test_our_own_fault_needs_nothing_but_the_template():
    answer = views.our_fault(RequestFactory().get("/"))

    assert answer.status_code == 500
    assert "Nothing you saved is lost" in answer.content.decode()


# ── Forms ──────────────────────────────────────────────────────────────────────────────────
def test_a_day_is_a_group_whose_first_input_has_the_fields_id():
    shown = page('{{ field(form["end"]) }}', form=Sampler())

    assert [one["id"] for one in shown.all("input")] == ["id_end", "id_end-month", "id_end-year"]
    assert "id_end-date" in shown.ids
    assert shown.all("fieldset")[0]["aria-describedby"] == "id_end-hint"


def test_only_the_wrong_part_of_a_day_is_marked_and_what_was_typed_is_kept():
    form = Sampler({"end_day": "29", "end_month": "2", "end_year": "2018"})

    shown = page('{{ field(form["end"]) }}', form=form)

    marked = ["govuk-input--error" in one["class"] for one in shown.all("input")]
    assert marked == [True, False, False]
    assert [one["value"] for one in shown.all("input")] == ["29", "2", "2018"]


def test_where_a_value_came_from_is_read_out_with_its_input():
    form = Sampler(initial={"court": "Bolton"}, came_from={"court": "From the court's entry"})

    shown = rendered('{{ field(form["court"]) }}', form=form)

    assert 'aria-describedby="id_court-from"' in shown
    assert "From the court&#39;s entry" in shown


def test_the_meanings_of_a_term_are_its_hints():
    shown = rendered('{{ field(form["colour"]) }}', form=Sampler())

    assert all(word.meaning in shown for word in Colour)
    assert 'aria-describedby="id_colour-item-hint"' in shown


def test_more_questions_follow_the_choice_they_belong_to():
    shown = rendered(
        '{% set more %}<p id="more"></p>{% endset %}'
        '{{ field(form["colour"], reveals={"amber": more}) }}',
        form=Sampler(),
    )

    assert shown.index('value="amber"') < shown.index('id="more"') < shown.index('value="green"')


def test_a_posted_form_carries_its_token_and_a_search_does_not():
    posted = rendered("{{ form_start(form) }}{{ form_end() }}", form=Sampler(seen=7))
    search = rendered('{{ form_start(form, method="get") }}{{ form_end() }}', form=Sampler())

    assert 'name="submission"' in posted
    assert 'name="seen" value="7"' in posted
    assert "token" in posted
    assert 'name="submission"' not in search


def test_a_form_without_the_requests_token_is_refused_with_the_remedy():
    with pytest.raises(Missing, match="with context"):
        rendered("{{ form_start(form) }}", form=Sampler(), csrf_input="")


def test_a_form_of_another_package_looks_the_same():
    from django import forms as plain

    made = type("SignIn", (plain.Form,), {"login": plain.EmailField(), "ok": plain.BooleanField()})

    shown = page("{{ form_start(form) }}{{ field(form['login']) }}{{ form_end() }}", form=made())

    assert shown.open == []
    assert shown.all("label")[0]["for"] == "id_login"


def test_a_kept_draft_can_be_discarded():
    form = Sampler()
    form.typed_before = datetime(2017, 2, 16, 9, 5, tzinfo=UTC)

    shown = rendered("{{ kept_notice(form) }}", form=form, request=RequestFactory().get("/here/"))

    assert "We kept what you typed at" in shown
    assert 'name="path" value="/here/"' in shown


def test_answers_can_be_changed_and_say_what_the_link_changes():
    shown = rendered("{{ answers(rows) }}", rows=[{"key": "Court", "value": "", "change": "/c"}])

    assert "Not given" in shown
    assert re.search(r'href="/c">Change<span class="govuk-visually-hidden"> Court', shown)


# ── Components ─────────────────────────────────────────────────────────────────────────────
def test_what_people_type_is_escaped_in_every_component():
    hostile = examples()["hostile"]

    shown = rendered(
        "{{ tag(h) }}{{ summary_list([(h, h)]) }}{{ timeline_entry('9am', h, h, h, [h]) }}"
        "{{ masked_row(h, h) }}{{ table(h, [h], [[h]]) }}",
        h=hostile,
    )

    assert "<script>" not in shown
    assert "&lt;script&gt;" in shown


def test_a_name_keeps_its_own_direction():
    shown = rendered("{{ person_banner(p) }}", p=Person("يوسف الحسيني", "X320877"))

    assert re.search(r'dir="auto"[^>]*>يوسف الحسيني<', shown)


def test_who_holds_a_case_is_one_line_with_deputy_and_duty():
    shown = rendered("{{ holder_line(h) }}", h=AMIRA)

    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", shown)).strip()
    assert text == (
        "Held by Amira Khan (PO), Bolton 2, Cheshire &amp; Greater Manchester CRC"
        " deputy Tom Okafor duty 0161 496 0123"
    )


def test_a_restricted_record_shows_its_crn_and_whom_to_ask_and_no_more():
    shown = rendered("{{ masked_row('X320999', 'the duty senior') }}")

    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", shown)).strip()
    assert text == "Restricted record X320999 Ask the duty senior"


def test_harm_is_said_in_words_and_shown_in_bars_not_by_colour_alone():
    shown = rendered("{{ harm_tag('very_high') }}")

    assert "Very high" in shown
    assert shown.count("<rect") == 4


def test_a_clock_says_how_long_is_left():
    assert "2 working days left" in rendered("{{ clock_badge(2) }}")
    assert "overdue by 1 working day" in rendered("{{ clock_badge(-1) }}")


def test_a_load_over_110_per_cent_says_so():
    shown = rendered("{{ load_bar('Tom Okafor', 205, 200, 47, 24, 1) }}")

    assert "102% of capacity" in shown
    assert "114% after" in shown
    assert "over 110%" in shown


def test_nothing_recorded_is_said():
    assert "Not recorded" in rendered("{{ summary_list([('Language', none)]) }}")


def test_a_cell_of_a_stacking_table_knows_its_heading():
    shown = page("{{ table('Cases', ['Name', 'Tier'], [['A', 'B']]) }}")

    assert shown.all("th")[-1]["data-label"] == "Name"
    assert shown.all("td")[0]["data-label"] == "Tier"


def test_what_was_vendored_names_nothing_that_belongs_to_gov_uk():
    from django.contrib.staticfiles import finders

    found = finders.find("vendor/govuk-frontend.css")
    assert found
    with open(found) as file:
        css = file.read()
    assert "GDS" not in css
    assert "crest" not in css
    assert "sourceMappingURL" not in css


def test_a_field_takes_the_width_and_help_a_phone_needs():
    made = type("Made", (forms.Form,), {"it": forms.PhoneField(label="Mobile number")})

    (shown,) = page("{{ field(form['it']) }}", form=made()).all("input")

    assert (shown["type"], shown["inputmode"], shown["autocomplete"]) == ("tel", "tel", "tel")
