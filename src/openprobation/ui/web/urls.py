"""Where is the catalogue of components? In the demonstration only."""

from django.urls import path

from . import views

app_name = "ui"
urlpatterns = [
    path("", views.catalogue, name="catalogue"),
    path("errors/", views.catalogue, {"wrong": True}, name="catalogue-errors"),
]
