"""Which addresses does the shared list have?"""

from django.urls import path

from . import panels, views

app_name = "iom"
urlpatterns = [
    path("iom/", views.team, name="team"),
    path("iom/people/<int:pk>/", views.one, name="one"),
    path("iom/people/<int:pk>/colour/", views.rate, name="rate"),
    path("iom/people/<int:pk>/action/", views.set_action, name="set_action"),
    path("iom/people/<int:pk>/visit/", views.visit, name="visit"),
    path("iom/people/<int:pk>/intelligence/", views.write_intelligence, name="intelligence"),
    path("iom/actions/<int:pk>/done/", views.finish_action, name="finish_action"),
    path("iom/intelligence/<int:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("iom/panels/new/", panels.call, name="call_panel"),
    path("iom/panels/<int:pk>/", panels.panel, name="panel"),
    path("iom/panels/<int:pk>/there/", panels.there, name="there"),
    path("iom/panels/<int:pk>/people/<int:nominal>/", panels.decide, name="decide"),
    path("iom/panels/<int:pk>/close/", panels.close, name="close_panel"),
    path("iom/clearances/", panels.clearances, name="clearances"),
    path("people/<str:crn>/iom/", views.propose, name="propose"),
]
