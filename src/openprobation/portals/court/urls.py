"""Where does a court officer begin?"""

from django.urls import path

from . import views

app_name = "court"
urlpatterns = [path("", views.home, name="home")]
