"""Which addresses has the demonstration?"""

from django.urls import path

from . import views

app_name = "demonstration"
urlpatterns = [path("enter/", views.enter, name="enter")]
