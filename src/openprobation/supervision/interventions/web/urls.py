"""Which addresses are there about services a person is sent to, and what they cost?"""

from django.urls import path

from . import spending, views, women

app_name = "interventions"
urlpatterns = [
    path("people/<str:crn>/services/", views.services, name="services"),
    path("people/<str:crn>/services/<int:pk>/refer/", views.refer, name="refer"),
    path("people/<str:crn>/services/why-not/<str:need>/", views.why_not, name="why_not"),
    path("people/<str:crn>/referrals/<int:pk>/", views.referral, name="referral"),
    path("people/<str:crn>/referrals/<int:pk>/again/", views.again, name="again"),
    path("people/<str:crn>/referrals/<int:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("people/<str:crn>/women/", women.offer, name="women"),
    path("people/<str:crn>/women/ask/", women.ask, name="ask_woman"),
    path("people/<str:crn>/women/<int:pk>/undo/", women.undo, name="undo_asking"),
    path("women/", women.lead, name="women_lead"),
    path("women/centres/<int:pk>/", women.centre, name="centre"),
    path("women/provision/<int:pk>/", women.provision, name="provision"),
    path("services/spend/", spending.spend, name="spend"),
    path("services/statements/<int:pk>/", spending.statement, name="statement"),
    path("services/statements/lines/<int:pk>/", spending.dispute, name="dispute"),
]
