"""What does a letter say, and how is it shown, printed and opened in a word processor?

A letter is plain blocks: no markup goes in, so none typed by anybody comes out. One road in, three out:
`html` for the page, `docx` for a word processor, `pdf` for the post.
"""

from .blocks import (
    Block,
    Facts,
    Heading,
    Letter,
    NewPage,
    Paragraph,
    Points,
    Table,
    form_and_texts,
    letter_of,
    plain,
)
from .printing import PdfNotPossible, pdf
from .showing import html
from .word_processor import docx

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF = "application/pdf"

__all__ = [
    "DOCX",
    "PDF",
    "Block",
    "Facts",
    "Heading",
    "Letter",
    "NewPage",
    "Paragraph",
    "PdfNotPossible",
    "Points",
    "Table",
    "docx",
    "form_and_texts",
    "html",
    "letter_of",
    "pdf",
    "plain",
]
