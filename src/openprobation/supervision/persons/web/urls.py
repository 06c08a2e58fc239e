"""Which addresses are there?"""

from django.urls import path

from . import views

app_name = "persons"
urlpatterns = [
    path("people/new/", views.new, name="new"),
    path("people/<str:crn>/ask/", views.ask, name="ask"),
    path("people/<str:crn>/details/", views.details, name="details"),
    path("people/<str:crn>/details/change/", views.change, name="change"),
    path("people/<str:crn>/details/<slug:part>/add/", views.add, name="add"),
    path("people/<str:crn>/details/<slug:part>/<int:pk>/end/", views.end, name="end"),
    path(
        "people/<str:crn>/details/telephone/<int:pk>/confirm/",
        views.confirm_telephone,
        name="confirm_telephone",
    ),
    path(
        "people/<str:crn>/details/telephone/<int:pk>/text/",
        views.text_safety,
        name="text_safety",
    ),
    path(
        "people/<str:crn>/details/address/<int:pk>/check/",
        views.check_address,
        name="check_address",
    ),
    path("people/<str:crn>/death/", views.death, name="death"),
    path("people/<str:crn>/death/withdraw/", views.withdraw_death, name="withdraw_death"),
    path("people/<str:crn>/join/", views.merge, name="merge"),
    path("people/<str:crn>/join/<int:pk>/part/", views.part, name="part"),
]
