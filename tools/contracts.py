"""Does any context reach into another's tables? A contract of our own: `own_models`."""

from __future__ import annotations

from typing import Any

from importlinter import Contract, ContractCheck, fields, output


class OwnModels(Contract):  # type: ignore[misc]  # import-linter ships no types
    """A module named `models` inside an area may be imported only from its own context.

    `areas` are packages whose children are contexts: the tables of `openprobation.supervision.persons`
    may be imported by `openprobation.supervision.persons.*` alone, by tests, and by `except_for`.
    """

    areas = fields.ListField(subfield=fields.StringField())
    except_for = fields.ListField(subfield=fields.StringField(), required=False)

    def check(self, graph: Any, verbose: bool) -> ContractCheck:
        faults: list[tuple[str, str, int]] = []
        tables = [
            module
            for module in graph.modules
            if module.rsplit(".", 1)[-1] == "models" or ".models." in module
        ]
        for table in tables:
            context = self.context_of(table)
            if context is None:
                continue
            for importer in graph.find_modules_that_directly_import(table):
                inside = importer == context or importer.startswith(f"{context}.")
                if inside or ".tests." in importer or importer in (self.except_for or ()):
                    continue
                for detail in graph.get_import_details(importer=importer, imported=table):
                    faults.append((importer, table, detail["line_number"]))
        return ContractCheck(kept=not faults, metadata={"faults": sorted(faults)})

    def context_of(self, module: str) -> str | None:
        """`openprobation.supervision.persons.models` → `openprobation.supervision.persons`."""
        for area in self.areas:
            if module.startswith(f"{area}."):
                return f"{area}.{module.removeprefix(f'{area}.').split('.')[0]}"
        return None

    def render_broken_contract(self, check: ContractCheck) -> None:
        for importer, table, line in check.metadata["faults"]:
            output.print_error(
                f"{importer} imports {table} (line {line}): ask its queries or actions."
            )
