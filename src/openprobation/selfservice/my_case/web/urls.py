"""Which addresses are there?"""

from django.urls import URLPattern

app_name = "my_case"
urlpatterns: list[URLPattern] = []
