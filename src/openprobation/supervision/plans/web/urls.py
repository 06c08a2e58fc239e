"""Which addresses are there about plans?"""

from django.urls import path

from . import models_kept, reviewing, views

app_name = "plans"
urlpatterns = [
    path("people/<str:crn>/plan/", views.plan, name="plan"),
    path("people/<str:crn>/plan/goals/new/", views.add_goal, name="add_goal"),
    path("people/<str:crn>/plan/goals/<int:pk>/step/", views.add_step, name="add_step"),
    path("people/<str:crn>/plan/goals/<int:pk>/close/", views.close_goal, name="close_goal"),
    path("people/<str:crn>/plan/steps/<int:pk>/", views.step, name="step"),
    path("people/<str:crn>/plan/agree/", views.agree, name="agree"),
    path("people/<str:crn>/plan/review/", reviewing.review, name="review"),
    path("people/<str:crn>/plan/stage/", views.stage, name="stage"),
    path("operating-model/", models_kept.models, name="models"),
    path("operating-model/<int:owner_id>/new/", models_kept.keep, name="keep_model"),
]
