"""What lies in a backup, in which order?

Lines, compressed and sealed: one that says what the backup is; for each table a line naming it and a
line a row; for each kept file a line naming it and its bytes in pieces; last, the list of all of it
(rows and digest of each table, size and digest of each file), against which reading is checked.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from .rows import AT_ONCE, Table, Tally
from .sealing import DamagedBackup, Key, Opener, Sealer

FORM = 1
PIECE = 256 * 1024


@dataclass(frozen=True, slots=True)
class Heading:
    """What a backup says of itself."""

    number: str
    made_at: datetime
    service_moment: datetime
    program: str
    database: str
    migrations: list[str]
    columns: dict[str, list[str]]
    last_numbers: dict[str, int]


@dataclass(slots=True)
class Contents:
    """The list at the end: how much of what, and its digest."""

    tables: dict[str, Tally] = field(default_factory=dict)
    files: dict[str, tuple[int, str]] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        return sum(tally.rows for tally in self.tables.values())

    def told(self) -> dict[str, Any]:
        return {
            "tables": {name: tally.told() for name, tally in self.tables.items()},
            "files": {
                name: {"size": size, "digest": digest}
                for name, (size, digest) in self.files.items()
            },
        }


class Writer:
    """Writes a backup's contents, in their order, into the envelope."""

    def __init__(self, file: BinaryIO, key: Key, heading: Heading) -> None:
        self._sealer = Sealer(file, key, bytes.fromhex(heading.number))
        self._stream = gzip.GzipFile(fileobj=self._sealer, mode="wb", compresslevel=3, mtime=0)
        self.contents = Contents()
        self._say(
            form=FORM,
            made_at=heading.made_at.isoformat(),
            service_moment=heading.service_moment.isoformat(),
            program=heading.program,
            database=heading.database,
            migrations=heading.migrations,
            columns=heading.columns,
            last_numbers=heading.last_numbers,
        )

    def table(self, table: Table) -> None:
        self._say(table=table.name)
        tally = self.contents.tables[table.name] = Tally()
        for line in table.lines():
            tally.add(table.same_everywhere(line))
            self._stream.write(line + b"\n")

    def file(self, name: str, path: Path) -> None:
        self._say(file=name)
        size, digest = 0, hashlib.sha256()
        with path.open("rb") as file:
            while piece := file.read(PIECE):
                self._say(bytes=len(piece))
                self._stream.write(piece)
                size += len(piece)
                digest.update(piece)
        self.contents.files[name] = (size, digest.hexdigest())

    def finish(self) -> Contents:
        self._say(contents=self.contents.told())
        self._stream.close()
        self._sealer.finish()
        return self.contents

    def _say(self, **words: Any) -> None:
        self._stream.write(json.dumps(words).encode() + b"\n")


@dataclass(frozen=True, slots=True)
class Rows:
    table: str
    lines: list[bytes]


@dataclass(frozen=True, slots=True)
class Piece:
    file: str
    data: bytes


class Reader:
    """Reads a backup's contents in their order; `contents` is there after the last part."""

    def __init__(self, file: BinaryIO, key: Key, name: str) -> None:
        self._name = name
        self._opener = Opener(file, key, name)
        self._stream = io.BufferedReader(
            gzip.GzipFile(fileobj=io.BufferedReader(self._opener, PIECE)), PIECE
        )
        with self._words_for_faults():
            said = json.loads(self._stream.readline())
            self.form: int = said["form"]
            self.heading = Heading(
                number=self._opener.number,
                made_at=datetime.fromisoformat(said["made_at"]),
                service_moment=datetime.fromisoformat(said["service_moment"]),
                program=said["program"],
                database=said["database"],
                migrations=said["migrations"],
                columns=said["columns"],
                last_numbers=said["last_numbers"],
            )
        self.contents: dict[str, Any] = {}

    def parts(self) -> Iterator[Rows | Piece]:
        """Every table's rows, then every file's bytes. An empty one gives one empty part."""
        with self._words_for_faults():
            yield from self._parts()

    def _parts(self) -> Iterator[Rows | Piece]:
        table, file, lines = "", "", list[bytes]()
        while line := self._stream.readline():
            if line.startswith(b"["):
                lines.append(line[:-1])
                if len(lines) == AT_ONCE:
                    yield Rows(table, lines)
                    lines = []
                continue
            if lines:
                yield Rows(table, lines)
                lines = []
            match json.loads(line):
                case {"table": str(table)}:
                    yield Rows(table, [])
                case {"file": str(file)}:
                    yield Piece(file, b"")
                case {"bytes": int(size)}:
                    data = self._stream.read(size)
                    yield Piece(file, data)
                case {"contents": dict(contents)}:
                    self.contents = contents

    def _words_for_faults(self) -> FaultsInWords:
        return FaultsInWords(self._name)


class FaultsInWords:
    """What opens and still cannot be read was hurt before it was sealed; it is refused all the same."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, fault: BaseException | None, trace: object) -> None:
        if isinstance(fault, (zlib.error, gzip.BadGzipFile, EOFError, KeyError, ValueError)):
            raise DamagedBackup(
                f"{self._name} is damaged: what is in it cannot be read. It cannot be restored."
            ) from fault


def read_through(reader: Reader, known: dict[str, Table]) -> Contents:
    """Read everything and hold it against the backup's own list. Refused when they differ."""
    found = Contents()
    digests: dict[str, Any] = {}
    sizes: dict[str, int] = {}
    for part in reader.parts():
        if isinstance(part, Rows):
            tally = found.tables.setdefault(part.table, Tally())
            for line in part.lines:
                tally.add(known[part.table].same_everywhere(line))
        else:
            digests.setdefault(part.file, hashlib.sha256()).update(part.data)
            sizes[part.file] = sizes.get(part.file, 0) + len(part.data)
    found.files = {name: (sizes[name], digest.hexdigest()) for name, digest in digests.items()}
    if found.told() != reader.contents:
        raise DamagedBackup(
            f"{reader._name} is damaged: it does not hold what its list says. It cannot be restored."
        )
    return found
