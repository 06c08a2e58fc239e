"""Which addresses does an administrator have?"""

from django.urls import path

from . import accounts, organisations, restrictions, shared_teams, views, watching

app_name = "administration"
urlpatterns = [
    path("", views.home, name="home"),
    path("roles/", views.roles, name="roles"),
    path("looks/", views.looks, name="looks"),
    path("slow/", watching.slow_requests, name="slow"),
    path("organisations/", organisations.organisations, name="organisations"),
    path("organisations/new/", organisations.new_organisation, name="new-organisation"),
    path("organisations/<int:pk>/", organisations.organisation, name="organisation"),
    path("organisations/<int:pk>/regions/new/", organisations.new_region, name="new-region"),
    path("regions/<int:pk>/units/new/", organisations.new_unit, name="new-unit"),
    path("units/<int:pk>/teams/new/", organisations.new_team, name="new-team"),
    path("teams/", organisations.teams, name="teams"),
    path("teams/<int:pk>/", organisations.team, name="team"),
    path("teams/<int:pk>/change/", organisations.change_team, name="change-team"),
    path("teams/<int:pk>/close/", organisations.close_team, name="close-team"),
    path("teams/<int:pk>/areas/new/", organisations.cover_area, name="cover-area"),
    path("teams/<int:pk>/posts/new/", accounts.post_here, name="post-here"),
    path("offices/", organisations.offices, name="offices"),
    path("offices/new/", organisations.new_office, name="new-office"),
    path("areas/", organisations.areas, name="areas"),
    path("areas/new/", organisations.new_area, name="new-area"),
    path("iom/", shared_teams.shared_teams, name="shared-teams"),
    path("iom/new/", shared_teams.new_shared_team, name="new-shared-team"),
    path("iom/<int:pk>/seats/new/", shared_teams.new_seat, name="new-seat"),
    path("iom/seats/<int:pk>/end/", shared_teams.end_seat, name="end-seat"),
    path("accounts/", accounts.accounts, name="accounts"),
    path("accounts/new/", accounts.new_account, name="new-account"),
    path("accounts/<int:pk>/", accounts.account, name="account"),
    path("accounts/<int:pk>/post/", accounts.post, name="post"),
    path("accounts/<int:pk>/deputy/", accounts.deputy, name="deputy"),
    path("accounts/<int:pk>/deputy/end/", accounts.end_deputy, name="end-deputy"),
    path("accounts/<int:pk>/close/", accounts.close_account, name="close-account"),
    path("accounts/<int:pk>/open/", accounts.reopen_account, name="reopen-account"),
    path("accounts/<int:pk>/password/", accounts.password_link, name="password-link"),
    path("accounts/<int:pk>/keys/", accounts.reset_factors, name="reset-factors"),
    path("posts/<int:pk>/end/", accounts.end_post, name="end-post"),
    path("restrictions/", restrictions.lists, name="restrictions"),
    path("restrictions/requests/<int:pk>/", restrictions.decide, name="decide"),
    path("restrictions/lines/<int:pk>/lift/", restrictions.lift, name="lift"),
    path("restrictions/<str:crn>/", restrictions.list_of, name="restrictions-of"),
    path("restrictions/<str:crn>/new/", restrictions.add, name="restrict"),
]
