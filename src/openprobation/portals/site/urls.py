"""Which addresses does a supervisor use at the van?"""

from django.urls import path

from . import sheet

app_name = "site"
urlpatterns = [
    path("sheet/", sheet.sheet, name="sheet"),
    path("sheet/left/", sheet.left, name="sheet_left"),
    path("sheet/keep/", sheet.keep, name="sheet_keep"),
    path("sheet/worker.js", sheet.worker, name="sheet_worker"),
]
