"""Which addresses are about signing in, beside the library's own?"""

from django.urls import URLPattern

app_name = "identity"
urlpatterns: list[URLPattern] = []
