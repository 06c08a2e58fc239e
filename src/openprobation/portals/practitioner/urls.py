"""Which addresses does an officer use most?"""

from django.urls import path

from . import locate, views

app_name = "practitioner"
urlpatterns = [
    path("day/", views.day, name="day"),
    path("day/due/", views.due, name="due"),
    path("cases/", views.cases, name="cases"),
    path("people/", locate.locate, name="locate"),
    path("people/<str:crn>/open/", locate.open_with_reason, name="open"),
    path("people/<str:crn>/record/", views.record, name="record"),
    path("people/<str:crn>/", views.person, name="person"),
]
