"""How does a page that is kept as a file reach a reader? As any static file: the same handler sends it."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import ClassVar

from csp.utils import build_policy
from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponseBase
from whitenoise.responders import StaticFile

from openprobation.publication.library.actions import released as pages

PLAIN = ("GET", "HEAD")


class Released:
    """Sends the file of a public page where there is one; else the page is drawn."""

    begins: ClassVar[Sequence[str]] = ("/news/",)

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
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
        self.known: dict[str, tuple[int, int, StaticFile]] = {}

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        path = request.path_info
        if request.method in PLAIN and path.startswith(tuple(self.begins)) and ".." not in path:
            found = self.file(path)
            if found is not None:
                return self.sent(found, request)
        return self.get_response(request)

    def file(self, path: str) -> StaticFile | None:
        place = str(pages.file_of(path.strip("/")))
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

    def sent(self, found: StaticFile, request: HttpRequest) -> HttpResponseBase:
        answer = found.get_response(request.method, request.META)
        body = answer.file if answer.file is not None else ()
        response = FileResponse(body, status=answer.status)
        for name in list(response.headers):
            del response.headers[name]
        for name, value in answer.headers:
            response[name] = value
        return response
