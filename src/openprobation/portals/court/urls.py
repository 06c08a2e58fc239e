"""Which addresses are there?"""

from django.urls import URLPattern

app_name = "court"
urlpatterns: list[URLPattern] = []
