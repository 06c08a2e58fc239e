"""Which addresses does an officer use most?"""

from django.urls import path

from . import later, locate, sheet, views

app_name = "practitioner"
urlpatterns = [
    path("day/", views.day, name="day"),
    path("day/due/", views.due, name="due"),
    path("day/sheet/", sheet.sheet, name="sheet"),
    path("day/sheet/left/", sheet.left, name="sheet_left"),
    path("day/sheet/keep/", sheet.keep, name="sheet_keep"),
    path("day/sheet/worker.js", sheet.worker, name="sheet_worker"),
    path("cases/", views.cases, name="cases"),
    path("people/", locate.locate, name="locate"),
    path("people/<str:crn>/open/", locate.open_with_reason, name="open"),
    path("people/<str:crn>/due/later/", later.later, name="later"),
    path("people/<str:crn>/due/back/", later.bring_back, name="bring_back"),
    path("people/<str:crn>/record/", views.record, name="record"),
    path("people/<str:crn>/", views.person, name="person"),
]
