"""Which addresses are about the record?"""

from django.urls import path

from . import views

app_name = "contacts"
urlpatterns = [
    path("people/<str:crn>/record/new/", views.write, name="write"),
    path("people/<str:crn>/record/<int:pk>/", views.line, name="line"),
    path("people/<str:crn>/record/<int:pk>/correct/", views.correct, name="correct"),
    path("people/<str:crn>/record/<int:pk>/withdraw/", views.withdraw, name="withdraw"),
]
