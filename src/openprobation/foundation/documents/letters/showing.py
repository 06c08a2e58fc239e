"""How is a letter shown on a page, before and after it is sent?"""

from __future__ import annotations

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from markupsafe import Markup

from .blocks import Letter, clean


def html(letter: Letter) -> Markup:
    """The letter as part of a page, every text escaped."""
    return _drawn(letter, level=2)


def _drawn(letter: Letter, *, level: int) -> Markup:
    with translation.override(letter.language):
        return Markup(
            render_to_string("documents/letter.html", {"letter": clean(letter), "level": level})
        )


def page(letter: Letter) -> str:
    """The letter as a document of its own, for the printer. In the demonstration it says so."""
    with translation.override(letter.language):
        return render_to_string(
            "documents/paper.html",
            {
                "letter": clean(letter),
                "demonstration": settings.DEMONSTRATION,
                "body": _drawn(letter, level=1),
            },
        )
