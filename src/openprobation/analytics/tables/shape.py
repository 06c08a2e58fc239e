"""What is the shape of an extract? Tables with their columns, each with a kind and a meaning.

The contexts fill them (`extract.py`), the command `openprobation extract` writes them, `docs/data.md`
is printed from them. No name, address or words of anybody is in any of them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

Value = int | str | bool | date | datetime | None
Row = tuple[Value, ...]
PERSON = "person"
"""The column that says whom a row is about. A table about people has it."""


class Kind(Enum):
    """What stands in a column: the word for people, and the type that fills it."""

    NUMBER = "whole number", int
    WORD = "word of the glossary", str
    TEXT = "text", str
    YES_NO = "yes or no", bool
    DAY = "day", date
    MOMENT = "moment", datetime

    @property
    def words(self) -> str:
        return str(self.value[0])

    def fits(self, value: Value) -> bool:
        """Whether the value is of just this kind: a moment is no day, and yes is no number."""
        return value is None or isinstance(value, str) or type(value) is self.value[1]


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `stays`: still told where the person is restricted, because it tells nothing of anybody."""

    name: str
    kind: Kind
    meaning: str
    stays: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """One extract: a file of this name, one row a thing, always in the order of the first column."""

    name: str
    meaning: str
    columns: tuple[Column, ...]

    @property
    def header(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    def told(self, row: Row, hidden: Collection[int]) -> list[str]:
        """A row as it is written: blank in every column about a person who is restricted."""
        if len(row) != len(self.columns):
            raise ValueError(
                f"{self.name} has {len(self.columns)} columns ({', '.join(self.header)});"
                f" the row has {len(row)}: {row!r}"
            )
        mask = any(
            value in hidden
            for column, value in zip(self.columns, row, strict=True)
            if column.name == PERSON
        )
        return [
            "" if mask and not column.stays else self.written(column, value)
            for column, value in zip(self.columns, row, strict=True)
        ]

    def written(self, column: Column, value: Value) -> str:
        if not column.kind.fits(value):
            raise ValueError(f"{self.name}.{column.name} is a {column.kind.words}, not {value!r}")
        if value is None:
            return ""
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, date):  # a moment too: with its offset
            return value.isoformat()
        return str(value)


@dataclass(frozen=True, slots=True)
class Filled:
    """A table and who yields its rows, in the order of the first column."""

    table: Table
    rows: Callable[[], Iterator[Row]]


def key(meaning: str) -> Column:
    """The first column of every table: the number of the row itself."""
    return Column("id", Kind.NUMBER, meaning, stays=True)


def person() -> Column:
    """Whom a row is about, as a number: the same one in every table, and no other meaning."""
    return Column(
        PERSON,
        Kind.NUMBER,
        "The person, as the same number in every table. Blank where the person is restricted.",
    )


def printed(tables: Collection[Table]) -> str:
    """All tables as Markdown: `docs/data.md`."""
    parts = [
        "# What an extract holds\n",
        "Printed from `analytics/tables/` by `openprobation extract --describe`.\n",
        "`openprobation extract DIR` writes each table as `DIR/NAME.csv`: every row the service"
        " holds, in the order of `id`, in one look at the database. Nobody is named, no free text"
        " is in it, and people and staff are numbers. A row about a restricted person is there, so"
        " that counts are whole, and blank in every column not marked *stays*. Moments carry their"
        " offset from UTC; sums are in pence; words are stored values of the"
        " [glossary](glossary.md). That an extract was taken is in the audit log.\n",
    ]
    for table in tables:
        parts.append(f"\n## {table.name}\n\n{table.meaning}\n")
        parts.append(
            "| column | holds | meaning | restricted |\n|---|---|---|---|\n"
            + "".join(
                f"| `{each.name}` | {each.kind.words} | {each.meaning} |"
                f" {'stays' if each.stays else 'blank'} |\n"
                for each in table.columns
            )
        )
    return "\n".join(parts)
