"""Which addresses are there about needs?"""

from django.urls import path

from . import views

app_name = "needs"
urlpatterns = [
    path("people/<str:crn>/needs/", views.summary, name="summary"),
    path("people/<str:crn>/needs/assess/", views.assess, name="assess"),
    path("people/<str:crn>/needs/assessments/<int:pk>/", views.version, name="version"),
    path(
        "people/<str:crn>/needs/assessments/<int:pk>/countersign/",
        views.countersign,
        name="countersign",
    ),
    path("people/<str:crn>/needs/own-view/", views.own_view, name="own_view"),
    path("people/<str:crn>/needs/protective/new/", views.add_factor, name="add_factor"),
    path("people/<str:crn>/needs/protective/<int:pk>/look/", views.look, name="look"),
    path("people/<str:crn>/needs/protective/<int:pk>/end/", views.end_factor, name="end_factor"),
    path("people/<str:crn>/needs/working/new/", views.note, name="note"),
    path("people/<str:crn>/needs/working/<int:pk>/withdraw/", views.withdraw, name="withdraw"),
]
