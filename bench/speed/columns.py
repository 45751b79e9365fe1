"""The column lineage of a whole project, as a process of its own: python columns.py TARGET [ALONE].

Writes `columns.json`: how many edges between columns there are, and how many nodes could not be read for certain.
"""

import json
import sys
from pathlib import Path


def main(target: str, *, alone: bool) -> None:
    """Read the SQL of every node, with the help of other processors unless `alone`."""
    from dbt_onus.app import columns as reading
    from dbt_onus.app.collector import seldom_collected
    from dbt_onus.app.project import read_project

    with seldom_collected():
        project = read_project([Path()], target_path=Path(target), with_runs=False)
        drawn = [uid for uid in project.lineage if project.nodes[uid].resource_type == "model"]
        if alone:
            reading.WORTH_SHARING = 10**9
        with reading.columns_of(project) as columns:
            reading.read_all(columns, drawn)
        found = [columns.of(uid) for uid in drawn]
    named = (edge for node in found for edge in node.edges if edge.column and edge.to)
    edges = sum(1 for edge in named if "*" not in (edge.column, edge.to))
    unsure = sum(1 for node in found if not node.certain)
    Path("columns.json").write_text(json.dumps({"edges": edges, "uncertain": unsure}), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1], alone="alone" in sys.argv[2:])
