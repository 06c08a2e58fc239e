"""Which addresses has a manager?"""

from django.urls import path

from . import monday, plans, protection, removals, views

app_name = "manager"
urlpatterns = [
    path("", monday.monday, name="monday"),
    path("unallocated/", views.unallocated, name="unallocated"),
    path("looks/", views.looks, name="looks"),
    path("looks/<int:pk>/", views.review, name="review"),
    path("protection/", protection.protection, name="protection"),
    path("plans/", plans.of_team, name="plans"),
    path("removals/", removals.removals, name="removals"),
    path("audit/<str:crn>/", views.audit_of, name="audit"),
]
