"""Which published styles, scripts and fonts do our pages use, and how did they get here?

For developers, when upgrading; needs npm. Run: python tools/vendor.py

It fetches each package at the version and checksum named below, takes the few files we serve, and
writes them to src/openprobation/ui/static/vendor/. We are not GOV.UK: the typeface, the crest and
the crown that only GOV.UK may use are left out, and their names removed from the style sheet.
"""

from __future__ import annotations

import base64
import hashlib
import re
import shutil
import subprocess
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

VENDOR = Path(__file__).resolve().parent.parent / "src/openprobation/ui/static/vendor"


@dataclass(frozen=True, slots=True)
class Package:
    """One published package: the file inside it, and the name it has here."""

    name: str
    version: str
    sha512: str
    files: dict[str, str]


PACKAGES = [
    # In step with govuk-frontend-jinja 4.1, whose macros these styles are for.
    Package(
        "govuk-frontend",
        "6.3.0",
        "cXIQxm5PHCsbic47GXZrVBZhAeeshTLRL6ZBKilLsR6rMCjJuWb7Fruq0VUNMBJFlJk/srsRj/q8d5bM9cgKoA==",
        {
            "dist/govuk/govuk-frontend.min.css": "govuk-frontend.css",
            "dist/govuk/govuk-frontend.min.js": "govuk-frontend.js",
        },
    ),
    Package(
        "@fontsource/atkinson-hyperlegible",
        "5.3.0",
        "Sp8Ve8+rQmENY2Lv02VH7sLpntzTTvnncnJMTbRE7DX6TLxGraN4ykZfzaUWIoCFmaomwkvNiqmlPkrKBuDoSA==",
        {
            "files/atkinson-hyperlegible-latin-400-normal.woff2": "atkinson-400.woff2",
            "files/atkinson-hyperlegible-latin-700-normal.woff2": "atkinson-700.woff2",
            "files/atkinson-hyperlegible-latin-ext-400-normal.woff2": "atkinson-400-ext.woff2",
            "files/atkinson-hyperlegible-latin-ext-700-normal.woff2": "atkinson-700-ext.woff2",
            "LICENSE": "atkinson-LICENSE.txt",
        },
    ),
]


def without_branding(css: str) -> str:
    """The style sheet with no face, name or crest that belongs to GOV.UK alone."""
    css = re.sub(r"@font-face\{[^}]*GDS Transport[^}]*\}", "", css)
    css = css.replace("GDS Transport,arial,sans-serif", "var(--font,arial,sans-serif)")
    css = css.replace("font-family:sans-serif", "font-family:var(--font,arial,sans-serif)")
    css = re.sub(r"[^{}]*\{[^{}]*govuk-crest[^{}]*\}", "", css)
    css = re.sub(r"@media[^{}]*\{\s*\}", "", css)
    return without_map(css)


def without_map(text: str) -> str:
    """No pointer to a source map we do not serve: browsers would ask for it."""
    text = re.sub(r"/\*# sourceMappingURL=.*?\*/", "", text)
    return re.sub(r"//# sourceMappingURL=\S*", "", text).rstrip() + "\n"


def fetched(package: Package, folder: Path) -> Path:
    """The package's archive, checked against the checksum named above."""
    subprocess.run(
        ["npm", "pack", "--silent", f"{package.name}@{package.version}"], cwd=folder, check=True
    )
    (archive,) = folder.glob("*.tgz")
    found = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if found != package.sha512:
        raise SystemExit(f"{package.name} {package.version}: sha512 is {found}, not as written.")
    return archive


def taken(content: bytes, name: str) -> bytes:
    if name.endswith(".css"):
        return without_branding(content.decode()).encode()
    if name.endswith(".js"):
        return without_map(content.decode()).encode()
    return content


def vendor(package: Package) -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        tarfile.open(fetched(package, Path(folder))) as archive,
    ):
        for inside, here in package.files.items():
            member = archive.extractfile(f"package/{inside}")
            if member is None:
                raise SystemExit(f"{package.name} has no file {inside} any more.")
            (VENDOR / here).write_bytes(taken(member.read(), here))
            print(f"{package.name} {package.version}: {here}")


def main() -> None:
    if not shutil.which("npm"):
        raise SystemExit("npm is needed to fetch the packages: install Node.js first.")
    VENDOR.mkdir(parents=True, exist_ok=True)
    for package in PACKAGES:
        vendor(package)


if __name__ == "__main__":
    main()
