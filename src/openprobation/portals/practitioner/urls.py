"""Which addresses are there?"""

from django.urls import URLPattern

app_name = "practitioner"
urlpatterns: list[URLPattern] = []
