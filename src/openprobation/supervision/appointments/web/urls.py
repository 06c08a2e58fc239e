"""Which addresses are there?"""

from django.urls import path

from . import views

app_name = "appointments"
urlpatterns = [
    path("people/<str:crn>/appointments/new/", views.arrange, name="arrange"),
    path("people/<str:crn>/appointments/<int:pk>/", views.appointment, name="appointment"),
    path("people/<str:crn>/appointments/<int:pk>/outcome/", views.outcome, name="outcome"),
    path("people/<str:crn>/appointments/<int:pk>/undo/", views.undo, name="undo"),
    path("people/<str:crn>/appointments/<int:pk>/correct/", views.correct, name="correct"),
    path("people/<str:crn>/appointments/<int:pk>/move/", views.move, name="move"),
]
