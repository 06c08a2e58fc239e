"""Which addresses are there about risk?"""

from django.urls import path

from . import views

app_name = "risk"
urlpatterns = [
    path("people/<str:crn>/risk/", views.summary, name="summary"),
    path("people/<str:crn>/risk/harm/", views.assess, name="assess"),
    path("people/<str:crn>/risk/score/", views.score, name="score"),
    path("people/<str:crn>/risk/registrations/new/", views.register, name="register"),
    path("people/<str:crn>/risk/registrations/<int:pk>/review/", views.review, name="review"),
    path("people/<str:crn>/risk/registrations/<int:pk>/end/", views.end, name="end"),
    path("people/<str:crn>/risk/mappa/", views.mappa, name="mappa"),
    path("people/<str:crn>/risk/mappa/end/", views.end_mappa, name="end_mappa"),
]
