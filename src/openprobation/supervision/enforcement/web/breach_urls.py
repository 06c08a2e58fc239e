"""Where are the pages about alleged breaches, and about what the two sides ask each other?"""

from __future__ import annotations

from django.urls import URLPattern, path

from . import breach, questions, returns

ONE = "people/<str:crn>/breach/<int:pk>/"
patterns: list[URLPattern] = [
    path("people/<str:crn>/breach/new/", breach.begin, name="breach_new"),
    path(ONE, breach.breach, name="breach"),
    path(f"{ONE}check/", breach.check, name="breach_check"),
    path(f"{ONE}amend/", breach.amend, name="breach_amend"),
    path(f"{ONE}endorse/", breach.endorse, name="breach_endorse"),
    path(f"{ONE}send/", breach.send, name="breach_send"),
    path(f"{ONE}withdraw/", breach.withdraw, name="breach_withdraw"),
    path(f"{ONE}exhibits/<int:number>/", breach.exhibit, name="breach_exhibit"),
    path(f"{ONE}papers/<str:part>.<str:form>", breach.papers, name="breach_papers"),
    path("people/<str:crn>/breach/ask/", questions.ask, name="ask"),
    path("breach/questions/", questions.listing, name="questions"),
    path("breach/questions/raise/", questions.raise_standing, name="raise_standing"),
    path("breach/questions/<int:pk>/", questions.question, name="question"),
    path("breach/questions/<int:pk>/hand-on/", questions.hand_on, name="hand_on"),
    path("breach/returns/", returns.returns, name="returns"),
]
