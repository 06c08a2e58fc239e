"""Words about what is published."""

from openprobation.vocabulary.term import Term


class DocumentKind(Term):
    PICTURE = "picture", "Picture", "A picture, with the data behind it."
    DATA = "data", "Open data", "Rows that anyone may use."
    REPORT = "report", "Report", "What an inspection found, as a document to keep."


class Form(Term):
    CSV = "csv", "CSV", "Rows for a spreadsheet."
    JSON = "json", "JSON", "Rows for a program."
    SVG = "svg", "SVG", "A picture that stays sharp at any size."
    PDF = "pdf", "PDF", "A document to print or keep, tagged for screen readers."
