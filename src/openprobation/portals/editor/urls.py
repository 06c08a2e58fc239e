"""Which addresses has an editor?"""

from django.urls import path

from . import views

app_name = "editor"
urlpatterns = [
    path("", views.desk, name="desk"),
    path("write/", views.write, name="write"),
    path("noon/", views.noon, name="noon"),
    path("noon/erase/", views.erase, name="erase"),
    path("<int:pk>/", views.article, name="article"),
    path("<int:pk>/rewrite/", views.rewrite, name="rewrite"),
    path("<int:pk>/approve/", views.approve, name="approve"),
    path("<int:pk>/reopen/", views.reopen, name="reopen"),
    path("<int:pk>/publish/", views.publish, name="publish"),
    path("<int:pk>/publish/check/", views.publish_check, name="publish_check"),
    path("<int:pk>/call-back/", views.call_back, name="call_back"),
    path("<int:pk>/correct/", views.correct, name="correct"),
    path("<int:pk>/withdraw/", views.withdraw, name="withdraw"),
]
