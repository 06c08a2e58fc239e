"""Which app holds the base templates, the components and what the browser is served?"""

from django.apps import AppConfig


class Ui(AppConfig):
    name = "openprobation.ui"
    label = "ui"
