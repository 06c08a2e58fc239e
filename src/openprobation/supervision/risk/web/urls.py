"""Which addresses are there about risk?"""

from django.urls import path

from . import protection, quarantine, views

app_name = "risk"
urlpatterns = [
    path("people/<str:crn>/risk/", views.summary, name="summary"),
    path("people/<str:crn>/risk/harm/", views.assess, name="assess"),
    path("people/<str:crn>/risk/protection/", protection.protection, name="protection"),
    path("people/<str:crn>/risk/protection/new/", protection.add_at_risk, name="add_at_risk"),
    path("people/<str:crn>/risk/protection/<int:pk>/check/", protection.check, name="check"),
    path(
        "people/<str:crn>/risk/protection/<int:pk>/end/",
        protection.end_at_risk,
        name="end_at_risk",
    ),
    path("people/<str:crn>/risk/enquiries/<int:pk>/chase/", protection.chase, name="chase"),
    path(
        "people/<str:crn>/risk/enquiries/<int:pk>/answer/", protection.answer_enquiry, name="answer"
    ),
    path("people/<str:crn>/risk/enquiries/<int:pk>/use/", protection.use, name="use"),
    path("people/<str:crn>/risk/enquiries/<str:task>/ask/", protection.ask, name="ask"),
    path(
        "people/<str:crn>/risk/enquiries/<str:task>/not-needed/",
        protection.not_needed,
        name="not_needed",
    ),
    path("people/<str:crn>/risk/quarantined/", quarantine.quarantined, name="quarantined"),
    path("people/<str:crn>/risk/quarantined/new/", quarantine.quarantine, name="quarantine"),
    path(
        "people/<str:crn>/risk/quarantined/<int:pk>/end/",
        quarantine.end_quarantined,
        name="end_quarantined",
    ),
    path("people/<str:crn>/risk/score/", views.score, name="score"),
    path("people/<str:crn>/risk/registrations/new/", views.register, name="register"),
    path("people/<str:crn>/risk/registrations/<int:pk>/review/", views.review, name="review"),
    path("people/<str:crn>/risk/registrations/<int:pk>/end/", views.end, name="end"),
    path("people/<str:crn>/risk/mappa/", views.mappa, name="mappa"),
    path("people/<str:crn>/risk/mappa/end/", views.end_mappa, name="end_mappa"),
]
