"""Where is a person's own page?"""

from django.urls import path

from . import views

app_name = "my_case"
urlpatterns = [path("", views.home, name="home")]
