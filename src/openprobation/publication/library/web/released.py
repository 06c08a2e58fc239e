"""How does a page that is kept as a file reach a reader? As any static file: the same handler sends it."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import cast

from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import StaticFile

from openprobation.publication.library.actions import released as pages

PLAIN = ("GET", "HEAD")


class Released(WhiteNoiseMiddleware):  # type: ignore[misc]
    """The static handler, which also sends the file of a public page where there is one; else the page is drawn."""

    begins = ("/news/", "/reports/")

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        super().__init__(get_response)
        policy = build_policy()
        csp = policy[0] if isinstance(policy, tuple) else policy
        self.headers = [
            ("Content-Type", "text/html; charset=utf-8"),
            ("Cache-Control", "public, no-cache"),
            ("Content-Security-Policy", str(csp)),
            ("X-Frame-Options", "DENY"),
            ("X-Content-Type-Options", "nosniff"),
            ("Referrer-Policy", str(settings.SECURE_REFERRER_POLICY)),
        ]
        self.folder = str(pages.root() / "pages")
        self.known: dict[str, tuple[int, int, StaticFile]] = {}

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        path = request.path_info
        if path.startswith(self.begins) and request.method in PLAIN and ".." not in path:
            found = self.file(path)
            if found is not None:
                return cast(HttpResponseBase, self.serve(found, request))
        return cast(HttpResponseBase, super().__call__(request))

    def file(self, path: str) -> StaticFile | None:
        place = f"{self.folder}{path.rstrip('/')}.html"
        try:
            now = os.stat(place)
        except OSError:
            self.known.pop(place, None)
            return None
        known = self.known.get(place)
        if known is None or known[:2] != (now.st_ino, now.st_mtime_ns):
            file = StaticFile(place, self.headers, stat_cache={place: now})
            self.known[place] = known = (now.st_ino, now.st_mtime_ns, file)
        return known[2]
