"""Which addresses are there?"""

from django.urls import URLPattern

app_name = "sign_in"
urlpatterns: list[URLPattern] = []
