"""Where does the demonstration play? Greater Manchester in February 2017: two organisations, their units, teams and offices.

Organisations, owners, areas and office addresses are facts of the time (offices: Cheshire & Greater
Manchester CRC through traffordDataLab, Open Government Licence v3). Telephones are from the ranges kept
for drama; teams and who works in them are invented.
"""

from __future__ import annotations

from dataclasses import dataclass

from openprobation.vocabulary.organisations import OrganisationKind, TeamKind
from openprobation.vocabulary.sentences import CourtKind

OFFICES_SOURCE = "Cheshire & Greater Manchester CRC, via traffordDataLab (OGL v3)"

AREAS = (
    ("E08000001", "Bolton"),
    ("E08000002", "Bury"),
    ("E08000003", "Manchester"),
    ("E08000004", "Oldham"),
    ("E08000005", "Rochdale"),
    ("E08000006", "Salford"),
    ("E08000007", "Stockport"),
    ("E08000008", "Tameside"),
    ("E08000009", "Trafford"),
    ("E08000010", "Wigan"),
)

#: Shares of people by area, about by population; Bolton's are mostly the first team's. An assumption.
AREA_WEIGHTS = (3, 7, 19, 8, 8, 9, 10, 8, 8, 12)

COURTS = (
    ("Manchester and Salford Magistrates' Court", CourtKind.MAGISTRATES, "Manchester"),
    ("Bolton Magistrates' Court", CourtKind.MAGISTRATES, "Bolton"),
    ("Stockport Magistrates' Court", CourtKind.MAGISTRATES, "Stockport"),
    ("Tameside Magistrates' Court", CourtKind.MAGISTRATES, "Tameside"),
    ("Wigan and Leigh Magistrates' Court", CourtKind.MAGISTRATES, "Wigan"),
    ("Bury and Rochdale Magistrates' Court", CourtKind.MAGISTRATES, "Bury"),
    ("Manchester Crown Court, Crown Square", CourtKind.CROWN, "Manchester"),
    ("Bolton Crown Court", CourtKind.CROWN, "Bolton"),
)


@dataclass(frozen=True, slots=True)
class OfficePlace:
    name: str
    address: str
    postcode: str


OFFICES = (
    OfficePlace("Atherton Probation Office", "81 Gloucester Street, Atherton", "M46 0JS"),
    OfficePlace(
        "Bolton Probation Office",
        "Ground Floor, Nautica House, Waters' Meeting Road, Bolton",
        "BL1 8SW",
    ),
    OfficePlace("Manchester Probation Office", "12 Minshull Street, Manchester", "M1 3FR"),
    OfficePlace(
        "Oldham Probation Office", "Unit 1, Cromwell Court, Brunswick Street, Oldham", "OL1 1ET"
    ),
    OfficePlace(
        "Rochdale Probation Office",
        "20 Chichester Business Park, Chichester Street, Rochdale",
        "OL16 2AU",
    ),
    OfficePlace("Salford Probation Office", "2 Redwood Street, Pendleton, Salford", "M6 6PF"),
    OfficePlace(
        "Stockport Probation Office",
        "Cirtek House, Unit 2b, Higher Hillgate, Stockport",
        "SK1 3QD",
    ),
    OfficePlace("Trafford Probation Office", "Newton Street, Stretford, Trafford", "M32 8LG"),
    OfficePlace(
        "Tameside Probation Office",
        "Ashton Office, Birchcroft, Crowthorne Road, Ashton-under-Lyne",
        "OL7 0DH",
    ),
    OfficePlace(
        "Wigan Probation Office", "Coops Business Centre, 11 Dorning Street, Wigan", "WN1 1HR"
    ),
    OfficePlace(
        "North West Divisional Office",
        "5th floor, Oakland House, Talbot Road, Manchester",
        "M16 0PQ",
    ),
)


@dataclass(frozen=True, slots=True)
class TeamPlace:
    """One team: `officers` is how many probation officers and probation services officers are posted to it."""

    code: str
    name: str
    kind: TeamKind
    unit: str
    office: str
    officers: int = 0
    areas: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Provider:
    code: str
    name: str
    kind: OrganisationKind
    owner: str
    operating_model: str
    region: str
    teams: tuple[TeamPlace, ...]


def supervision(
    code: str, name: str, unit: str, office: str, officers: int, *areas: str
) -> TeamPlace:
    return TeamPlace(code, name, TeamKind.SUPERVISION, unit, office, officers, areas)


NPS = Provider(
    "NPS-NW",
    "National Probation Service, North West",
    OrganisationKind.NPS,
    "Ministry of Justice",
    "National Probation Service operating model",
    "North West division",
    (
        TeamPlace(
            "NPS-C-MAN",
            "Manchester court team",
            TeamKind.COURT,
            "Manchester and Salford",
            "Manchester Probation Office",
        ),
        TeamPlace(
            "NPS-C-BOL",
            "Bolton court team",
            TeamKind.COURT,
            "Bolton, Bury and Wigan",
            "Bolton Probation Office",
        ),
        TeamPlace(
            "NPS-ADM",
            "Systems administration",
            TeamKind.ADMINISTRATION,
            "Manchester and Salford",
            "North West Divisional Office",
        ),
        TeamPlace(
            "NPS-ENF",
            "Greater Manchester enforcement team",
            TeamKind.ENFORCEMENT,
            "Manchester and Salford",
            "North West Divisional Office",
        ),
        supervision(
            "NPS-MAN",
            "NPS Manchester",
            "Manchester and Salford",
            "Manchester Probation Office",
            6,
            "Manchester",
        ),
        supervision(
            "NPS-SAL",
            "NPS Salford and Trafford",
            "Manchester and Salford",
            "Salford Probation Office",
            5,
            "Salford",
            "Trafford",
        ),
        supervision(
            "NPS-BOL",
            "NPS Bolton and Bury",
            "Bolton, Bury and Wigan",
            "Bolton Probation Office",
            5,
            "Bolton",
            "Bury",
        ),
        supervision(
            "NPS-WIG", "NPS Wigan", "Bolton, Bury and Wigan", "Wigan Probation Office", 4, "Wigan"
        ),
        supervision(
            "NPS-OLD",
            "NPS Oldham and Rochdale",
            "Oldham, Rochdale, Stockport and Tameside",
            "Oldham Probation Office",
            5,
            "Oldham",
            "Rochdale",
        ),
        supervision(
            "NPS-STO",
            "NPS Stockport and Tameside",
            "Oldham, Rochdale, Stockport and Tameside",
            "Stockport Probation Office",
            5,
            "Stockport",
            "Tameside",
        ),
    ),
)

CRC = Provider(
    "CGM-CRC",
    "Cheshire & Greater Manchester CRC",
    OrganisationKind.CRC,
    "Purple Futures",
    "Interchange",
    "Greater Manchester",
    (
        supervision(
            "CRC-BOL", "Bolton 2", "Bolton and Wigan", "Bolton Probation Office", 4, "Bolton"
        ),
        supervision("CRC-WIG", "Wigan", "Bolton and Wigan", "Wigan Probation Office", 5, "Wigan"),
        supervision(
            "CRC-MAN",
            "Manchester Minshull Street",
            "Manchester",
            "Manchester Probation Office",
            8,
            "Manchester",
        ),
        supervision(
            "CRC-SAL", "Salford", "Salford and Trafford", "Salford Probation Office", 4, "Salford"
        ),
        supervision(
            "CRC-TRA",
            "Trafford",
            "Salford and Trafford",
            "Trafford Probation Office",
            4,
            "Trafford",
        ),
        supervision(
            "CRC-OLD", "Oldham", "Oldham, Rochdale and Bury", "Oldham Probation Office", 4, "Oldham"
        ),
        supervision(
            "CRC-ROC",
            "Rochdale and Bury",
            "Oldham, Rochdale and Bury",
            "Rochdale Probation Office",
            6,
            "Rochdale",
            "Bury",
        ),
        supervision(
            "CRC-STO",
            "Stockport",
            "Stockport and Tameside",
            "Stockport Probation Office",
            4,
            "Stockport",
        ),
        supervision(
            "CRC-TAM",
            "Tameside",
            "Stockport and Tameside",
            "Tameside Probation Office",
            4,
            "Tameside",
        ),
    ),
)

SUPPLIER = Provider(
    "WAY-FWD",
    "Wayforward Women's Centres (invented)",
    OrganisationKind.SUPPLIER,
    "Wayforward (invented charity)",
    "",
    "Greater Manchester",
    (
        TeamPlace(
            "WAY-1",
            "Wayforward Bolton",
            TeamKind.SERVICES,
            "Greater Manchester",
            "Bolton Probation Office",
        ),
    ),
)

INSPECTORS = Provider(
    "INSPECT",
    "Inspectorate (demonstration)",
    OrganisationKind.INSPECTORATE,
    "Inspectorate (demonstration)",
    "",
    "North",
    (
        TeamPlace(
            "INSPECT-1",
            "Area inspection team",
            TeamKind.INSPECTION,
            "North",
            "North West Divisional Office",
        ),
    ),
)

POLICE = Provider(
    "POLICE",
    "Police (demonstration)",
    OrganisationKind.PARTNER,
    "Police (demonstration)",
    "",
    "Greater Manchester",
    (
        TeamPlace(
            "POL-IOM",
            "Police at the Bolton IOM team",
            TeamKind.PARTNERS,
            "Greater Manchester",
            "Bolton Probation Office",
        ),
    ),
)

PROVIDERS = (NPS, CRC, SUPPLIER, INSPECTORS, POLICE)

#: The team whose people are made by actions before the first page: 150 of them, with the stories.
FIRST_TEAM = "CRC-BOL"
