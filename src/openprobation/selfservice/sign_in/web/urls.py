"""Where does a person sign in and out?"""

from django.urls import path

from . import views

app_name = "sign_in"
urlpatterns = [
    path("sign-in/", views.number, name="number"),
    path("sign-in/code/", views.code, name="code"),
    path("out/", views.out, name="out"),
]
