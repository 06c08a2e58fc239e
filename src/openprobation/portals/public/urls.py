"""Which addresses may anybody open? They last: others link to them."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from . import reporting, views

pages: list[URLPattern] = [
    path("pictures/<slug:slug>/", views.picture, name="picture"),
    path("inspections/", views.inspections, name="inspections"),
    path("inspections/<slug:slug>/", views.inspection, name="inspection"),
    path("reports/", reporting.all_reports, name="reports"),
    path("reports/<slug:slug>/", reporting.report, name="report"),
    path("recommendations/", reporting.recommendations, name="recommendations"),
    path("open-data/", views.open_data, name="open-data"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("privacy/", views.privacy, name="privacy"),
    path("about/", views.about, name="about"),
    path("robots.txt", views.robots, name="robots"),
]
# The first page is "home" to everybody: signing in and out, and a supplier's door, lead there.
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("", include((pages, "public"))),
]
