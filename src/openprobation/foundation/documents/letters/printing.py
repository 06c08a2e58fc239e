"""How is a letter printed? As a tagged PDF (PDF/UA-1), by WeasyPrint, loaded when first asked for.

It fetches nothing: an address in a letter stays words. The one thing it is given is the service's font.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import openprobation.ui
from openprobation.foundation.refusals import Refused

from .blocks import Letter
from .showing import page
from .tagging import mend

FONTS = {
    f"font:{weight}": Path(openprobation.ui.__file__).parent
    / "static"
    / "vendor"
    / f"atkinson-{weight}.woff2"
    for weight in ("400", "700", "400-ext", "700-ext")
}


class PdfNotPossible(Refused):
    def __init__(self) -> None:
        super().__init__(
            "A PDF cannot be made on this machine: the library that draws letters (Pango) is not"
            " installed. The page can be printed, and the letter opens in a word processor."
        )


class NothingIsFetched(ValueError):
    """Something in a letter asked for an address."""


def pdf(letter: Letter) -> bytes:
    """The letter as a tagged PDF. Takes a third of a second a page, and two the first time."""
    return drawn(page(letter))


def drawn(document: str, *, files: Mapping[str, bytes] | None = None) -> bytes:
    """A document of its own as a tagged PDF; `files` are pictures it may show, by the address it gives them."""
    paper = _weasyprint().HTML(string=document, url_fetcher=_fetcher(dict(files or {})))
    return bytes(paper.write_pdf(pdf_variant="pdf/ua-1", finisher=mend))


@lru_cache(maxsize=1)
def _weasyprint() -> Any:
    try:
        import weasyprint  # here: it loads Pango, and half a second of modules
    except (ImportError, OSError) as fault:
        raise PdfNotPossible from fault
    return weasyprint


def _fetcher(files: Mapping[str, bytes]) -> Any:
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class OnlyWhatWasGiven(URLFetcher):  # type: ignore[misc]  # untyped
        def fetch(self, url: str, headers: Any = None) -> Any:
            if url in files:
                return URLFetcherResponse(url, body=files[url])
            if url not in FONTS:
                raise NothingIsFetched(url)
            return URLFetcherResponse(url, body=FONTS[url].read_bytes())

    return OnlyWhatWasGiven()
