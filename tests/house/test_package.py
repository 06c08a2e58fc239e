"""Does a wheel carry all that the service reads, beside its modules?"""

from __future__ import annotations

import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "openprobation"
SETUPTOOLS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]
NOT_SHIPPED = {"tests", "__pycache__"}


def shipped_folders() -> list[Path]:
    """The folder itself and all below that are of a wheel: tests are not."""
    below = [path for path in PACKAGE.rglob("*") if path.is_dir()]
    return [
        folder
        for folder in (PACKAGE, *below)
        if NOT_SHIPPED.isdisjoint(folder.relative_to(PACKAGE).parts)
    ]


def test_every_file_that_is_not_python_is_package_data():
    there, carried = set(), set()
    for folder in shipped_folders():
        there |= {path for path in folder.iterdir() if path.is_file() and path.suffix != ".py"}
        if (folder / "__init__.py").exists():
            for pattern in SETUPTOOLS["package-data"]["*"]:
                carried |= set(folder.glob(pattern))

    assert sorted(str(path.relative_to(PACKAGE)) for path in there - carried) == []
    assert len(there) > 50


def test_every_module_lies_in_a_package():
    """`namespaces = false`: a folder without an `__init__` would be left out of a wheel."""
    folders = {folder for folder in shipped_folders() if any(folder.glob("*.py"))}

    assert SETUPTOOLS["packages"]["find"]["namespaces"] is False
    assert [str(folder) for folder in folders if not (folder / "__init__.py").exists()] == []
