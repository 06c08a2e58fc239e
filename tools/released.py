"""How long does a released page take beside a static file of the same size? `.venv/bin/python tools/released.py`

Both are asked in turn, through the whole application as the web server calls it. Exit 1 above 1.2 times.
"""

from __future__ import annotations

import io
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

PROMISED = 1.2
TURNS = 3_000


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        os.environ["OPENPROBATION_VAR"] = folder
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "openprobation.config.settings")
        page = Path(folder) / "released" / "pages" / "news" / "a-page.html"
        static = Path(folder) / "static" / "a-page.html"
        for place in (page, static):
            place.parent.mkdir(parents=True)
            place.write_bytes(b"<p>What was found.</p>\n" * 600)

        from django.conf import settings

        settings.STATICFILES_DIRS = [static.parent]
        from openprobation.config.wsgi import application

        times: dict[str, list[float]] = {"/static/a-page.html": [], "/news/a-page/": []}
        for turn in range(TURNS):
            for address, taken in times.items():
                began = time.perf_counter()
                size = ask(application, address)
                if turn:
                    taken.append(time.perf_counter() - began)
                assert size == page.stat().st_size, address
    static_ms, page_ms = (statistics.median(taken) * 1000 for taken in times.values())
    ratio = page_ms / static_ms
    print(
        f"{page_ms:.3f} ms beside {static_ms:.3f} ms: {ratio:.2f} times (promise: {PROMISED});"
        f" load {os.getloadavg()[0]:.1f}"
    )
    return int(ratio > PROMISED)


def ask(application: Any, address: str) -> int:
    """One GET; how many bytes came."""
    said: list[str] = []
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": address,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "HTTP_HOST": "localhost",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
    }
    answer = application(environ, lambda status, _headers: said.append(status))
    size = sum(len(part) for part in answer)
    if hasattr(answer, "close"):
        answer.close()
    assert said[0].startswith("200"), f"{address}: {said[0]}"
    return size


if __name__ == "__main__":
    sys.exit(main())
