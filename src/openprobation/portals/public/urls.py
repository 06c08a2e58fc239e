"""Which addresses may anybody open? They last: others link to them."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from . import line_by_line, news, reporting, views

pages: list[URLPattern] = [
    path("pictures/<slug:slug>/", views.picture, name="picture"),
    path("inspections/", views.inspections, name="inspections"),
    path("inspections/<slug:slug>/", views.inspection, name="inspection"),
    path("reports/", reporting.all_reports, name="reports"),
    path("reports/<slug:slug>/", reporting.report, name="report"),
    path("recommendations/", reporting.recommendations, name="recommendations"),
    path("news/", news.articles, name="articles"),
    path("news/feed.atom", news.feed, name="feed"),
    path("news/<slug:slug>/", news.article, name="article"),
    path("topics/<slug:topic>/", news.articles, name="topic"),
    path("noon/", news.subscribe, name="subscribe"),
    path("noon/asked/", news.asked, name="subscribe-asked"),
    path("noon/confirm/<str:token>/", news.confirm, name="confirm"),
    path("noon/end/<str:token>/", news.unsubscribe, name="unsubscribe"),
    path("noon/mail/", news.mail_catcher, name="mail"),
    path("open-data/", views.open_data, name="open-data"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("privacy/", views.privacy, name="privacy"),
    path("about/this-report/", line_by_line.about_this_report, name="about-this-report"),
    path("about/", views.about, name="about"),
    path("robots.txt", views.robots, name="robots"),
]
# The first page is "home" to everybody: signing in and out, and a supplier's door, lead there.
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("", include((pages, "public"))),
]
