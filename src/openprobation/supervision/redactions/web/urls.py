"""Which addresses are about words that must vanish, and records that must be kept?"""

from django.urls import path

from . import views

app_name = "redactions"
urlpatterns = [
    path("people/<str:crn>/redact/", views.ask, name="ask"),
    path("people/<str:crn>/redact/<int:pk>/", views.check, name="check"),
    path("people/<str:crn>/redact/<int:pk>/take-back/", views.take_back, name="take_back"),
    path("people/<str:crn>/hold/", views.hold, name="hold"),
]
