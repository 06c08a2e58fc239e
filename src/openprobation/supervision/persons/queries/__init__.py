"""Who is a person, what do we know of them, and who could this be?"""

from .details import (
    AddressLine,
    Details,
    EmergencyContactLine,
    IdentifierLine,
    KindLine,
    OtherNameLine,
    PhoneLine,
    details,
)
from .locating import Found, Sought, locate, possible_matches, sought
from .people import FIELDS, Handle, Named, by_crn, by_id, by_ids, kept_id, named, records_of
from .reaching import (
    MainAddress,
    SignInPhone,
    adjustments_of,
    circumstances_of,
    disabilities_of,
    main_addresses,
    phones_for_sign_in,
    text_numbers,
)

__all__ = [
    "FIELDS",
    "AddressLine",
    "Details",
    "EmergencyContactLine",
    "Found",
    "Handle",
    "IdentifierLine",
    "KindLine",
    "MainAddress",
    "Named",
    "OtherNameLine",
    "PhoneLine",
    "SignInPhone",
    "Sought",
    "adjustments_of",
    "by_crn",
    "by_id",
    "by_ids",
    "circumstances_of",
    "details",
    "disabilities_of",
    "kept_id",
    "locate",
    "main_addresses",
    "named",
    "phones_for_sign_in",
    "possible_matches",
    "records_of",
    "sought",
    "text_numbers",
]
