"""Which addresses are there about whose case it is?"""

from django.urls import path

from . import views

app_name = "allocations"
urlpatterns = [
    path("people/<str:crn>/allocate/", views.decide, name="decide"),
    path("people/<str:crn>/assign/", views.assign, name="assign"),
    path("people/<str:crn>/reallocate/", views.reallocate, name="reallocate"),
    path("people/<str:crn>/holder/", views.history, name="history"),
]
