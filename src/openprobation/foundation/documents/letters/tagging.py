"""What does the printer leave out of the tags of a PDF that PDF/UA asks for? Put in before it is written.

WeasyPrint tags heads of tables without their scope, puts the words of a list's item straight into the
item, marks the foot of every page as content that nothing in the structure owns, and measures pictures
from the wrong corner. A screen reader stumbles over each.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

FRAMES = {"/THead": "/Column", "/TFoot": "/Column", "/TBody": "/Row", "/Table": "/Row"}
"""What a head of a table is the head of, by what its row stands in."""


def mend(_document: Any, pdf: Any) -> None:
    """Mend the tags of what WeasyPrint is about to write."""
    objects = {one.reference: one for one in pdf.objects[1:]}
    root = objects[pdf.catalog["StructTreeRoot"]]
    owned: dict[bytes, set[int]] = {}
    for element in list(_elements(root, objects)):
        marks = {one for one in element["K"] if isinstance(one, int)}
        owned.setdefault(element.get("Pg", b""), set()).update(marks)
        match element["S"]:
            case "/TH":
                frame = objects[objects[element["P"]]["P"]]["S"]
                element["A"]["Scope"] = FRAMES[frame]
            case "/LI":
                _give_body(element, objects, pdf)
            case "/Figure":
                _place(element, objects[element["Pg"]])
    numbers = objects[root["ParentTree"]]["Nums"]
    for reference in pdf.page_references:
        page = objects[reference]
        owners = numbers[numbers.index(page["StructParents"]) + 1]
        _leave_out(objects[page["Contents"]].stream, owners, owned.get(reference, set()))


def _elements(parent: Any, objects: dict[bytes, Any]) -> Iterator[Any]:
    for reference in parent["K"]:
        child = objects.get(reference)
        if child is not None and "S" in child:
            yield child
            yield from _elements(child, objects)


def _give_body(item: Any, objects: dict[bytes, Any], pdf: Any) -> None:
    """The words of an item stand in a body, beside its number."""
    loose = [
        one
        for one in item["K"]
        if one in objects and objects[one].get("S") not in ("/Lbl", "/LBody")
    ]
    if not loose:
        return
    body = type(item)(item | {"S": "/LBody", "P": item.reference, "K": type(item["K"])(loose)})
    pdf.add_object(body)
    objects[body.reference] = body
    for one in loose:
        objects[one]["P"] = body.reference
    kept = [one for one in item["K"] if one not in loose]
    item["K"][:] = [*kept, body.reference]


def _place(figure: Any, page: Any) -> None:
    """Where a picture stands: in points from the foot of the page, not in pixels from its head."""
    left, top, right, bottom = (each * 0.75 for each in figure["A"]["BBox"])
    head = page["MediaBox"][3]
    figure["A"]["BBox"][:] = [left, head - bottom, right, head - top]


def _leave_out(stream: list[Any], owners: Any, owned: set[int]) -> None:
    """What no element owns is no content: a screen reader passes it over, as the page's number."""
    for place, operator in enumerate(stream):
        if operator != b"BDC":
            continue
        mark = stream[place - 1]["MCID"]
        if mark not in owned:
            owners[mark] = b"null"
            stream[place - 2 : place + 1] = ["/Artifact", b"<</Type/Pagination>>", b"BDC"]
