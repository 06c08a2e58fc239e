"""Which addresses are there?"""

from django.urls import URLPattern

app_name = "manager"
urlpatterns: list[URLPattern] = []
