"""A manifest as a change leaves it: what dbt would write, had somebody merged the change.

Edits go into the manifest that dbt wrote, and into the catalog beside it, which other tools read; what is named
has to be there, so that no change of the bench is an empty one.
"""

from __future__ import annotations

import copy
import json
import re
from pathlib import Path
from typing import Any

_SECTIONS = ("nodes", "sources", "exposures")


class Draft:
    """One project's manifest and catalog, being edited. `uid` is `kind.name` or `source.schema.table`."""

    def __init__(self, manifest: dict[str, Any], catalog: dict[str, Any]) -> None:
        self.manifest = copy.deepcopy(manifest)
        self.catalog = copy.deepcopy(catalog)
        metadata = self.manifest["metadata"]
        metadata["invocation_id"] = "0" * 8 + metadata["invocation_id"][8:]
        self.package = metadata["project_name"]

    def write(self, folder: Path) -> None:
        """As a target folder."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "manifest.json").write_text(json.dumps(self.manifest), encoding="utf-8")
        (folder / "catalog.json").write_text(json.dumps(self.catalog), encoding="utf-8")

    def uid(self, name: str) -> str:
        kind, _, rest = name.partition(".")
        return f"{kind}.{self.package}.{rest}"

    def node(self, name: str) -> dict[str, Any]:
        uid = self.uid(name)
        return next(self.manifest[section][uid] for section in _SECTIONS if uid in self.manifest[section])

    def columns(self, name: str) -> dict[str, Any]:
        """The columns as the catalog has them; none where nothing was built."""
        uid = self.uid(name)
        known = self.catalog["sources"].get(uid) or self.catalog["nodes"].get(uid) or {"columns": {}}
        columns: dict[str, Any] = known["columns"]
        return columns

    def sql(self, name: str, old: str, new: str) -> None:
        """Replace a piece of the SQL, as written and as compiled; layout apart it has to be there."""
        node = self.node(name)
        pattern = re.compile(r"\s+".join(re.escape(part) for part in old.split()))
        for key in ("raw_code", "compiled_code"):
            text, count = pattern.subn(lambda _: new, node[key])
            assert count == 1, f"{name}.{key}: {count} of {old!r}"
            node[key] = text
        node["checksum"]["checksum"] = f"{node['checksum']['checksum'][:-4]}beef"

    def without_column(self, name: str, column: str, *, sql: str | None = None, instead: str = "") -> None:
        """A column goes from the SQL (`sql` is how it stands there), the declaration, its tests and the table."""
        if sql is not None:
            self.sql(name, sql, instead)
        self.undeclared(name, column)
        self.untabled(name, column)

    def undeclared(self, name: str, column: str) -> None:
        """A column goes from the YAML, with its tests."""
        declared = self.node(name)["columns"]
        for key in [key for key in declared if key.lower() == column.lower()]:
            del declared[key]
        for uid in self.tests(name, column):
            del self.manifest["nodes"][uid]

    def untabled(self, name: str, column: str) -> None:
        """A column goes from the table."""
        known = self.columns(name)
        for key in [key for key in known if key.lower() == column.lower()]:
            del known[key]

    def retabled(self, name: str, old: str, new: str) -> None:
        """A column of the table has another name."""
        known = self.columns(name)
        if old in known:
            known[new] = {**known.pop(old), "name": new}

    def renamed_column(self, name: str, old: str, new: str, *, sql: tuple[str, str] | None = None) -> None:
        """A column has another name, in the SQL, the declaration and the table; its tests go with it."""
        if sql is not None:
            self.sql(name, *sql)
        for columns in (self.node(name)["columns"], self.columns(name)):
            entries = list(columns.items())
            columns.clear()
            for key, said in entries:
                if key.lower() == old.lower():
                    key, said = new, {**said, "name": new}
                columns[key] = said
        for uid in self.tests(name, old):
            test = self.manifest["nodes"][uid]
            test["column_name"] = new
            test["test_metadata"]["kwargs"]["column_name"] = new

    def column(self, name: str, column: str) -> dict[str, Any]:
        return self.node(name)["columns"][column]

    def retyped(self, name: str, column: str, data_type: str) -> None:
        """A column is declared with another type, and the table has it."""
        self.column(name, column)["data_type"] = data_type
        known = self.columns(name)
        if column in known:
            known[column]["type"] = data_type.upper()

    def terms(self, name: str, column: str | None = None) -> dict[str, Any]:
        """The contract's terms of the node or of one of its columns, to be edited."""
        said = self.node(name) if column is None else self.column(name, column)
        meta = said["config"].setdefault("meta", {})
        terms: dict[str, Any] = meta.setdefault("onus", {}).setdefault("contract", {})
        said["meta"] = meta
        return terms

    def tests(self, name: str, column: str | None = None, kind: str | None = None) -> list[str]:
        """The generic tests on the node."""
        uid = self.uid(name)
        return [
            key
            for key, node in self.manifest["nodes"].items()
            if node["resource_type"] == "test"
            and node.get("test_metadata")
            and uid in node["depends_on"]["nodes"]
            and (node.get("attached_node") in (uid, None) and node.get("file_key_name", "").split(".")[-1] in uid)
            and (column is None or (node.get("column_name") or "").lower() == column.lower())
            and (kind is None or node["test_metadata"]["name"] == kind)
        ]

    def untested(self, name: str, column: str | None, kind: str) -> None:
        """A test goes."""
        found = self.tests(name, column, kind)
        assert found, f"{name}: no test {kind} on {column}"
        for uid in found:
            del self.manifest["nodes"][uid]

    def config(self, name: str, **values: Any) -> None:
        """What the node's configuration says, at the top level too where dbt copies it."""
        node = self.node(name)
        node["config"] |= values
        for key in ("access", "group", "meta", "tags"):
            if key in values:
                node[key] = values[key]

    def without(self, name: str) -> None:
        """A node goes, with its tests, as dbt parses a project that has no file of it."""
        uid = self.uid(name)
        for test in self.tests(name):
            del self.manifest["nodes"][test]
        for section in _SECTIONS:
            self.manifest[section].pop(uid, None)
        for section in ("nodes", "sources"):
            self.catalog[section].pop(uid, None)

    def disabled(self, name: str) -> None:
        """A node is parsed and left out."""
        node = copy.deepcopy(self.node(name))
        node["config"]["enabled"] = False
        self.without(name)
        self.manifest["disabled"][self.uid(name)] = [node]

    def moved(self, name: str, *, schema: str | None = None, alias: str | None = None) -> None:
        """A table is built elsewhere."""
        node = self.node(name)
        node["schema"] = schema or node["schema"]
        node["alias"] = alias or node["alias"]
        node["relation_name"] = f'"{node["database"]}"."{node["schema"]}"."{node["alias"]}"'

    def renamed_model(self, name: str, new: str) -> None:
        """A model has another name, and whoever refers to it in the project was changed along."""
        old_uid, new_uid = self.uid(name), self.uid(f"model.{new}")
        node = self.manifest["nodes"].pop(old_uid)
        was = node["relation_name"]
        node |= {"name": new, "unique_id": new_uid, "alias": new, "fqn": [*node["fqn"][:-1], new]}
        node["relation_name"] = f'"{node["database"]}"."{node["schema"]}"."{new}"'
        node["original_file_path"] = node["original_file_path"].replace(name.partition(".")[2], new)
        self.manifest["nodes"][new_uid] = node
        if old_uid in self.catalog["nodes"]:
            self.catalog["nodes"][new_uid] = self.catalog["nodes"].pop(old_uid)
        for section in _SECTIONS:
            for other in self.manifest[section].values():
                parents = other.get("depends_on", {}).get("nodes", [])
                if old_uid in parents:
                    other["depends_on"]["nodes"] = [new_uid if one == old_uid else one for one in parents]
                    if other.get("compiled_code"):
                        other["compiled_code"] = other["compiled_code"].replace(was, node["relation_name"])
                    if other.get("raw_code"):
                        other["raw_code"] = other["raw_code"].replace(f"'{name.partition('.')[2]}'", f"'{new}'")
                if other.get("attached_node") == old_uid:
                    other["attached_node"] = new_uid
