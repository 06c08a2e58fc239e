"""Which addresses has the judging of cases?"""

from django.urls import path

from . import judging as views

app_name = "judging"
urlpatterns = [
    path("", views.desk, name="desk"),
    path("cases/<int:case>/", views.case, name="case"),
    path("cases/<int:case>/sections/<slug:section>/", views.section, name="section"),
    path("cases/<int:case>/facts/<slug:fact>/", views.fact, name="fact"),
    path("cases/<int:case>/hand-in/", views.hand_in, name="hand_in"),
    path("inspections/<int:pk>/", views.progress, name="progress"),
    path("inspections/<int:pk>/back/<int:judgement>/", views.give_back, name="give_back"),
    path(
        "inspections/<int:pk>/differences/<int:case>/<int:question>/",
        views.settle,
        name="settle",
    ),
]
