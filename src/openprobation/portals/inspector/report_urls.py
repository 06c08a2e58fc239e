"""Which addresses has a report in the making?"""

from django.urls import path

from . import reporting as views

app_name = "reporting"
urlpatterns = [
    path("", views.desk, name="desk"),
    path("begin/", views.begin, name="begin"),
    path("<int:pk>/", views.report, name="report"),
    path("<int:pk>/opening/", views.opening, name="opening"),
    path("<int:pk>/verdicts/<int:provider>/<int:section>/", views.verdict, name="verdict"),
    path("<int:pk>/passages/new/", views.passage, name="new_passage"),
    path("<int:pk>/passages/<int:passage>/", views.passage, name="passage"),
    path("<int:pk>/passages/<int:passage>/out/", views.passage_out, name="passage_out"),
    path("<int:pk>/recommendations/new/", views.recommendation, name="new_recommendation"),
    path("<int:pk>/recommendations/<int:advice>/", views.recommendation, name="recommendation"),
    path(
        "<int:pk>/recommendations/<int:advice>/out/",
        views.recommendation_out,
        name="recommendation_out",
    ),
    path("<int:pk>/recommendations/<int:advice>/progress/", views.progress, name="progress"),
    path("<int:pk>/ratings/", views.take_ratings, name="take_ratings"),
    path("<int:pk>/send/", views.send, name="send"),
    path("<int:pk>/points/<int:point>/", views.point, name="point"),
    path("<int:pk>/settle/", views.settle, name="settle"),
    path("<int:pk>/reopen/", views.reopen, name="reopen"),
    path("<int:pk>/release/", views.release, name="release"),
    path("<int:pk>/release/check/", views.release_check, name="release_check"),
    path("<int:pk>/call-back/", views.call_back, name="call_back"),
    path("<int:pk>/correct/<slug:part>/<int:row>/", views.correct, name="correct"),
]
