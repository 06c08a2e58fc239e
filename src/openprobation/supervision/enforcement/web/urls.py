"""Where are the pages about failures to comply?"""

from __future__ import annotations

from django.urls import URLPattern, path

from . import evidence, failures
from .breach_urls import patterns as breach_patterns

app_name = "enforcement"
ONE = "people/<str:crn>/enforcement/<int:pk>/"
urlpatterns: list[URLPattern] = [
    path("people/<str:crn>/enforcement/", failures.record, name="record"),
    path("people/<str:crn>/enforcement/of/<int:pk>/", failures.after_outcome, name="after_outcome"),
    path(ONE, failures.failure, name="failure"),
    path(f"{ONE}explanation/", failures.explain, name="explain"),
    path(f"{ONE}ask/", failures.ask, name="ask_why"),
    path(f"{ONE}excuse/", failures.decide, name="decide"),
    path(f"{ONE}warning/", failures.warn, name="warn"),
    path(f"{ONE}senior/", failures.to_senior, name="to_senior"),
    path(f"{ONE}papers/<int:document>.<str:form>", failures.paper, name="paper"),
    path("people/<str:crn>/warnings/<int:pk>/withdraw/", failures.withdraw, name="withdraw"),
    path("people/<str:crn>/licence/<int:pk>/answer/", failures.answer_matter, name="answer_matter"),
    path("explain/<str:token>/", evidence.evidence, name="evidence"),
    *breach_patterns,
]
