"""What of a PDF is not as PDF/UA-1 asks, as far as a program can see?

The conditions are those of the Matterhorn Protocol that need no human; its numbers stand beside them.
veraPDF, the reference validator, is in none of the package registries a clone installs from, so this
looks itself. It knows what our printer makes, and is no validator for PDFs of others.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ContentStream, IndirectObject

STANDARD = {
    "Document", "Part", "Art", "Sect", "Div", "BlockQuote", "Caption", "TOC", "TOCI", "Index",
    "NonStruct", "Private", "H", "H1", "H2", "H3", "H4", "H5", "H6", "P", "L", "LI", "Lbl",
    "LBody", "Table", "TR", "TH", "TD", "THead", "TBody", "TFoot", "Span", "Quote", "Note",
    "Reference", "BibEntry", "Code", "Link", "Annot", "Ruby", "RB", "RT", "RP", "Warichu", "WT",
    "WP", "Figure", "Formula", "Form",
}  # fmt: skip
PAINTS = {b"Tj", b"TJ", b"'", b'"', b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*", b"S", b"s", b"sh",
    b"Do", b"INLINE IMAGE"}  # fmt: skip
OWN_CHILDREN = {
    "/L": {"/LI", "/Caption"},
    "/LI": {"/Lbl", "/LBody"},
    "/Table": {"/TR", "/THead", "/TBody", "/TFoot", "/Caption"},
    "/TR": {"/TH", "/TD"},
}


@dataclass(slots=True)
class Tree:
    """What the structure holds: elements in order, and which marked content belongs to one."""

    elements: list[tuple[Any, str]] = field(default_factory=list)
    owned: Counter[tuple[int, int]] = field(default_factory=Counter)  # page's object, mark
    objects: set[int] = field(default_factory=set)


def told(thing: Any) -> Any:
    return thing.get_object() if isinstance(thing, IndirectObject) else thing


def many(thing: Any) -> list[Any]:
    thing = told(thing)
    return [] if thing is None else list(thing) if isinstance(thing, list) else [thing]


def number_of(thing: Any) -> int:
    reference = getattr(thing, "indirect_reference", None) or thing
    return int(reference.idnum)


def faults(data: bytes) -> list[str]:
    """All that is wrong, in sentences; empty: nothing a program can see."""
    reader = PdfReader(io.BytesIO(data))
    root = told(reader.trailer["/Root"])
    tree = Tree()
    if "/StructTreeRoot" not in root:
        return ["There is no structure (01-005)."]
    climb(told(root["/StructTreeRoot"]), "", None, tree)
    return [
        *whole(reader, root),
        *structure(tree, told(root["/StructTreeRoot"])),
        *content(reader, tree),
        *fonts(reader),
        *annotations(reader, tree),
    ]


def whole(reader: PdfReader, root: Any) -> Iterator[str]:
    xmp = told(root["/Metadata"]).get_data().decode() if "/Metadata" in root else ""
    if not told(root.get("/MarkInfo", {})).get("/Marked"):
        yield "It is not marked as tagged (06-001)."
    if told(root.get("/MarkInfo", {})).get("/Suspects"):
        yield "Its tags are marked as suspect (02)."
    if not re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]+)*", str(root.get("/Lang", ""))):
        yield "Its language is not named (11-006)."
    if not re.search(r"pdfuaid:part(>|=[\"'])1", xmp):
        yield "It does not say that it is PDF/UA-1 (06-002)."
    if not re.search(r"<dc:title>.*\S.*</dc:title>", xmp, re.S):
        yield "Its metadata have no title (06-003)."
    if not told(root.get("/ViewerPreferences", {})).get("/DisplayDocTitle"):
        yield "A reader shows its file's name, not its title (07-001)."
    if reader.is_encrypted or "/AcroForm" in root or "/OpenAction" in root:
        yield "It is encrypted, is a form or does something when opened."


def climb(element: Any, kind: str, page: Any, tree: Tree) -> None:
    page = element.get("/Pg", page)
    for child in many(element.get("/K")):
        if isinstance(child, int):
            tree.owned[number_of(page), int(child)] += 1
            continue
        child = told(child)
        if child.get("/Type") == "/MCR":
            tree.owned[number_of(child.get("/Pg", page)), int(child["/MCID"])] += 1
        elif child.get("/Type") == "/OBJR":
            tree.objects.add(number_of(child.raw_get("/Obj")))
        else:
            tree.elements.append((child, kind))
            climb(child, str(child.get("/S", "")), page, tree)


def structure(tree: Tree, root: Any) -> Iterator[str]:
    roles = told(root.get("/RoleMap", {}))
    level = 0
    for element, parent in tree.elements:
        kind = str(element.get("/S", ""))
        if kind[1:] not in STANDARD and str(roles.get(kind, ""))[1:] not in STANDARD:
            yield f"{kind} is no standard kind of element (02-001)."
        if parent in OWN_CHILDREN and kind not in OWN_CHILDREN[parent]:
            yield f"{kind} stands in {parent} (09)."
        if kind == "/Figure" and not (element.get("/Alt") or element.get("/ActualText")):
            yield "A figure has no words in its place (13-004)."
        if kind == "/Figure" and not stands_on_its_page(element):
            yield "A figure stands outside its page."
        if kind == "/TH" and not any("/Scope" in told(a) for a in many(element.get("/A"))):
            yield "A head of a table does not say what it is the head of (15-003)."
        if kind == "/Table" and not any(str(row.get("/S")) == "/TH" for row in below(element)):
            yield "A table has no heads (15)."
        if re.fullmatch("/H[1-6]", kind):
            if int(kind[2]) > level + 1:
                yield f"A heading goes from level {level} to {kind[2]} (14-003)."
            level = int(kind[2])
    if level == 0:
        yield "It has no heading (14)."


def stands_on_its_page(figure: Any) -> bool:
    left, foot, right, head = told(figure["/A"])["/BBox"]
    _, _, width, height = told(figure["/Pg"])["/MediaBox"]
    return bool(0 <= left < right <= width and 0 <= foot < head <= height)


def below(element: Any) -> Iterator[Any]:
    for child in many(element.get("/K")):
        child = told(child)
        if not isinstance(child, int) and "/S" in child:
            yield child
            yield from below(child)


def content(reader: PdfReader, tree: Tree) -> Iterator[str]:
    for place, page in enumerate(reader.pages, start=1):
        marks, open_marks = Counter[int](), list[str]()
        for operands, operator in ContentStream(page.get_contents(), reader).operations:
            if operator in (b"BDC", b"BMC"):
                properties = told(operands[1]) if len(operands) > 1 else {}
                mark = properties.get("/MCID") if isinstance(properties, dict) else None
                if mark is not None:
                    marks[int(mark)] += 1
                now = "artifact" if operands[0] == "/Artifact" else "" if mark is None else "tagged"
                if now and set(open_marks) - {"", now}:
                    yield f"Page {place}: what is tagged and what is not are in one another (01-003)."
                open_marks.append(now)
            elif operator == b"EMC":
                open_marks.pop()
            elif operator in PAINTS and not any(open_marks):
                yield f"Page {place}: {operator.decode()} is neither tagged nor an artifact (01-005)."
        owned = {mark: n for (of, mark), n in tree.owned.items() if of == number_of(page)}
        if dict(marks) != owned:
            yield f"Page {place}: marks {sorted(set(marks) ^ set(owned))} and the structure differ."
        if marks and "/StructParents" not in page:
            yield f"Page {place} does not lead back to the structure."
        if "/Annots" in page and page.get("/Tabs") != "/S":
            yield f"Page {place}: the tab key does not follow the structure (28-005)."


def fonts(reader: PdfReader) -> Iterator[str]:
    for place, page in enumerate(reader.pages, start=1):
        for name, font in told(told(page.get("/Resources", {})).get("/Font", {})).items():
            font = told(font)
            carrier = told(many(font.get("/DescendantFonts", font))[0])
            kept = told(carrier.get("/FontDescriptor", {}))
            if not any(f"/FontFile{n}" in kept for n in ("", "2", "3")):
                yield f"Page {place}: the font {name} is not embedded (31-009)."
            if "/ToUnicode" not in font:
                yield f"Page {place}: what the font {name} says cannot be read (10-001)."


def annotations(reader: PdfReader, tree: Tree) -> Iterator[str]:
    links = sum(str(element.get("/S")) == "/Link" for element, _parent in tree.elements)
    found = 0
    for place, page in enumerate(reader.pages, start=1):
        for reference in many(page.get("/Annots")):
            one = told(reference)
            found += one.get("/Subtype") == "/Link"
            if not str(one.get("/Contents", "")).strip():
                yield f"Page {place}: a link does not say where it goes (28-012)."
            if "/StructParent" not in one or number_of(reference) not in tree.objects:
                yield f"Page {place}: a link is not in the structure (28-002)."
    if found and not links:
        yield "There are links and no element for them (28-011)."
