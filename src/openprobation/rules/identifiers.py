"""Is this identifier, telephone number or postcode written as it should be?

Each function takes what somebody typed and gives a `Reading`: the value in its one stored form, or
a fault written for the person who typed it. Never both, never neither.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

CHECK_LETTERS = "ZABCDEFGHJKLMNPQRTUVWXY"
"""The letter of a remainder modulo 23, in both police numbers; I, O and S are left out. [code]"""


@dataclass(frozen=True, slots=True)
class Reading:
    """What was typed: `value` is the form to store, `fault` says what is wanted instead."""

    given: str
    value: str | None
    fault: str | None

    @property
    def is_right(self) -> bool:
        return self.value is not None


def _right(given: str, value: str) -> Reading:
    return Reading(given, value, None)


def _wrong(given: str, fault: str) -> Reading:
    return Reading(given, None, fault)


def _compact(text: str) -> str:
    """Capitals, with spaces and dashes of every kind taken out."""
    return re.sub(r"[\s\-‐-―.]+", "", text).upper()


def crn(text: str) -> Reading:
    """A case reference number: one letter and six digits, X123456. [code]"""
    compact = _compact(text)
    if re.fullmatch(r"[A-Z][0-9]{6}", compact):
        return _right(text, compact)
    return _wrong(text, "A CRN is a letter and six digits, like X123456.")


def noms(text: str) -> Reading:
    """A prison number: letter, four digits, two letters, A1234BC. [code]"""
    compact = _compact(text)
    if re.fullmatch(r"[A-Z][0-9]{4}[A-Z]{2}", compact):
        return _right(text, compact)
    return _wrong(text, "A prison number is a letter, four digits and two letters, like A1234BC.")


def police_check_letter(year: int, serial: int, *, digits: int) -> str:
    """The check letter over the last two digits of the year and the serial at its full width."""
    return CHECK_LETTERS[(year % 100 * 10**digits + serial) % len(CHECK_LETTERS)]


PNC_WANTED = "A PNC number is a year, up to seven digits and a check letter, like 2003/0062845E."


def pnc(text: str) -> Reading:
    """A Police National Computer number, stored as YYYY/NNNNNNNL.

    The short form (03/62845E) is widened: serials shorter than seven digits are filled with
    noughts, and a two-digit year is 19YY from 40 on, else 20YY: numbers go back to 1940. [code]
    """
    found = re.fullmatch(r"(\d{4}|\d{2})/(\d{1,7})([A-Z])", _compact(text)) or re.fullmatch(
        r"(\d{4}|\d{2})(\d{7})([A-Z])", _compact(text)
    )
    if not found:
        return _wrong(text, PNC_WANTED)
    year, serial, letter = _whole_year(found[1]), int(found[2]), found[3]
    if not 1900 <= year < 2100:
        return _wrong(text, f"{year} cannot be the year of a PNC number. {PNC_WANTED}")
    if letter != police_check_letter(year, serial, digits=7):
        return _wrong(
            text,
            f"The check letter {letter} does not fit this PNC number: one digit or letter is"
            " mistyped. Check it against the document.",
        )
    return _right(text, f"{year}/{serial:07d}{letter}")


def _whole_year(digits: str) -> int:
    if len(digits) == 4:
        return int(digits)
    return int(digits) + (1900 if int(digits) >= 40 else 2000)


CRO_WANTED = (
    "A CRO number is up to six digits, a slash, two digits of the year and a check letter, like"
    " 265416/21G, or an old one like SF05/482703J."
)


def cro(text: str) -> Reading:
    """A Criminal Records Office number: NNNNNN/YYL, or the old SFYY/NNNNNNL.

    The first kind is filled with noughts to six digits. In the second the serial is checked at the
    width it is written in, and so is kept. [code]
    """
    compact = _compact(text)
    if found := re.fullmatch(r"(\d{1,6})/(\d{2})([A-Z])", compact):
        serial, year, letter = found.groups()
        expected = police_check_letter(int(year), int(serial), digits=6)
        value = f"{int(serial):06d}/{year}{letter}"
    elif found := re.fullmatch(r"SF(\d{2})/(\d{1,6})([A-Z])", compact):
        year, serial, letter = found.groups()
        expected = police_check_letter(int(year), int(serial), digits=len(serial))
        value = f"SF{year}/{serial}{letter}"
    else:
        return _wrong(text, CRO_WANTED)
    if letter != expected:
        return _wrong(
            text,
            f"The check letter {letter} does not fit this CRO number: one digit or letter is"
            " mistyped. Check it against the document.",
        )
    return _right(text, value)


NI_WANTED = (
    "A National Insurance number is two letters, six digits and a letter from A to D, like"
    " QQ 12 34 56 C (an example nobody holds)."
)
NI_PREFIXES_NEVER_ISSUED = frozenset({"BG", "GB", "KN", "NK", "NT", "TN", "ZZ"})


def national_insurance(text: str) -> Reading:
    """A National Insurance number, stored without spaces.

    Neither first letter may be D, F, I, Q, U or V, nor the second O; some pairs are never issued.
    Source: GOV.UK, National Insurance manual NIM39110 [general knowledge].
    """
    compact = _compact(text)
    if not re.fullmatch(r"[A-Z]{2}[0-9]{6}[A-D]", compact):
        return _wrong(text, NI_WANTED)
    prefix = compact[:2]
    issued = re.fullmatch(r"[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]", prefix)
    if not issued or prefix in NI_PREFIXES_NEVER_ISSUED:
        return _wrong(
            text, f"No National Insurance number starts with {prefix}. Check the first two letters."
        )
    return _right(text, compact)


PHONE_WANTED = (
    "Enter a telephone number with its area code, like 0161 496 0123 or 07700 900123;"
    " a number abroad starts with + and the country."
)


def phone(text: str) -> Reading:
    """A telephone number, stored as + country number (+447700900123). UK unless it starts with +.

    UK numbers: nought and ten digits (nine for a few old area codes), starting 01, 02, 03, 07 or
    08. Source: Ofcom, National Telephone Numbering Plan [general knowledge].
    """
    digits = re.sub(r"[\s\-‐-―.()/]+", "", text)
    digits = re.sub(r"^00(?=[1-9])", "+", digits)
    if digits.startswith("+44"):
        digits = "0" + digits[3:].removeprefix("0")
    if re.fullmatch(r"\+[1-9][0-9]{6,14}", digits):
        return _right(text, digits)
    if re.fullmatch(r"0(?:[2378][0-9]{9}|1[0-9]{8,9})", digits):
        return _right(text, "+44" + digits[1:])
    return _wrong(text, PHONE_WANTED)


def is_mobile(stored_phone: str) -> bool:
    """Whether a stored number can take a text: UK mobiles, not pagers (070, 076 but 07624)."""
    return bool(re.fullmatch(r"\+447(?:[1-57-9][0-9]{8}|624[0-9]{6})", stored_phone))


def phone_as_people_write_it(stored_phone: str) -> str:
    """A stored number as it is read out: 07700 900123, 0161 496 0123, 020 7946 0123."""
    if not stored_phone.startswith("+44"):
        return stored_phone
    digits = "0" + stored_phone[3:]
    if digits.startswith("02"):
        return f"{digits[:3]} {digits[3:7]} {digits[7:]}"
    if re.match(r"01[0-9]1|011|03|08", digits):
        return f"{digits[:4]} {digits[4:7]} {digits[7:]}"
    return f"{digits[:5]} {digits[5:]}"


POSTCODE_WANTED = "Enter a full postcode, like M60 9LP."
POSTCODE = re.compile(
    r"(GIR|[A-PR-UWYZ](?:[0-9]{1,2}|[A-HK-Y][0-9]|[A-HK-Y][0-9][0-9ABEHMNPRV-Y]|[0-9][A-HJKPSTUW]))"
    r"([0-9][ABD-HJLNP-UW-Z]{2})"
)


def postcode(text: str) -> Reading:
    """A UK postcode, stored in capitals with one space before the last three.

    Source: Royal Mail's published patterns [general knowledge]; whether it exists is not asked.
    """
    found = POSTCODE.fullmatch(_compact(text))
    if not found or (found[1] == "GIR" and found[2] != "0AA"):
        return _wrong(text, POSTCODE_WANTED)
    return _right(text, f"{found[1]} {found[2]}")
