"""Which addresses are there about the catalogue and the rate card?"""

from django.urls import path

from . import views

app_name = "commissioning"
urlpatterns = [
    path("services/catalogue/", views.catalogue, name="catalogue"),
    path("services/catalogue/new/", views.new, name="new"),
    path("services/catalogue/<int:pk>/", views.service, name="service"),
    path("services/catalogue/<int:pk>/change/", views.change, name="change"),
    path("services/catalogue/<int:pk>/price/", views.price, name="price"),
    path("services/catalogue/<int:pk>/retire/", views.retire, name="retire"),
]
