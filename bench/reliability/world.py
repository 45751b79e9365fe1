"""A dbt project of many sources whose not_null tests break and pass again, as dbt's artifacts would tell it."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

START = datetime(2026, 3, 1, 6, 0, tzinfo=UTC)
STEP = timedelta(hours=1)
TEAMS = ("alpha", "beta", "gamma")
PROJECT = "loop"


@dataclass(frozen=True, slots=True)
class World:
    """`size` source tables, each of one team and read by one model of the next team."""

    size: int
    seed: int = 1

    def write(self, root: Path, step: int) -> Path:
        """The target folder of dbt's `step`-th build, and the moment it was built (`START` and so many hours)."""
        target = root / f"target-{step}"
        target.mkdir(parents=True, exist_ok=True)
        stamp = _stamp(START + step * STEP)
        about = {"dbt_version": "1.11.16", "generated_at": stamp, "invocation_id": f"step-{step:04d}"}
        _write(target / "manifest.json", {"metadata": _manifest_about(about), **self._manifest()})
        _write(
            target / "run_results.json",
            {
                "metadata": about | {"dbt_schema_version": _SCHEMA.format("run-results/v6")},
                "results": [self._result(number, step) for number in range(self.size)],
                "elapsed_time": 1.0,
                "args": {"which": "build"},
            },
        )
        return target

    def is_broken(self, number: int, step: int) -> bool:
        """Whether the test of this source fails in this build: about half of them do, differently each time."""
        return random.Random(f"{self.seed}/{number}/{step}").random() < 0.5

    def episodes(self, steps: int) -> int:
        """How many times a source that was good went bad in the first so many builds."""
        return sum(
            1
            for number in range(self.size)
            for step in range(steps)
            if self.is_broken(number, step) and (step == 0 or not self.is_broken(number, step - 1))
        )

    def _manifest(self) -> dict[str, Any]:
        nodes, sources = {}, {}
        for number in range(self.size):
            team = TEAMS[number % len(TEAMS)]
            uid = f"source.{PROJECT}.raw.t{number}"
            sources[uid] = _source(uid, number, team)
            test = _test_id(number)
            nodes[test] = _test(test, uid, number)
            model = f"model.{PROJECT}.m{number}"
            nodes[model] = _model(model, uid, TEAMS[(number + 1) % len(TEAMS)])
        return {
            "nodes": nodes,
            "sources": sources,
            **{kind: {} for kind in ("macros", "exposures", "groups", "metrics", "docs", "disabled")},
        }

    def _result(self, number: int, step: int) -> dict[str, Any]:
        broken = self.is_broken(number, step)
        return {
            "unique_id": _test_id(number),
            "status": "fail" if broken else "pass",
            "failures": 7 if broken else 0,
            "message": "Got 7 results, configured to fail if != 0" if broken else None,
            "execution_time": 0.1,
            "timing": [],
            "thread_id": "Thread-1",
            "adapter_response": {},
            "compiled": True,
            "compiled_code": "select 1",
            "relation_name": None,
        }


def write_config(root: Path, receivers: dict[str, str], ledger: str) -> None:
    """onus.yml: each team has a webhook, the fallback team too. `receivers` name environment variables."""
    lines = ["version: 1", "fallback_team: platform", "teams:"]
    lines += [f"  {team}: {{receivers: [{team}-hook]}}" for team in (*TEAMS, "platform")]
    lines += ["receivers:"]
    lines += [
        f'  {team}-hook: {{channel: webhook, url: "env:{variable}", allow_private: true}}'
        for team, variable in receivers.items()
    ]
    lines += [f'ledger: "{ledger}"']
    (root / "onus.yml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (root / "dbt_project.yml").write_text(f"name: {PROJECT}\n", encoding="utf-8")


_SCHEMA = "https://schemas.getdbt.com/dbt/{}.json"


def _manifest_about(about: dict[str, str]) -> dict[str, str]:
    return about | {
        "dbt_schema_version": _SCHEMA.format("manifest/v12"),
        "project_name": PROJECT,
        "adapter_type": "duckdb",
    }


def _test_id(number: int) -> str:
    return f"test.{PROJECT}.source_not_null_raw_t{number}_id"


def _source(uid: str, number: int, team: str) -> dict[str, Any]:
    name = f"t{number}"
    return _node(uid, name) | {
        "source_name": "raw",
        "identifier": name,
        "relation_name": f'"db"."raw"."{name}"',
        "meta": {"onus": {"team": team}},
        "config": {"enabled": True, "meta": {"onus": {"team": team}}},
        "source_meta": {},
        "loader": "",
        "freshness": None,
    }


def _test(uid: str, source: str, number: int) -> dict[str, Any]:
    return _node(uid, uid.split(".")[-1]) | {
        "column_name": "id",
        "attached_node": None,
        "test_metadata": {
            "name": "not_null",
            "namespace": None,
            "kwargs": {"column_name": "id", "model": f"{{{{ source('raw', 't{number}') }}}}"},
        },
        "depends_on": {"nodes": [source], "macros": []},
        "config": {"enabled": True, "severity": "ERROR", "materialized": "test", "meta": {}},
    }


def _model(uid: str, source: str, team: str) -> dict[str, Any]:
    name = uid.split(".")[-1]
    return _node(uid, name) | {
        "alias": name,
        "relation_name": f'"db"."main"."{name}"',
        "depends_on": {"nodes": [source], "macros": []},
        "compiled_code": f"select id from {source.split('.')[-1]}",
        "config": {"enabled": True, "materialized": "table", "meta": {"onus": {"team": team}}},
    }


def _node(uid: str, name: str) -> dict[str, Any]:
    return {
        "unique_id": uid,
        "resource_type": uid.split(".")[0],
        "package_name": PROJECT,
        "name": name,
        "database": "db",
        "schema": "raw",
        "path": f"{name}.sql",
        "original_file_path": f"models/{name}.sql",
        "fqn": [PROJECT, name],
        "columns": {"id": {"name": "id"}},
        "depends_on": {"nodes": [], "macros": []},
        "checksum": {"name": "sha256", "checksum": name},
        "tags": [],
        "meta": {},
    }


def _stamp(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _write(path: Path, document: dict[str, Any]) -> None:
    path.write_text(json.dumps(document), encoding="utf-8")
