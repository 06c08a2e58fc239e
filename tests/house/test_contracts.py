"""Do the import contracts hold, and does each bite when its rule is broken?"""

from __future__ import annotations

import copy
import tomllib
from pathlib import Path

import grimp
import pytest
from importlinter.configuration import configure
from importlinter.contracts.forbidden import ForbiddenContract
from importlinter.contracts.layers import LayersContract
from tools.contracts import OwnModels

configure()

ROOT = Path(__file__).parents[2]
OPTIONS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
KINDS = {"layers": LayersContract, "forbidden": ForbiddenContract, "own_models": OwnModels}
CONTRACTS = {contract["id"]: contract for contract in OPTIONS["contracts"]}

BITES = [
    ("pure", "openprobation.rules.working_days", "django"),
    ("plain", "openprobation.rules.working_days", "duckdb"),
    (
        "flow",
        "openprobation.inspection.programmes.models",
        "openprobation.supervision.persons.models",
    ),
    (
        "own",
        "openprobation.inspection.programmes.models",
        "openprobation.supervision.persons.models",
    ),
    (
        "case",
        "openprobation.supervision.contacts.actions",
        "openprobation.supervision.risk.queries",
    ),
    (
        "shape",
        "openprobation.supervision.contacts.queries",
        "openprobation.supervision.contacts.actions",
    ),
    ("shape", "openprobation.supervision.risk.models", "openprobation.supervision.risk.web"),
    (
        "thin",
        "openprobation.supervision.contacts.web.views",
        "openprobation.supervision.contacts.models",
    ),
    ("thin", "openprobation.portals.practitioner.views", "openprobation.supervision.risk.models"),
    ("own", "openprobation.supervision.risk.queries", "openprobation.supervision.persons.models"),
    ("flow", "openprobation.foundation.access.check", "openprobation.config.roles"),
    (
        "foundation",
        "openprobation.foundation.identity.models",
        "openprobation.foundation.access.models",
    ),
    (
        "judged",
        "openprobation.inspection.programmes.models",
        "openprobation.inspection.reports.models",
    ),
    (
        "independent",
        "openprobation.portals.practitioner.cases",
        "openprobation.inspection.reports.queries",
    ),
    ("independent", "openprobation.portals.court.packs", "openprobation.portals.inspector.reading"),
    (
        "unreleased",
        "openprobation.portals.manager.monday",
        "openprobation.inspection.assessments.queries",
    ),
    (
        "unreleased",
        "openprobation.portals.public.views",
        "openprobation.inspection.reports.queries.written",
    ),
]


@pytest.fixture(scope="module")
def graph():
    return grimp.build_graph(
        OPTIONS["root_package"],
        include_external_packages=True,
        exclude_type_checking_imports=True,
        cache_dir=None,
    )


def kept(contract_id, graph):
    options = {
        name: str(value) if isinstance(value, bool) else value
        for name, value in CONTRACTS[contract_id].items()
        if name not in {"id", "name", "type"}
    }
    contract = KINDS[CONTRACTS[contract_id]["type"]](
        name=CONTRACTS[contract_id]["name"],
        session_options={"root_packages": [OPTIONS["root_package"]], **OPTIONS},
        contract_options=options,
    )
    return contract.check(copy.deepcopy(graph), verbose=False).kept


@pytest.mark.parametrize("contract_id", CONTRACTS)
def test_every_contract_holds(graph, contract_id):
    assert kept(contract_id, graph)


@pytest.mark.parametrize(("contract_id", "importer", "imported"), BITES)
def test_every_contract_bites(graph, contract_id, importer, imported):
    broken = copy.deepcopy(graph)
    if imported not in broken.modules:
        broken.add_module(imported, is_squashed="." not in imported)
    broken.add_import(
        importer=importer, imported=imported, line_number=1, line_contents=f"import {imported}"
    )

    assert not kept(contract_id, broken)


def test_a_folder_nobody_declared_is_named(graph):
    broken = copy.deepcopy(graph)
    broken.add_module("openprobation.misc")

    assert not kept("flow", broken)


def test_every_contract_is_seen_to_bite():
    assert {contract_id for contract_id, _importer, _imported in BITES} == set(CONTRACTS)
