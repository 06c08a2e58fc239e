"""Which inspection is reported on in a test, by whom, and for which heads?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from openprobation.analytics.charts.figures import RatedRow
from openprobation.foundation import clock
from openprobation.foundation.identity.models import User
from openprobation.foundation.organisations.tests.factories import (
    OrganisationFactory,
    TeamFactory,
    officer,
)
from openprobation.inspection.programmes.tests.factories import (
    FrameworkFactory,
    InspectionFactory,
    ProviderFactory,
    SectionFactory,
)
from openprobation.inspection.reports import actions, queries
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.inspection import (
    Addressee,
    Coding,
    FindingTone,
    PassageKind,
    SectionKind,
)
from openprobation.vocabulary.organisations import OrganisationKind

SLUG = "riverside-2017"
SECRET = "Zq7Judged"
"""A word of the draft: wherever it is found before its moment, something leaked."""


@dataclass(frozen=True)
class Reporting:
    """An inspection of two organisations, its people, and a report with something in every part."""

    inspection: Any
    crc: Any
    nps: Any
    outcome: Any
    lead: User
    editor: User
    inspector: User
    crc_head: User
    nps_head: User
    other_head: User
    senior: User
    report_id: int

    @property
    def full(self) -> queries.ReportInFull:
        found = queries.draft(self.report_id, at=clock.now())
        assert found is not None
        return found


def posted(kind: OrganisationKind, role: Role, **unit: Any) -> User:
    return officer(
        role=role,
        leads_unit=role is Role.HEAD,
        team=TeamFactory(unit__region__organisation=OrganisationFactory(kind=kind), **unit),
    )


def reporting(at: datetime, *, slug: str = SLUG, follows: Reporting | None = None) -> Reporting:
    """A whole draft, written by its lead; of an inspection that looks again at an earlier one's, if given."""
    framework = FrameworkFactory(title="Quality & Impact")
    outcome = SectionFactory(framework=framework, code="protect", title="Protecting the public")
    SectionFactory(
        framework=framework, code="joint", kind=SectionKind.JOINT_WORKING, title="Together"
    )
    inspection = InspectionFactory(
        framework=framework,
        slug=slug,
        area="Riverside",
        follows=follows.inspection if follows else None,
    )
    crc = ProviderFactory(inspection=inspection, kind=OrganisationKind.CRC, name="Riverside CRC")
    nps = ProviderFactory(inspection=inspection, kind=OrganisationKind.NPS, name="NPS Riverside")
    lead = posted(OrganisationKind.INSPECTORATE, Role.LEAD_INSPECTOR)
    say = {"by": lead, "at": at}
    report = actions.begin(
        inspection_id=inspection.pk,
        title=f"Riverside: {SECRET} in the headline",
        summary=f"{SECRET}: one does well, the other does not.",
        is_invented=True,
        **say,
    )
    pk = report.pk
    for provider, coding, words in (
        (crc, Coding.NOT_SUFFICIENT, f"Not sufficient, {SECRET}"),
        (nps, Coding.GOOD, "Effective"),
    ):
        for section_id in (outcome.pk, None):
            actions.give_verdict(
                report_id=pk,
                provider_id=provider.pk,
                section_id=section_id,
                words=words,
                coding=coding,
                **say,
            )
    passage = {"report_id": pk, "kind": PassageKind.FINDING, "tone": FindingTone.CONCERN, **say}
    actions.write_passage(
        provider_id=crc.pk, section_id=outcome.pk, heading="Plans were late",
        text=f"In 9 of 20 cases the plan was late. {SECRET}", **passage,
    )  # fmt: skip
    actions.write_passage(
        provider_id=None, section_id=None, heading="Papers came back",
        text="Breach papers were sent back by both.", **passage,
    )  # fmt: skip
    actions.write_passage(
        **{**passage, "kind": PassageKind.GOOD_PRACTICE, "tone": FindingTone.STRENGTH},
        provider_id=nps.pk, section_id=None, heading="A call each Friday",
        text="Petra’s officer rang each Friday.", changed_name="Petra",
    )  # fmt: skip
    for addressee, text in (
        (Addressee.CRC, f"Make plans in time. {SECRET}"),
        (Addressee.BOTH, "Check papers before they go."),
        (Addressee.MINISTRY, "Say who pays."),
    ):
        actions.recommend(
            report_id=pk, addressee=addressee, text=text, due_on=date(2017, 8, 1), **say
        )
    actions.take_ratings(
        report_id=pk,
        rows=[
            RatedRow("crc", "protect", "Is harm assessed?", "P1", 18, 25, 72, 52.4, 85.7),
            RatedRow("nps", "protect", "Is harm assessed?", "P1", 3, 4, 75, 30.1, 95.4),
        ],
        **say,
    )
    return Reporting(
        inspection, crc, nps, outcome, lead,
        editor=posted(OrganisationKind.INSPECTORATE, Role.EDITOR),
        inspector=posted(OrganisationKind.INSPECTORATE, Role.INSPECTOR),
        crc_head=posted(OrganisationKind.CRC, Role.HEAD),
        nps_head=posted(OrganisationKind.NPS, Role.HEAD),
        other_head=posted(OrganisationKind.CRC, Role.HEAD),
        senior=posted(OrganisationKind.CRC, Role.SENIOR),
        report_id=pk,
    )  # fmt: skip


def sent(made: Reporting, at: datetime) -> dict[int, int]:
    """Sent to both heads; the copies by provider."""
    copies = actions.send_for_accuracy(
        report_id=made.report_id,
        readers={made.crc.pk: made.crc_head.pk, made.nps.pk: made.nps_head.pk},
        answer_by=(at + timedelta(days=14)).date(),
        by=made.lead,
        at=at,
    )
    return {copy.provider_id: copy.pk for copy in copies}


def settled(made: Reporting, at: datetime) -> None:
    """Through the exchange without a point, to embargo."""
    for provider_id, copy_id in sent(made, at).items():
        head = made.crc_head if provider_id == made.crc.pk else made.nps_head
        actions.return_copy(copy_id=copy_id, by=head, at=at)
    actions.settle(report_id=made.report_id, by=made.lead, at=at)
