"""Where is what somebody types kept?"""

from django.urls import path

from . import views

app_name = "drafts"
urlpatterns = [
    path("drafts/", views.keep, name="keep"),
    path("drafts/discard/", views.discard, name="discard"),
]
