"""Do the pages of a breach show the pack, take what only a person can write, and tell both sides the same?"""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from openprobation.foundation.clock import stopped_at
from openprobation.foundation.organisations.tests.factories import officer
from openprobation.supervision.enforcement.actions import breach as actions
from openprobation.supervision.enforcement.models import Breach, Failure
from openprobation.supervision.persons.tests.factories import restricted
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.breach import BreachState
from openprobation.vocabulary.enforcement import Excuse

from .breaches import AT, MISSING_PROOF, around, breached, failure_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def case():
    return breached()


def page(client, user, name, *args):
    client.force_login(user)
    return client.get(reverse(name, args=args))


def text(response):
    body = re.sub(r"(?s)<(script|style).*?</\1>", "", response.content.decode())
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())


def pack_page(client, user, breach, case):
    return page(client, user, "enforcement:breach", case.person.crn, breach.pk)


# ── The sender ─────────────────────────────────────────────────────────────────────────────
def test_a_breach_is_begun_on_one_page_with_all_of_it_chosen_already(client, case):
    address = reverse("enforcement:breach_new", args=[case.person.crn])
    shown = page(client, case.court.officer, "enforcement:breach_new", case.person.crn)
    assert shown.status_code == 200
    assert f'value="{case.failure.pk}" checked' in shown.content.decode()

    answered = client.post(address, {"order": case.order.pk, "failures": [case.failure.pk]})

    assert Breach.objects.get().state == BreachState.DRAFT
    assert answered.url == reverse(
        "enforcement:breach", args=[case.person.crn, Breach.objects.get().pk]
    )


def test_the_pack_shows_each_line_with_its_source_and_whose_days_run(client, case):
    breach = case.draft()

    said = text(pack_page(client, case.court.officer, breach, case))

    assert "Registered by" in said
    assert "Warning given by Sam Officer on 1 December 2016" in said
    assert "2 working days left" in said
    assert "8 business days after the day we became aware of the failure on 8 February 2017" in said


def test_what_was_tried_is_drafted_from_the_record_and_says_so(client, case):
    breach = actions.open_breach(
        person_id=case.person.pk,
        order_id=case.order.pk,
        failure_ids=[case.failure.pk],
        by=case.court.officer,
        at=AT,
    )
    type(case.person).objects.filter(pk=case.person.pk).update(
        interpreter_needed=True, language="Urdu"
    )

    said = text(pack_page(client, case.court.officer, breach, case))

    assert "An interpreter was used (Urdu)." in said
    assert "Drafted from the record" in said


def words(case, breach, **changed):
    return {
        "seen": breach.version,
        f"failure_{case.failure.pk}": "on",
        f"put_to_{case.failure.pk}": f"requirement.{case.requirement.pk}",
        "tried": "Texts the day before.",
        "proposal": "That the order goes on.",
        **changed,
    }


def test_saving_shows_the_pack_as_the_court_will_see_it(client, case):
    breach = case.draft(tried="", proposal="")
    client.force_login(case.court.officer)
    address = reverse("enforcement:breach", args=[case.person.crn, breach.pk])

    said = text(client.post(address, words(case, breach), follow=True))

    assert "Texts the day before." in said
    assert "I have read it: mark as checked" in said


def test_a_pack_changed_by_somebody_else_is_told_and_nothing_typed_is_lost(client, case):
    breach = case.draft()
    client.force_login(case.court.officer)
    address = reverse("enforcement:breach", args=[case.person.crn, breach.pk])

    answered = client.post(address, words(case, breach, seen=breach.version - 1))

    assert "Somebody changed this since you opened it." in text(answered)
    assert "Texts the day before." in text(answered)


def test_a_red_pack_offers_no_way_to_send_it(client, case):
    breach = case.draft(proposal="")

    said = text(pack_page(client, case.court.officer, breach, case))

    assert "1 line missing" in said
    assert "mark as checked" not in said


def test_the_pack_goes_from_officer_to_manager_to_the_enforcement_team(client, case):
    breach = case.draft()
    crn, pk = case.person.crn, breach.pk
    client.force_login(case.court.officer)
    client.post(reverse("enforcement:breach_check", args=[crn, pk]), {"seen": breach.version})
    client.force_login(case.court.senior)
    client.post(reverse("enforcement:breach_endorse", args=[crn, pk]), {"why": "Read and right."})
    client.force_login(case.court.officer)

    client.post(reverse("enforcement:breach_send", args=[crn, pk]), {})

    assert Breach.objects.get().state == BreachState.SUBMITTED


def test_an_officer_is_offered_no_endorsing_and_refused_if_they_try(client, case):
    breach = case.at_state(BreachState.CHECKED)
    client.force_login(case.court.officer)

    answered = client.post(
        reverse("enforcement:breach_endorse", args=[case.person.crn, breach.pk]), {"why": ""}
    )

    assert answered.status_code == 403
    assert "Endorse this" not in text(pack_page(client, case.court.officer, breach, case))


def test_a_sender_sees_the_return_beside_the_line_it_was_put_to(client, case):
    breach = case.returned()

    said = text(pack_page(client, case.court.officer, breach, case))

    assert "Returned by Eli Enforcer" in said
    assert "Returned: No proof of the instruction" in said
    assert "Your days run on." in said


def test_both_organisations_read_the_same_history(client, case):
    breach = case.returned()
    actions.resubmit(breach_id=breach.pk, by=case.court.officer, at=AT, why="Proof added")

    def history(user):
        whole = pack_page(client, user, breach, case).content.decode()
        return whole[whole.index('id="history"') :].split("</section>")[0]

    assert history(case.court.officer) == history(case.court.prosecutor)
    assert "No proof of the instruction" in history(case.court.officer)


def test_withdrawing_asks_why(client, case):
    breach = case.draft()
    client.force_login(case.court.officer)
    address = reverse("enforcement:breach_withdraw", args=[case.person.crn, breach.pk])

    assert "Select why it is withdrawn" in text(client.post(address, {}))
    client.post(address, {"reason": "in_error"})

    assert Breach.objects.get().state == BreachState.WITHDRAWN


# ── Who may not ────────────────────────────────────────────────────────────────────────────
def test_another_organisation_is_asked_for_a_reason_before_it_sees_a_pack(client, case):
    breach = case.draft()

    answered = pack_page(client, case.court.nps_officer, breach, case)

    assert answered.status_code == 302
    assert "/open/" in answered.url


@pytest.mark.parametrize("role", [Role.SUPPLIER, Role.INSPECTOR])
def test_partners_find_nothing(client, case, role):
    breach = case.sent()
    stranger = officer(role=role)

    assert pack_page(client, stranger, breach, case).status_code == 404
    assert page(client, stranger, "court:pack", breach.pk).status_code == 404
    assert page(client, stranger, "enforcement:returns").status_code == 404


def test_a_breach_of_somebody_else_is_not_found_at_this_address(client, case):
    breach = case.draft()
    other = breached(case.court)

    answered = page(client, case.court.officer, "enforcement:breach", other.person.crn, breach.pk)

    assert answered.status_code == 404


# ── On paper ───────────────────────────────────────────────────────────────────────────────
def test_each_part_is_saved_alone_and_the_served_part_holds_nothing_of_the_other(client, case):
    breach = case.sent()
    client.force_login(case.court.prosecutor)

    def paper(part):
        return client.get(
            reverse("enforcement:breach_papers", args=[case.person.crn, breach.pk, part, "docx"])
        )

    served, kept_back = paper("served"), paper("not_served")

    assert served.status_code == kept_back.status_code == 200
    assert "attachment" in served["Content-Disposition"]
    assert "His former partner" in words_in(kept_back.content)
    assert "former partner" not in words_in(served.content)
    assert "Come to 1 Example Street" in words_in(served.content)


def words_in(docx):
    from io import BytesIO

    from docx import Document

    paper = Document(BytesIO(docx))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    return " ".join([*(one.text for one in paper.paragraphs), *cells])


def test_hostile_words_stay_words(client, case):
    breach = case.draft(tried="<script>alert(1)</script>", proposal="{{ 7 * 7 }} =HYPERLINK(1)")

    body = pack_page(client, case.court.officer, breach, case).content.decode()

    assert "<script>alert(1)" not in body
    assert "{{ 7 * 7 }}" in body


# ── The enforcement team ───────────────────────────────────────────────────────────────────
def test_the_list_shows_court_days_left_and_returns_before(client, case):
    breach = case.returned()
    actions.resubmit(breach_id=breach.pk, by=case.court.officer, at=AT)

    said = text(page(client, case.court.prosecutor, "court:packs"))

    assert case.person.crn in said
    assert "2 working days left" in said
    assert "1 time" in said
    assert str(case.order.event.court) in said


def test_a_restricted_person_is_masked_in_the_list(client, case):
    case.sent()
    restricted(case.person)

    said = text(page(client, case.court.prosecutor, "court:packs"))

    assert "Restricted record" in said
    assert case.person.family_name not in said


def test_an_officer_of_a_company_has_no_such_list(client, case):
    assert page(client, case.court.officer, "court:packs").status_code == 403


def test_a_pack_is_accepted_and_decided_on(client, case):
    breach = case.sent()
    client.force_login(case.court.prosecutor)
    client.post(reverse("court:accept", args=[breach.pk]), {"seen": breach.version})

    client.post(
        reverse("court:decide", args=[breach.pk]),
        {
            "decision": "lay",
            "court": case.order.event.court_id,
            "on_day": "2",
            "on_month": "3",
            "on_year": "2017",
            "process": "summons",
            "why": "",
        },
    )

    assert Breach.objects.get().state == BreachState.LISTED
    assert case.person.crn in text(page(client, case.court.prosecutor, "court:lists"))


def test_a_return_needs_a_code_and_a_line(client, case):
    breach = case.sent()
    client.force_login(case.court.prosecutor)
    address = reverse("court:return", args=[breach.pk])

    said = text(client.post(address, {"note": "Where is it?"}))
    assert "Select why it is returned" in said
    assert "Select the line that is meant" in said
    client.post(address, {"reason": "no_proof_of_instruction", "line": "instruction", "note": ""})

    assert Breach.objects.get().state == BreachState.RETURNED


def test_a_decision_not_to_go_on_needs_its_reason(client, case):
    breach = case.accepted()
    client.force_login(case.court.prosecutor)

    said = text(client.post(reverse("court:decide", args=[breach.pk]), {"decision": "do_not_lay"}))

    assert "Select why no information is laid" in said
    assert Breach.objects.get().state == BreachState.ACCEPTED


def test_results_are_due_within_two_working_days_of_the_hearing(client, case):
    breach = case.listed()
    hearing = breach.hearings.get()

    said = text(page(client, case.court.prosecutor, "court:results"))
    assert "2 working days left" in said
    client.post(reverse("court:result", args=[hearing.pk]), {"outcome": "continues", "note": ""})

    assert Breach.objects.get().state == BreachState.CONCLUDED
    assert case.person.crn not in text(page(client, case.court.prosecutor, "court:results"))


def test_a_listing_refused_by_the_court_lays_nothing(client, case):
    breach = case.accepted()
    client.force_login(case.court.prosecutor)

    said = text(
        client.post(
            reverse("court:decide", args=[breach.pk]),
            {
                "decision": "lay", "court": case.order.event.court_id, "process": "summons",
                "on_day": "1", "on_month": "2", "on_year": "2017",
            },
        )
    )  # fmt: skip

    assert "The hearing cannot be before 16 February 2017" in said
    assert Breach.objects.get().state == BreachState.ACCEPTED


# ── For both ───────────────────────────────────────────────────────────────────────────────
def test_return_reasons_are_one_page_for_both_organisations(client, case):
    case.returned()

    pages = [
        text(page(client, user, "enforcement:returns")).split("Why packs are returned")[-1]
        for user in (case.court.officer, case.court.prosecutor)
    ]

    assert pages[0] == pages[1]
    assert "No proof of the instruction (1)" in pages[0]


def test_a_question_is_asked_answered_and_closed_across_the_two(client, case):
    breach = case.sent()
    client.force_login(case.court.prosecutor)
    client.post(
        f"{reverse('enforcement:ask', args=[case.person.crn])}?breach={breach.pk}",
        {
            "kind": "question", "words": "Was the letter posted?",
            "owner_team": case.court.crc_team.pk,
            "due_on_day": "20", "due_on_month": "2", "due_on_year": "2017",
        },
    )  # fmt: skip
    asked = breach.questions.get()
    assert "Was the letter posted?" in text(
        page(client, case.court.officer, "enforcement:questions")
    )

    client.post(
        reverse("enforcement:question", args=[asked.pk]),
        {"words": "On the Monday.", "closes": "on"},
    )

    asked.refresh_from_db()
    assert asked.closed_by == case.court.officer
    assert "On the Monday." in text(pack_page(client, case.court.prosecutor, breach, case))


# ── However many ───────────────────────────────────────────────────────────────────────────
def packs_sent(court, number):
    for _each in range(number):
        breached(court).sent()


def queries_of(client, user, name, *args, count):
    with count as counted:
        assert page(client, user, name, *args).status_code == 200
    return len(counted)


def test_the_list_asks_as_often_for_forty_packs_as_for_two(client, django_assert_max_num_queries):
    court = around()
    packs_sent(court, 2)
    page(client, court.prosecutor, "court:packs")
    two = queries_of(
        client, court.prosecutor, "court:packs", count=django_assert_max_num_queries(20)
    )
    packs_sent(court, 38)

    many = queries_of(
        client, court.prosecutor, "court:packs", count=django_assert_max_num_queries(20)
    )

    assert many == two


def test_a_pack_asks_as_often_after_three_returns_and_with_five_failures(
    client, case, django_assert_max_num_queries
):
    breach = case.draft()
    before = queries_of(
        client, case.court.officer, "enforcement:breach", case.person.crn, breach.pk,
        count=django_assert_max_num_queries(60),
    )  # fmt: skip
    for days in range(1, 5):
        failure_of(
            case.person, case.order, on=AT.date() - timedelta(days=20 + days), noticed=AT,
            by=case.court.officer, excuse=Excuse.NOT_ACCEPTED, requirement=case.requirement,
        )  # fmt: skip
    put_to = dict.fromkeys(
        Failure.objects.exclude(pk=case.warned.pk).values_list("pk", flat=True), ""
    )
    actions.change_pack(
        breach_id=breach.pk,
        put_to=dict.fromkeys(put_to, f"requirement.{case.requirement.pk}"),
        tried="x",
        proposal="y",
        without_warning_why="",
        by=case.court.officer,
        at=AT,
    )
    actions.check(breach_id=breach.pk, by=case.court.officer, at=AT)
    actions.endorse(breach_id=breach.pk, by=case.court.senior, at=AT)
    actions.submit(breach_id=breach.pk, by=case.court.officer, at=AT)
    for number in range(3):
        actions.return_pack(
            breach_id=breach.pk, lines=[MISSING_PROOF], by=case.court.prosecutor, at=AT
        )
        if number < 2:
            actions.resubmit(breach_id=breach.pk, by=case.court.officer, at=AT)

    after = queries_of(
        client, case.court.officer, "enforcement:breach", case.person.crn, breach.pk,
        count=django_assert_max_num_queries(60),
    )  # fmt: skip

    assert after <= before + 1  # how each of several returned lines is marked is one question more


def test_the_clock_of_the_page_is_the_clock_of_the_day_it_is_read(client, case):
    breach = case.draft()

    with stopped_at(AT + timedelta(days=6)):
        said = text(pack_page(client, case.court.officer, breach, case))

    assert "Overdue by" in said or "overdue by" in said


def test_a_persons_breaches_stand_beside_their_failures_and_warnings(client, case):
    breach = case.draft()

    answered = page(client, case.court.officer, "enforcement:record", case.person.crn)

    assert reverse("enforcement:breach", args=[case.person.crn, breach.pk]) in str(answered.content)
    assert "Begin a breach" in text(answered)


def test_an_excuse_accepted_after_the_pack_was_sent_is_told_to_whoever_decides(client, case):
    breach = case.accepted()
    type(case.failure).objects.filter(pk=case.failure.pk).update(excuse=Excuse.ACCEPTED)

    said = text(page(client, case.court.prosecutor, "court:pack", breach.pk))

    assert "The record has changed since this was sent." in said
    assert "The excuse for 6 February 2017 was accepted." in said
