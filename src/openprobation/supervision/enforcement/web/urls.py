"""Where are the pages about failures to comply?"""

from __future__ import annotations

from django.urls import URLPattern, path

from . import failures
from .breach_urls import patterns as breach_patterns

app_name = "enforcement"
urlpatterns: list[URLPattern] = [
    path("people/<str:crn>/enforcement/", failures.record, name="record"),
    *breach_patterns,
]
