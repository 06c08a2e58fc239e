"""Which addresses are there about whose case it is?"""

from django.urls import path

from . import moving, sets, views

app_name = "allocations"
urlpatterns = [
    path("people/<str:crn>/allocate/", views.decide, name="decide"),
    path("people/<str:crn>/assign/", views.assign, name="assign"),
    path("people/<str:crn>/reallocate/", views.reallocate, name="reallocate"),
    path("people/<str:crn>/holder/", views.history, name="history"),
    path("people/<str:crn>/handover/", moving.handover, name="handover"),
    path("people/<str:crn>/escalate/", moving.escalate, name="escalate"),
    path("people/<str:crn>/escalation/", moving.escalation, name="escalation"),
    path("people/<str:crn>/transfer/", moving.transfer, name="transfer"),
    path("moves/", moving.moves, name="moves"),
    path("moves/transfers/of/<int:pk>/", sets.ask_for_set, name="ask_for_set"),
    path("moves/transfers/<uuid:batch>/", moving.transfer_set, name="transfer_set"),
    path("moves/caseloads/<int:pk>/", moving.caseload, name="caseload"),
    path("moves/caseloads/<uuid:batch>/undo/", moving.undo, name="undo"),
]
