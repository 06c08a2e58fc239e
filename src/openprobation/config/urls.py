"""Which addresses are there? One line a context; each context's own addresses are in its web/urls.py."""

from __future__ import annotations

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from openprobation.config.navigation import start

handler400 = "openprobation.ui.web.views.bad_request"
handler403 = "openprobation.ui.web.views.not_allowed"
handler404 = "openprobation.ui.web.views.not_found"
handler500 = "openprobation.config.faults.told"

urlpatterns: list[URLPattern | URLResolver] = [
    path("start/", start, name="start"),
    path("", include("openprobation.portals.public.urls")),
    path("", include("openprobation.supervision.persons.web.urls")),
    path("", include("openprobation.portals.practitioner.urls")),
    path("", include("openprobation.foundation.identity.web.urls")),
    path("", include("openprobation.foundation.drafts.web.urls")),
    path("", include("openprobation.supervision.contacts.web.urls")),
    path("", include("openprobation.supervision.sentences.web.urls")),
    path("", include("openprobation.supervision.needs.web.urls")),
    path("", include("openprobation.supervision.risk.web.urls")),
    path("", include("openprobation.supervision.workforce.web.urls")),
    path("", include("openprobation.supervision.allocations.web.urls")),
    path("", include("openprobation.supervision.appointments.web.urls")),
    path("", include("openprobation.supervision.unpaid_work.web.urls")),
    path("", include("openprobation.supervision.plans.web.urls")),
    path("", include("openprobation.supervision.commissioning.web.urls")),
    path("", include("openprobation.supervision.interventions.web.urls")),
    path("", include("openprobation.supervision.enforcement.web.urls")),
    path("", include("openprobation.supervision.iom.web.urls")),
    path("", include("openprobation.supervision.redactions.web.urls")),
    path("court/", include("openprobation.portals.court.urls")),
    path("unpaid-work/", include("openprobation.portals.site.urls")),
    path("provider/", include("openprobation.portals.provider.urls")),
    path("manager/", include("openprobation.portals.manager.urls")),
    path("inspector/inspections/", include("openprobation.portals.inspector.inspection_urls")),
    path("inspector/judging/", include("openprobation.portals.inspector.judging_urls")),
    path("inspector/judging/", include("openprobation.portals.inspector.judged_urls")),
    path("inspector/ratings/", include("openprobation.portals.inspector.rating_urls")),
    path("inspector/reports/", include("openprobation.portals.inspector.report_urls")),
    path("editor/", include("openprobation.portals.editor.urls")),
    path("administration/", include("openprobation.portals.administration.urls")),
    path("my/", include("openprobation.selfservice.my_case.web.urls")),
    path("my/", include("openprobation.selfservice.sign_in.web.urls")),
    path("library/", include("openprobation.publication.library.web.urls")),
    path("accounts/", include("openprobation.foundation.identity.web.account_urls")),
]
if settings.DEMONSTRATION:
    urlpatterns += [
        path("demonstration/", include("openprobation.demo.urls")),
        path("components/", include("openprobation.ui.web.urls")),
    ]
