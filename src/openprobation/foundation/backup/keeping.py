"""Where is the key of the backups, and how is a backup told of on the command line?

The key is in a file or the environment, never among the arguments, which others can see.
"""

from __future__ import annotations

import os
from pathlib import Path

from openprobation.foundation.refusals import Refused

from .actions import Kept
from .sealing import Key, NoKey, new_key, private_file, read_key

IN_A_FILE = "OPENPROBATION_BACKUP_KEY_FILE"
ITSELF = "OPENPROBATION_BACKUP_KEY"


def key_given(file: Path | None) -> Key:
    """The key from the file named, else from the file the environment names, else from it itself."""
    if file is None and os.environ.get(IN_A_FILE):
        file = Path(os.environ[IN_A_FILE])
    if file is not None:
        try:
            return read_key(file.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError):
            raise NoKey(f"The backup key cannot be read from {file}.") from None
    if text := os.environ.get(ITSELF):
        return read_key(text)
    raise NoKey(
        "There is no backup key. Make one once with: openprobation backup --new-key FILE"
        f" and name it with --key-file FILE or {IN_A_FILE}."
    )


def write_new_key(path: Path) -> None:
    """Make a key. A file that is there is never written over: it may be the only copy of a key."""
    try:
        with private_file(path) as file:
            file.write(new_key().encode() + b"\n")
    except FileExistsError:
        raise Refused(f"{path} is there already, and may hold a key. Name a new file.") from None
    except OSError as fault:
        raise Refused(f"The key cannot be written to {path}: {fault.strerror}.") from None


def counted(kept: Kept) -> str:
    """How much of what is in it."""
    files = len(kept.contents.files)
    return (
        f"{kept.contents.rows:,} rows in {len(kept.contents.tables)} tables"
        f" and {files:,} {'file' if files == 1 else 'files'}"
    )


def sized(count: int) -> str:
    """A size as people say it."""
    return f"{count / 1_000_000:,.1f} MB" if count >= 100_000 else f"{count / 1_000:,.1f} kB"
