"""Which addresses are there about unpaid work?"""

from datetime import date

from django.urls import path, register_converter

from . import control, day, person, projects


class DayInAddress:
    """2017-02-16, as a day somebody may work on; any other is not found."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        return day.a_day(value)

    def to_url(self, value: date | str) -> str:
        return value if isinstance(value, str) else value.isoformat()


register_converter(DayInAddress, "day")

app_name = "unpaid_work"
urlpatterns = [
    path("unpaid-work/", day.day, name="day"),
    path("unpaid-work/control/", control.control, name="control"),
    path("unpaid-work/projects/new/", projects.new_project, name="new_project"),
    path("unpaid-work/projects/<int:pk>/change/", projects.change, name="change_project"),
    path("unpaid-work/projects/<int:pk>/close/", projects.close, name="close_project"),
    path("unpaid-work/projects/<int:pk>/<day:on>/", day.project, name="project"),
    path("unpaid-work/projects/<int:pk>/<day:on>/finish/", day.finish, name="finish"),
    path("unpaid-work/projects/<int:pk>/<day:on>/take/", day.take, name="take"),
    path("unpaid-work/projects/<int:pk>/<day:on>/supervisor/", day.supervise, name="supervise"),
    path("unpaid-work/projects/<int:pk>/<day:on>/off/", day.call_off, name="call_off"),
    path("unpaid-work/people/<int:pk>/mark/", day.mark, name="mark"),
    path("unpaid-work/people/<int:pk>/correct/", day.correct, name="correct"),
    path("people/<str:crn>/unpaid-work/", person.hours, name="hours"),
    path("people/<str:crn>/unpaid-work/allocate/", person.allocate, name="allocate"),
    path("people/<str:crn>/unpaid-work/induction/<int:requirement>/", person.induct, name="induct"),
    path("people/<str:crn>/unpaid-work/places/<int:pk>/end/", person.end_place, name="end_place"),
    path("people/<str:crn>/unpaid-work/days/<int:pk>/travel/", person.travel, name="travel"),
    path("people/<str:crn>/unpaid-work/days/<int:pk>/correct/", person.correct, name="put_right"),
    path("people/<str:crn>/unpaid-work/<int:pk>/longer/", person.longer, name="longer"),
    path("people/<str:crn>/unpaid-work/longer/<int:pk>/", person.court_answer, name="answer"),
    path("people/<str:crn>/unpaid-work/days/<int:pk>/report/", person.report, name="report"),
    path(
        "people/<str:crn>/unpaid-work/<int:pk>/forward/",
        person.bring_forward,
        name="bring_forward",
    ),
]
