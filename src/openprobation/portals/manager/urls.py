"""Which addresses has a manager?"""

from django.urls import path

from . import inspection, monday, plans, protection, removals, views

app_name = "manager"
urlpatterns = [
    path("", monday.monday, name="monday"),
    path("unallocated/", views.unallocated, name="unallocated"),
    path("looks/", views.looks, name="looks"),
    path("looks/<int:pk>/", views.review, name="review"),
    path("protection/", protection.protection, name="protection"),
    path("plans/", plans.of_team, name="plans"),
    path("removals/", removals.removals, name="removals"),
    path("inspection/", inspection.room, name="inspection"),
    path("inspection/drafts/<int:pk>/", inspection.copy, name="inspection_copy"),
    path("inspection/drafts/<int:pk>/points/new/", inspection.point, name="inspection_point"),
    path(
        "inspection/drafts/<int:pk>/points/<int:point>/back/",
        inspection.point_back,
        name="inspection_point_back",
    ),
    path("inspection/drafts/<int:pk>/back/", inspection.send_back, name="inspection_send_back"),
    path("inspection/plans/<int:advice>/", inspection.plan, name="inspection_plan"),
    path(
        "inspection/plans/<int:advice>/<int:step>/done/",
        inspection.step_done,
        name="inspection_step_done",
    ),
    path(
        "inspection/plans/<int:advice>/<int:step>/out/",
        inspection.step_out,
        name="inspection_step_out",
    ),
    path("audit/<str:crn>/", views.audit_of, name="audit"),
]
