"""Where does a supplier begin, and what can it do?"""

from django.urls import path

from . import groups, money, views

app_name = "provider"
urlpatterns = [
    path("", views.home, name="home"),
    path("referrals/<int:pk>/", views.referral, name="referral"),
    path("referrals/<int:pk>/accept/", views.accept, name="accept"),
    path("referrals/<int:pk>/return/", views.send_back, name="return"),
    path("referrals/<int:pk>/assign/", views.assign, name="assign"),
    path("referrals/<int:pk>/assess/", views.assess, name="assess"),
    path("referrals/<int:pk>/plan/", views.plan, name="plan"),
    path("referrals/<int:pk>/change-plan/", views.change_plan, name="change_plan"),
    path("referrals/<int:pk>/book/", views.book, name="book"),
    path("referrals/<int:pk>/sessions/<int:session>/", views.report, name="report"),
    path("referrals/<int:pk>/sessions/<int:session>/correct/", views.correct, name="correct"),
    path("referrals/<int:pk>/sessions/<int:session>/move/", views.move_session, name="move"),
    path("referrals/<int:pk>/sessions/<int:session>/cancel/", views.cancel, name="cancel"),
    path("referrals/<int:pk>/catch-up/<int:number>/", views.catch_up, name="catch_up"),
    path("referrals/<int:pk>/end/", views.end, name="end"),
    path("referrals/<int:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("groups/", groups.home, name="groups"),
    path("groups/new/", groups.new, name="new_group"),
    path("groups/<int:pk>/", groups.group, name="group"),
    path("groups/<int:pk>/join/", groups.join, name="join"),
    path("groups/sessions/<int:pk>/", groups.register, name="register"),
    path("groups/sessions/<int:pk>/move/", groups.move, name="move_group_session"),
    path("money/", money.home, name="money"),
    path("money/statements/<int:buyer>/", money.issue, name="issue"),
    path("money/disputes/<int:pk>/", money.answer_dispute, name="dispute"),
]
