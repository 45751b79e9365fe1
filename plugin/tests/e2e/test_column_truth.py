"""Column lineage of whole projects against edges that were written down by reading their SQL.

`column_truth/*.txt` names a node, then every edge into its columns, one a line:

    column <- parent.column kind [optional]

A node is written in full: an edge that is not written is wrong to find. `*` is the rows: as a target only what
decides them (filters, keys, groups), as a parent what `count(*)` counts. Left out, because they follow from the
rest: a join key that goes into a column (`optional` says that it does) and rows that come from rows. `a|b`: the
SQL does both. The spelling of names does not matter.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from dbt_onus.artifacts.manifest import read_manifest
from dbt_onus.core.columns import ROWS, ColumnEdge, ColumnLineage, EdgeKind
from dbt_onus.core.lineage import Lineage
from tests.e2e.conftest import DBT_V2, ROOT, Dbt

pytestmark = pytest.mark.e2e

TRUTH = Path(__file__).parent / "column_truth"
PROJECTS = {
    "commerce": ROOT / "examples" / "mesh" / "commerce",
    "finance": ROOT / "examples" / "mesh" / "finance",
    "clinic": ROOT / "bench" / "faults" / "projects" / "clinic" / "clinic",
    "telemetry": ROOT / "bench" / "faults" / "projects" / "telemetry" / "telemetry",
}
LEFTOVERS = ("target", "logs", "dbt_packages", ".onus", "package-lock.yml", "packages.yml")
#: The share of edges that both sides have, kind and `optional` included.
AGREEMENT = 0.98


class Into(NamedTuple):
    """An edge, but for its kind: what is compared first."""

    node: str
    column: str
    parent: str


class Kind(NamedTuple):
    """What is said of it."""

    kinds: frozenset[str]
    optional: bool


Edges = dict[Into, Kind]


def written(project: str) -> Edges:
    edges: Edges = {}
    node = ""
    for line in (TRUTH / f"{project}.txt").read_text(encoding="utf-8").splitlines():
        if "<-" in line:
            column, parent, kinds, *optional = line.replace(" <-", "").split()
            into = Into(node, column, parent)
            assert into not in edges, f"written twice: {line}"
            assert optional in ([], ["optional"]), line
            assert set(kinds.split("|")) <= set(EdgeKind), line
            edges[into] = Kind(frozenset(kinds.split("|")), bool(optional))
        elif line and not line.startswith("#"):
            node = line
    return edges


def found(columns: ColumnLineage, ids: dict[str, str], truth: Edges) -> Edges:
    edges: Edges = {}
    for name in dict.fromkeys(into.node for into in truth):
        targets = [into.column for into in truth if into.node == name]
        targets += [edge.to or "" for edge in columns.of(ids[name]).edges]
        for target in dict.fromkeys(column.lower() for column in targets):
            for edge in columns.edges_into(ids[name], target):
                if not follows_from_the_rest(edge):
                    parent = f"{short(edge.parent)}.{(edge.column or '?').lower()}"
                    optional = edge.optional and target != ROWS
                    edges[Into(name, target, parent)] = Kind(frozenset([edge.kind]), optional)
    return edges


def follows_from_the_rest(edge: ColumnEdge) -> bool:
    if edge.to == ROWS:
        return edge.column == ROWS
    return edge.kind is EdgeKind.JOIN_KEY


def short(unique_id: str) -> str:
    return unique_id.split(".", 2)[-1]


def differences(truth: Edges, got: Edges) -> Iterator[str]:
    for into in truth.keys() | got.keys():
        said, read = truth.get(into), got.get(into)
        if said is None or read is None:
            yield f"{'missing' if read is None else 'not in the SQL'}: {told(into, said or read)}"
        elif not read.kinds <= said.kinds or read.optional != said.optional:
            yield f"read as {told(into, read)}; it is {told(into, said)}"


def told(into: Into, kind: Kind | None) -> str:
    words = ("|".join(sorted(kind.kinds)), " optional" * kind.optional) if kind else ()
    return f"{into.node}.{into.column} <- {into.parent} {''.join(words)}"


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> dict[str, Path]:
    """The projects as dbt compiles them, without a warehouse behind: by dbt v2 where it is there, it is faster."""
    dbt: Dbt = request.getfixturevalue("dbt_v2" if DBT_V2.exists() else "dbt")
    manifests = {}
    for name, origin in PROJECTS.items():
        folder = tmp_path_factory.mktemp("column_truth") / name
        shutil.copytree(origin, folder, ignore=shutil.ignore_patterns(*LEFTOVERS))
        if (origin / "packages.yml").exists():
            (folder / "packages.yml").write_text(f'packages: [{{local: "{ROOT.as_posix()}"}}]\n', encoding="utf-8")
            (folder / "dbt_packages").mkdir()
            (folder / "dbt_packages" / "onus").symlink_to(ROOT, target_is_directory=True)
        done = dbt(folder, "compile")
        assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]
        manifests[name] = folder / "target" / "manifest.json"
    return manifests


def test_columns_come_from_where_the_sql_takes_them(compiled: dict[str, Path]) -> None:
    edges, wrong = 0, []
    for project, path in compiled.items():
        manifest = read_manifest(path)
        lineage = Lineage.of(manifest.nodes)
        columns = ColumnLineage(manifest.nodes, lineage.parents, adapter=manifest.adapter_type)
        truth = written(project)
        ids = {short(uid): uid for uid, node in manifest.nodes.items() if not node.is_test}
        got = found(columns, ids, truth)
        edges += len(truth.keys() | got.keys())
        wrong += [f"{project}: {line}" for line in differences(truth, got)]
    agreement = 1 - len(wrong) / edges
    report = "\n".join([f"{edges} edges, {agreement:.1%} as written", *sorted(wrong)])
    print(report)  # noqa: T201 - pytest -s shows how well it does
    assert edges >= 500
    assert agreement >= AGREEMENT, report
