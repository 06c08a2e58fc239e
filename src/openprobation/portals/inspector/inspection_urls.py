"""Which addresses has an inspection in the making?"""

from django.urls import path

from . import inspecting, previewing, reading, verifying

app_name = "inspecting"
urlpatterns = [
    path("", inspecting.desk, name="desk"),
    path("announce/", inspecting.announce, name="announce"),
    path("announce/check/", inspecting.announce_check, name="announce_check"),
    path("frameworks/", previewing.shelf, name="frameworks"),
    path("frameworks/<slug:code>/<int:version>/", previewing.framework, name="framework"),
    path("<int:pk>/", inspecting.plan, name="plan"),
    path("<int:pk>/milestones/<slug:kind>/", inspecting.milestone, name="milestone"),
    path("<int:pk>/team/new/", inspecting.join, name="join"),
    path("<int:pk>/team/<int:user>/off/", inspecting.leave, name="leave"),
    path("<int:pk>/sample/draw/", inspecting.draw, name="draw"),
    path("<int:pk>/sample/draw/check/", inspecting.draw_check, name="draw_check"),
    path("<int:pk>/sample/withdraw/", inspecting.withdraw, name="withdraw"),
    path("<int:pk>/sample/share-out/", inspecting.share_out, name="share_out"),
    path("<int:pk>/sample/share-out/check/", inspecting.share_out_check, name="share_out_check"),
    path("<int:pk>/sample/announce/", inspecting.tell, name="tell"),
    path("<int:pk>/sample/cases/<int:case>/give/", inspecting.give, name="give"),
    path("<int:pk>/sample/cases/<int:case>/replace/", inspecting.replace, name="replace"),
    path("<int:pk>/sample/cases/<int:case>/once/", inspecting.read_once, name="read_once"),
    path("<int:pk>/sample/own/", verifying.own, name="own"),
    path("<int:pk>/sample/own/frame.csv", verifying.frame, name="frame"),
    path("samples/", verifying.room, name="samples"),
    path("cases/<int:pk>/", reading.case, name="case"),
    path("cases/<int:pk>/interviews/new/", reading.interview, name="interview"),
]
