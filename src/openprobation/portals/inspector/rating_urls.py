"""Which addresses have the ratings of an inspection in the making?"""

from django.urls import path

from . import rating as views

app_name = "rating"
urlpatterns = [
    path("<int:pk>/", views.table, name="table"),
    path("<int:pk>/settle/", views.settle, name="settle"),
    path("<int:pk>/evidence/<int:provider>/<str:standard>/", views.found, name="found"),
    path(
        "<int:pk>/evidence/<int:provider>/<str:standard>/take-back/",
        views.found_back,
        name="found_back",
    ),
    path("<int:pk>/lines/<int:line>/move/", views.move, name="move"),
    path("<int:pk>/lines/<int:line>/move/take-back/", views.move_back, name="move_back"),
]
