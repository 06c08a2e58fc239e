"""What does anybody see, and what does nobody see before its day?"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from html.parser import HTMLParser

import pytest

from openprobation.foundation import clock
from openprobation.foundation.clock import LONDON
from openprobation.inspection.reports.models import Judgement, Report
from openprobation.inspection.reports.tests.published import loaded_beneath

pytestmark = pytest.mark.django_db

FACTS = [
    "/pictures/greater-manchester-2017/",
    "/pictures/first-seven-inspections/",
    "/inspections/",
    "/inspections/greater-manchester-2017/",
    "/inspections/york-and-north-yorkshire-2016/",
    "/open-data/",
    "/accessibility/",
    "/privacy/",
    "/about/",
]
BAND = "Demonstration: invented people and figures"
BAND_AT_THE_TOP = 'class="op-band"'


@dataclass
class Door:
    name: str
    title: str
    story: str


def two_doors():
    return [
        Door("officer", "Probation officer, CRC", "It is 08:50 & you are late."),
        Door("court", "<script>alert(1)</script>", "A man was sentenced."),
    ]


@pytest.fixture(scope="module")
def published(django_db_setup, django_db_blocker):
    with loaded_beneath(django_db_blocker):
        yield


@pytest.fixture
def loaded(published, db):
    """What is published by 16 February 2017."""


@pytest.fixture
def doors(settings):
    settings.DEMONSTRATION_DOORS = f"{__name__}.two_doors"


@pytest.fixture
def no_doors(settings):
    settings.DEMONSTRATION_DOORS = None


def page(client, address="/"):
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


# ── The first page ─────────────────────────────────────────────────────────────────────────


def test_home_tells_the_published_judgement_with_its_day_and_source(loaded, client):
    body = page(client)

    assert "16 February 2017" in body
    assert "Greater Manchester: two organisations, more to do to reduce reoffending" in body
    assert "Not sufficiently effective" in body
    assert "Acceptable, with room to" in body
    assert 'href="https://www.russellwebster.com/manchester-probation/"' in body
    assert "Colours are our coding of the published words." in body


def test_home_tells_what_was_between_the_two_and_what_was_recommended(loaded, client):
    body = page(client)

    assert "Breach papers sent back" in body
    assert "Manage unpaid work more effectively." in body


def test_home_says_nothing_of_greater_manchester_before_its_day(loaded, client, no_doors):
    with clock.stopped_at(datetime(2017, 2, 15, 23, 59, tzinfo=LONDON)):
        body = page(client)

    assert "reoffending" not in body


def test_home_asks_the_same_few_questions_whatever_is_published(
    loaded, client, doors, django_assert_num_queries
):
    with django_assert_num_queries(9):
        client.get("/")
    with (
        clock.stopped_at(datetime(2018, 4, 1, tzinfo=LONDON)),
        django_assert_num_queries(9),
    ):
        client.get("/")


def test_home_in_the_afternoon_of_2018_still_offers_only_what_is_public(loaded, client):
    assert "Gwent" not in page(client)


# ── Doors ──────────────────────────────────────────────────────────────────────────────────


def test_each_door_is_a_form_with_a_token_and_its_name(loaded, client, doors):
    body = page(client)

    forms = re.findall(r'<form method="post" action="/demonstration/enter/".*?</form>', body, re.S)
    assert len(forms) == 2
    assert all("csrfmiddlewaretoken" in form for form in forms)
    assert '<input type="hidden" name="door" value="officer">' in forms[0]


def test_a_door_is_escaped(loaded, client, doors):
    body = page(client)

    assert "<script>alert(1)</script>" not in body
    assert "08:50 &amp; you are late" in body


def test_the_band_is_on_the_page_with_doors_and_the_section_has_its_own(loaded, client, doors):
    assert page(client).count(BAND) == 2


def test_without_doors_home_is_wholly_published_fact_and_has_no_band(loaded, client, no_doors):
    body = page(client)

    assert BAND not in body
    assert "/demonstration/enter/" not in body


def test_a_real_service_has_no_doors(loaded, client, doors, settings):
    settings.DEMONSTRATION = False

    with clock.stopped_at(datetime(2017, 2, 16, 9, tzinfo=LONDON)):
        assert "/demonstration/enter/" not in page(client)


# ── Pages of published fact ────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("address", FACTS)
def test_a_page_of_fact_is_open_to_anybody_and_carries_no_band(loaded, client, address):
    assert BAND_AT_THE_TOP not in page(client, address)


@pytest.mark.parametrize(
    ("address", "questions"),
    [
        ("/pictures/greater-manchester-2017/", 6),
        ("/pictures/first-seven-inspections/", 3),
        ("/inspections/", 2),
        ("/inspections/greater-manchester-2017/", 6),
        ("/open-data/", 3),
        ("/accessibility/", 0),
        ("/privacy/", 0),
        ("/about/", 0),
    ],
)
def test_a_page_asks_a_fixed_number_of_questions(
    loaded, client, address, questions, django_assert_num_queries
):
    with django_assert_num_queries(questions):
        client.get(address)


@pytest.mark.parametrize("address", ["/", *FACTS])
def test_a_page_has_one_h1_no_style_of_its_own_and_no_script_of_anybody_else(
    loaded, client, address
):
    body = page(client, address)

    assert body.count("<h1") == 1
    assert " style=" not in body
    assert "<style" not in body
    assert not re.findall(r'<script[^>]+src="(?!/static/)', body)
    assert not re.findall(r'<(?:img|link|iframe)[^>]+(?:src|href)="https?:', body)


@pytest.mark.parametrize("address", ["/", *FACTS])
def test_no_id_is_used_twice_on_a_page(loaded, client, address):
    class Ids(HTMLParser):
        found: list[str] = []

        def handle_starttag(self, tag, attrs):
            self.found += [value for name, value in attrs if name == "id"]

    ids = Ids()
    ids.found = []
    ids.feed(page(client, address))

    assert sorted(ids.found) == sorted(set(ids.found))


@pytest.mark.parametrize("address", ["/inspections/gwent-2017/", "/inspections/nowhere/"])
def test_an_inspection_before_its_day_is_not_found_like_one_that_never_was(loaded, client, address):
    response = client.get(address)

    assert response.status_code == 404
    assert "Gwent" not in response.content.decode()


def test_an_inspection_is_there_on_its_day(loaded, client):
    with clock.stopped_at(datetime(2017, 4, 19, tzinfo=LONDON)):
        body = page(client, "/inspections/gwent-2017/")
        listed = page(client, "/inspections/")

    assert "Troubling" in body
    assert "Gwent" in listed
    assert "Northamptonshire" not in listed


@pytest.mark.parametrize("address", ["/inspections/london-nps-2018/", "/inspections/cumbria-2017/"])
def test_an_inspection_of_one_organisation_or_two_can_be_shown(loaded, client, address):
    with clock.stopped_at(datetime(2018, 4, 1, tzinfo=LONDON)):
        page(client, address)


def test_what_is_not_known_says_so_in_the_table_too(loaded, client):
    body = page(client, "/inspections/york-and-north-yorkshire-2016/")

    assert "No page about this inspection was read." in body
    assert body.count("Not known") >= 8


def test_the_picture_page_offers_picture_and_data_at_lasting_addresses(loaded, client):
    body = page(client, "/pictures/first-seven-inspections/")

    for form in ("svg", "csv", "json"):
        address = f"/library/first-seven-inspections.{form}"
        assert f'href="{address}"' in body
        assert client.get(address).status_code == 200


def test_the_table_behind_the_picture_has_every_known_judgement_with_its_source(loaded, client):
    body = page(client, "/pictures/first-seven-inspections/")

    known = Judgement.objects.exclude(words="").filter(report__inspection__number__isnull=False)
    table = body[body.index("our reasons and the sources") :]
    for judgement in known.select_related("source"):
        assert judgement.reason in table
        assert judgement.source.url in table.replace("&amp;", "&")


def test_hostile_text_in_a_judgement_is_text(loaded, client):
    hostile = "<script>alert('x')</script>"
    Judgement.objects.filter(words="Generally good").update(
        words=hostile, detail=hostile, quotation=hostile, reason=hostile
    )
    Report.objects.update(headline=hostile, verdict=hostile)

    for address in ("/", "/inspections/greater-manchester-2017/", "/inspections/"):
        assert hostile not in page(client, address)


def test_the_first_seven_are_not_drawn_before_all_seven_are_public(loaded, client):
    with clock.stopped_at(datetime(2017, 2, 15, tzinfo=LONDON)):
        assert client.get("/pictures/first-seven-inspections/").status_code == 404
        assert client.get("/pictures/greater-manchester-2017/").status_code == 404


def test_passing_a_page_on_needs_no_script_and_names_its_address(loaded, client):
    body = page(client, "/pictures/first-seven-inspections/")

    assert "mailto:?subject=" in body
    assert "https://www.linkedin.com/sharing/share-offsite/?url=http%3A%2F%2Ftestserver" in body
    assert 'value="http://testserver/pictures/first-seven-inspections/"' in body


def test_privacy_says_whether_everybody_here_is_invented(client, settings):
    assert "Everybody in it is invented" in page(client, "/privacy/")

    settings.DEMONSTRATION = False
    assert "Everybody in it is invented" not in page(client, "/privacy/")


def test_robots_keep_to_the_public_pages(client):
    body = page(client, "/robots.txt")

    assert "Disallow: /people/" in body
    assert "Disallow: /\n" not in body


@pytest.mark.parametrize("address", ["/", *FACTS])
def test_nothing_can_be_sent_to_a_public_page(client, address):
    assert client.post(address).status_code == 405
