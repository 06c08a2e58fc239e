"""How does the worker beside the web server run? `openprobation worker`."""

from __future__ import annotations

import signal
import threading
from types import FrameType
from typing import Any

import structlog
from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import close_old_connections
from django.utils.module_loading import import_string

from openprobation.foundation import clock
from openprobation.foundation.jobs.actions import run_due

log = structlog.get_logger(__name__)


class Command(BaseCommand):
    help = "Do scheduled work until told to stop."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="do what is due and stop")
        parser.add_argument("--every", type=float, default=5.0, help="seconds between looks")

    def handle(self, *args: Any, **options: Any) -> None:
        stop = threading.Event()

        def ask_to_stop(_signal: int, _frame: FrameType | None) -> None:
            stop.set()

        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGTERM, ask_to_stop)
            signal.signal(signal.SIGINT, ask_to_stop)
        schedule = import_string(settings.SCHEDULE)
        while True:
            try:
                close_old_connections()
                run_due(schedule, at=clock.now(), machine=clock.machine_now())
            except Exception as fault:
                # A database that is away comes back; the worker waits for it.
                log.error("worker.waiting", fault=type(fault).__name__)
            if options["once"] or stop.wait(options["every"]):
                return
