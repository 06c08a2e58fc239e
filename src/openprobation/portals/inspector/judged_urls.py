"""Which addresses has what stands beside the judging: looks, agreement, and the shares of the area?"""

from django.urls import path

from . import agreeing, estimating, looking

app_name = "judged"
urlpatterns = [
    path("cases/<int:case>/program/", looking.program, name="program"),
    path("cases/<int:case>/program/<int:question>/", looking.look, name="look"),
    path("inspections/<int:pk>/agreement/", agreeing.agreement, name="agreement"),
    path("inspections/<int:pk>/shares/", estimating.estimates, name="estimates"),
]
