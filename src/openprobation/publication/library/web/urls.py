"""Which addresses do the public shelves have?"""

from django.urls import URLPattern, path

from . import views

app_name = "library"
urlpatterns: list[URLPattern] = [
    path("<slug:slug>.<str:form>", views.file, name="file"),
]
