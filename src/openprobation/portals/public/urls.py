"""Which addresses are there?"""

from django.urls import URLPattern

app_name = "public"
urlpatterns: list[URLPattern] = []
