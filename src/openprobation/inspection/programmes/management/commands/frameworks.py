"""How are the frameworks brought in? `openprobation frameworks load`; `show CODE` lets one be read first."""

from __future__ import annotations

import tomllib
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from openprobation.foundation import clock
from openprobation.foundation.refusals import Refused
from openprobation.inspection.programmes.actions import DATA, load_frameworks


class Command(BaseCommand):
    help = "Load every inspection framework that this service ships, or show one."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["load", "show"])
        parser.add_argument("code", nargs="?", default="")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["what"] == "show":
            self.show(options["code"])
            return
        try:
            loaded = load_frameworks(at=clock.now())
        except Refused as refusal:
            raise CommandError(refusal.message) from refusal
        for framework in loaded:
            self.stdout.write(f"{framework.code} {framework.version}: {framework.title}")

    def show(self, code: str) -> None:
        known = {path.stem: path for path in DATA.glob("*.toml") if "code" in told(path)}
        if code not in known:
            raise CommandError(f"Name one of: {', '.join(sorted(known))}")
        framework = told(known[code])
        self.stdout.write(f"{framework['title']} ({framework['sureness']}). {framework['note']}")
        for section in framework["section"]:
            self.stdout.write(f"{section['code']} {section['title']} ({section['sureness']})")
            for asked in section.get("question", []):
                self.stdout.write(
                    f"  {asked['code']} {asked['text']} ({asked.get('sureness', 'D')})"
                )
                for prompt in asked.get("prompts", []):
                    self.stdout.write(f"     {prompt}")


def told(path: Any) -> dict[str, Any]:
    return tomllib.loads(path.read_text())
