"""Which addresses are there about staff and their load?"""

from django.urls import path

from . import member, pulse, support, tier, time

app_name = "workforce"
urlpatterns = [
    path("staff/own/", member.own, name="own"),
    path("staff/<int:pk>/", member.of, name="member"),
    path("staff/<int:pk>/hours/", time.hours, name="hours"),
    path("staff/<int:pk>/absences/new/", time.absence, name="absence"),
    path("staff/<int:pk>/absences/<int:absence_id>/end/", time.back, name="back"),
    path("staff/<int:pk>/absences/<int:absence_id>/reason/", time.reason, name="reason"),
    path("staff/<int:pk>/reductions/new/", time.reduction, name="reduction"),
    path("staff/<int:pk>/reductions/<int:reduction_id>/end/", time.end, name="end_reduction"),
    path(
        "staff/<int:pk>/reductions/<int:reduction_id>/delete/",
        time.delete,
        name="delete_reduction",
    ),
    path("staff/<int:pk>/supervision/new/", support.supervise, name="supervise"),
    path("staff/<int:pk>/actions/<int:action_id>/done/", support.action_done, name="action_done"),
    path("staff/<int:pk>/practice/new/", support.observe, name="observe"),
    path("staff/<int:pk>/induction/", support.induction, name="induction"),
    path("staff/<int:pk>/training/new/", support.train, name="train"),
    path("staff/<int:pk>/training/<int:training_id>/done/", support.trained, name="trained"),
    path("pulse/", pulse.answer_page, name="pulse"),
    path("pulse/results/", pulse.results, name="pulse_results"),
    path("pulse/new/", pulse.ask, name="ask_pulse"),
    path("people/<str:crn>/tier/", tier.record, name="tier"),
]
