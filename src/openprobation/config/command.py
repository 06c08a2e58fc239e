"""What does `openprobation` do? It fronts every management command, and says what there is."""

from __future__ import annotations

import os
import sys
import tomllib
from collections.abc import Sequence
from importlib import import_module, metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Returns what the shell is told: 0 done, 1 refused."""
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "openprobation.config.settings")
    if arguments in (["--version"], ["version"]):
        print(f"OpenProbation {version()}")
        return 0

    from django.core.exceptions import ImproperlyConfigured  # Django only when it is needed

    try:
        if not arguments or arguments in (["--help"], ["-h"], ["help"]):
            print(welcome())
            return 0
        import_module(os.environ["DJANGO_SETTINGS_MODULE"])
    except ImproperlyConfigured as mistake:
        print(mistake, file=sys.stderr)
        return 1
    except OSError as fault:
        print(
            f"The data folder cannot be used: {fault.strerror}. Free some space,"
            " or set OPENPROBATION_VAR to a folder that can be written to.",
            file=sys.stderr,
        )
        return 1
    return run(arguments)


def run(arguments: Sequence[str]) -> int:
    """Hand over to Django. An anticipated no is told as the sentence it is, without a traceback."""
    from django.core.management import execute_from_command_line

    from openprobation.foundation.refusals import Refused

    try:
        execute_from_command_line(["openprobation", *arguments])
    except Refused as refusal:
        print(refusal.message, file=sys.stderr)
        return 1
    return 0


def version() -> str:
    """From the installed package; in a clone that was never built, from pyproject.toml."""
    try:
        return metadata.version("openprobation")
    except metadata.PackageNotFoundError:
        declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
        return str(declared["project"]["version"])


def welcome() -> str:
    """Every command of ours with its one sentence, and where the rest are."""
    import django
    from django.core.management import get_commands, load_command_class

    django.setup()
    ours = {
        name: load_command_class(app, name).help
        for name, app in sorted(get_commands().items())
        if isinstance(app, str) and app.startswith("openprobation.")
    }
    width = max((len(name) for name in ours), default=0)
    lines = [f"  {name:<{width}}  {' '.join(words.split())}" for name, words in ours.items()]
    return "\n".join(
        [
            f"OpenProbation {version()}: one record, from court to last day.",
            "",
            "Usage: openprobation COMMAND [OPTIONS]",
            "",
            *lines,
            "",
            "Options of one command:  openprobation COMMAND --help",
            "Django's own as well:    migrate, check, shell, dbshell, changepassword, …",
        ]
    )


if __name__ == "__main__":
    sys.exit(main())
