"""Which addresses are there about unpaid work?"""

from __future__ import annotations

from django.urls import URLPattern

app_name = "unpaid_work"
urlpatterns: list[URLPattern] = []
