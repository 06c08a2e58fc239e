"""Is a file what it says it is, and may it be kept?

What a file is, its first bytes say: neither its name nor what a browser claims. What can run, or hide
something that runs, is refused: a page, a drawing with scripts, a macro, a PDF that starts something.
"""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass
from io import BytesIO
from xml.etree import ElementTree

from openprobation.foundation.refusals import Refused

from .policies import LARGEST, LONGEST_NAME, MOST_WORDS

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ACCEPTED = {
    "application/pdf": "PDF",
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "image/heic": "HEIC",
    DOCX: "Word",
    "text/plain": "text",
}
ENDINGS = {
    "application/pdf": ".pdf",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/heic": ".heic",
    DOCX: ".docx",
    "text/plain": ".txt",
}
STARTS_SOMETHING = re.compile(
    rb"/(?:JavaScript|JS|Launch|OpenAction|AA|EmbeddedFile|EmbeddedFiles|RichMedia|XFA|ImportData"
    rb"|SubmitForm|GoToE)(?![A-Za-z])"
)
HIDDEN_LETTERS = re.compile(rb"#([0-9A-Fa-f]{2})")
NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
MOST_UNPACKED = 60 * 1024 * 1024
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


class NotAccepted(Refused):
    """A file that is not kept. Says which are."""

    def __init__(self, because: str) -> None:
        super().__init__(
            f"{because} Send a photograph (JPEG, PNG or HEIC), a PDF, a Word document or a text file.",
            field="file",
        )


class TooLarge(Refused):
    def __init__(self) -> None:
        super().__init__(
            f"The file is larger than {LARGEST // 1024 // 1024} MB. Send a smaller one,"
            " for example one photograph of one page.",
            field="file",
        )


class NothingInIt(Refused):
    def __init__(self) -> None:
        super().__init__("There is nothing in the file. Choose another.", field="file")


@dataclass(frozen=True, slots=True)
class Accepted:
    """A file that may be kept: what it is, what it is called, and the words that can be read in it."""

    name: str
    media_type: str
    content: bytes
    words: str


def accept(name: str, content: bytes) -> Accepted:
    """A file from outside, judged by its bytes. Refuses what is too large, unknown, or could run."""
    if not content:
        raise NothingInIt
    if len(content) > LARGEST:
        raise TooLarge
    media_type, words = judged(content)
    return Accepted(named(name, media_type), media_type, content, words[:MOST_WORDS])


def judged(content: bytes) -> tuple[str, str]:
    if content.startswith(b"%PDF-"):
        return "application/pdf", pdf_words(content)
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg", ""
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png", ""
    if content[4:8] == b"ftyp" and content[8:12] in {b"heic", b"heix", b"mif1", b"heif"}:
        return "image/heic", ""
    if content.startswith(b"PK\x03\x04"):
        return DOCX, docx_words(content)
    return "text/plain", text_words(content)


def pdf_words(content: bytes) -> str:
    """Nothing is read of a PDF; one that starts something when it is opened is refused."""
    names = HIDDEN_LETTERS.sub(lambda found: bytes([int(found[1], 16)]), content)
    if STARTS_SOMETHING.search(names):
        raise NotAccepted("This PDF does something when it is opened, so we cannot take it.")
    if b"/Encrypt" in names:
        raise NotAccepted("This PDF is locked with a password, so nobody could read it.")
    return ""


def docx_words(content: bytes) -> str:
    """The words of a Word document. Any other archive, and any with a macro or something packed in, is refused."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
            if sum(part.file_size for part in parts) > MOST_UNPACKED or len(parts) > 2000:
                raise NotAccepted("This file unpacks to something far too large.")
            names = {part.filename.casefold() for part in parts}
            if "word/document.xml" not in names:
                raise NotAccepted("This is an archive, not a document.")
            if any(is_active(name) for name in names):
                raise NotAccepted("This document holds a macro or another file inside it.")
            return words_of_xml(archive.read("word/document.xml"))
    except (
        zipfile.BadZipFile,
        KeyError,
        NotImplementedError,
        RuntimeError,
        ElementTree.ParseError,
    ):
        raise NotAccepted("This file is damaged, so nobody could open it.") from None


def is_active(name: str) -> bool:
    return name.endswith((".bin", ".exe", ".dll", ".js", ".vbs")) or "/embeddings/" in name


def words_of_xml(data: bytes) -> str:
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise NotAccepted("This file is damaged, so nobody could open it.")
    root = ElementTree.fromstring(data)
    return "\n".join(
        "".join(part.text or "" for part in paragraph.iter(f"{WORD}t"))
        for paragraph in root.iter(f"{WORD}p")
    )


def text_words(content: bytes) -> str:
    """Plain text, and nothing that a browser or a system would take for more."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NotAccepted("We do not know what kind of file this is.") from None
    start = text.lstrip()[:512].casefold()
    if NOT_TEXT.search(text) or start.startswith(("#!", "mz")) or re.search(r"<[!?a-z]", start):
        raise NotAccepted("We do not know what kind of file this is.")
    return text


def named(name: str, media_type: str) -> str:
    """The name without folders and without signs that deceive, ending as the file truly is."""
    last = re.split(r"[/\\]", name)[-1]
    shown = "".join(sign for sign in last if sign.isprintable() and sign not in '<>:"|?*')
    stem = shown.rsplit(".", 1)[0].strip(" .")[:LONGEST_NAME] or "file"
    return f"{stem}{ENDINGS[media_type]}"
