"""Does the demonstration's invented report go the whole way, and say that it is invented?"""

from __future__ import annotations

import pytest

from openprobation.demo import reports
from openprobation.foundation.clock import PUBLICATION_DAY
from openprobation.foundation.organisations.tests.factories import (
    OrganisationFactory,
    TeamFactory,
    officer,
)
from openprobation.inspection.reports import queries
from openprobation.vocabulary.access import Role
from openprobation.vocabulary.inspection import Progress


class Made:
    """As much of a set-up service as the story asks for."""

    def __init__(self):
        self.teams = {
            f"{code}-BOL": TeamFactory(
                code=f"{code}-BOL", unit__region__organisation=OrganisationFactory(kind=kind)
            )
            for code, kind in (("CRC", reports.CRC), ("NPS", reports.NPS))
        }
        self.by_role = {
            (code, Role.HEAD): officer(role=Role.HEAD, team=team)
            for code, team in self.teams.items()
        }


@pytest.mark.django_db
def test_the_invented_report_is_public_banded_followed_up_and_told_once(settings, tmp_path):
    settings.RELEASED_ROOT = tmp_path
    made = Made()

    first, again = reports.tell_alone(made), reports.tell_alone(made)

    assert first == again
    full = queries.public_report(slug=reports.SLUG, at=PUBLICATION_DAY)
    assert full.line.is_invented
    assert "they rest on none" in full.summary
    assert {body.name for body in full.bodies} == set(reports.NAMES.values())
    assert "Inspectorate" not in f"{full.line.title} {full.summary}"
    assert [one.progress and one.progress.progress for one in full.advices] == [
        Progress.DONE, Progress.SOME, None, Progress.TOO_LITTLE, None
    ]  # fmt: skip
    assert any("13 of 29" in one.text for one in full.passages)
    assert queries.public_report(slug=reports.SLUG, at=reports.RELEASED_AT) is not None
