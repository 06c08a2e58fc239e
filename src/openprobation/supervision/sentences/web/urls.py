"""Which addresses are about sentences?"""

from django.urls import path

from . import correcting, registering, views

app_name = "sentences"
urlpatterns = [
    path("people/<str:crn>/sentence/new/", registering.hearing, name="register"),
    path("people/<str:crn>/sentence/new/orders/", registering.orders, name="orders"),
    path("people/<str:crn>/sentence/new/lengths/", registering.lengths, name="lengths"),
    path("people/<str:crn>/sentence/new/check/", registering.check, name="check"),
    path("people/<str:crn>/orders/<int:pk>/", views.order, name="order"),
    path("people/<str:crn>/orders/<int:pk>/end/", views.end, name="end"),
    path("people/<str:crn>/orders/<int:pk>/correct/", correcting.correct, name="correct"),
    path("people/<str:crn>/orders/<int:pk>/withdraw/", correcting.withdraw, name="withdraw"),
    path(
        "people/<str:crn>/requirements/<int:pk>/end/", views.end_requirement, name="end_requirement"
    ),
    path("people/<str:crn>/close/", views.close, name="close"),
]
