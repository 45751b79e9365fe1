from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from dbt_onus.artifacts import read_catalog, read_manifest, read_run_results, read_sources
from dbt_onus.errors import ArtifactError
from tests.builders import (
    catalog_json,
    freshness,
    manifest,
    manifest_json,
    model,
    result,
    results_json,
    run,
    sources_json,
    write_json,
)

DEEP = 100_000
MANIFEST = manifest_json(manifest(model("orders")))
RESULTS = results_json(run(result("orders")))
SOURCES = sources_json(run(fresh=[freshness("stripe.charges")]))
CATALOG = catalog_json({"model.shop.orders": {"id": "INTEGER"}})


def refusal(read: Any, path: Path, **options: Any) -> str:
    with pytest.raises(ArtifactError) as refused:
        read(path, **options)
    line = str(refused.value)
    assert line.isprintable()
    return line


@pytest.mark.parametrize(
    ("content", "because"),
    [
        (b"", "is empty: run `dbt parse`"),
        (b" \n\t ", "is empty: run `dbt parse`"),
        (json.dumps(MANIFEST).encode()[:-300], "ends in the middle"),
        (b'{"nodes": {"model.shop.ord', "ends in the middle"),
        (b"<html>Sign in</html>", "is not JSON (line 1, column 1)"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "is not JSON"),
        (b'{"nodes": {}} trailing', "is not JSON"),
        (b"[1, 2]", "is not a dbt artifact (no JSON object)"),
        (b"null", "is not a dbt artifact (no JSON object)"),
        (b'"manifest"', "is not a dbt artifact (no JSON object)"),
        (b"{}", "is not a manifest (no nodes, no sources)"),
        (b"[" * DEEP + b"]" * DEEP, "is nested too deeply"),
        (b'{"nodes": ' * DEEP + b"1" + b"}" * DEEP, "is nested too deeply"),
        (b'{"nodes": {}, "docs": ' + b'{"a":' * DEEP + b"1" + b"}" * DEEP + b"}", "is nested too deeply"),
    ],
)
def test_what_is_no_manifest_is_refused_in_one_line(tmp_path: Path, content: bytes, because: str) -> None:
    path = tmp_path / "manifest.json"
    path.write_bytes(content)
    line = refusal(read_manifest, path)
    assert because in line
    assert line.startswith(str(path))


@pytest.mark.parametrize(
    ("read", "content", "found"),
    [
        (read_manifest, RESULTS, "run-results"),
        (read_manifest, CATALOG, "catalog"),
        (read_manifest, SOURCES, "sources"),
        (read_run_results, MANIFEST, "manifest"),
        (read_run_results, SOURCES, "sources"),
        (read_sources, RESULTS, "run-results"),
        (read_catalog, MANIFEST, "manifest"),
    ],
)
def test_one_artifact_is_not_taken_for_another(tmp_path: Path, read: Any, content: Any, found: str) -> None:
    line = refusal(read, write_json(tmp_path / "x.json", content))
    assert f"is dbt's {found} file" in line


def test_results_without_a_list_of_them_are_refused(tmp_path: Path) -> None:
    for content in ({}, {"results": None}, {"results": "none"}):
        path = write_json(tmp_path / "run_results.json", content)
        assert "has no results: run `dbt build`" in refusal(read_run_results, path)
        assert "has no results" in refusal(read_sources, path)


def test_a_catalog_without_tables_is_refused(tmp_path: Path) -> None:
    assert "is not a catalog" in refusal(read_catalog, write_json(tmp_path / "catalog.json", {"x": 1}))


def test_a_manifest_older_than_schema_v2_is_refused(tmp_path: Path) -> None:
    schema = "https://schemas.getdbt.com/dbt/manifest/v1.json"
    content = MANIFEST | {"metadata": {"dbt_schema_version": schema}}
    assert "dbt 0.19" in refusal(read_manifest, write_json(tmp_path / "manifest.json", content))


def test_a_missing_file_names_the_command_that_writes_it(tmp_path: Path) -> None:
    assert "does not exist: run `dbt parse`" in refusal(read_manifest, tmp_path / "manifest.json")
    assert "does not exist: run `dbt build`" in refusal(read_run_results, tmp_path / "run_results.json")
    assert "run `dbt source freshness`" in refusal(read_sources, tmp_path / "sources.json")
    assert "run `dbt docs generate`" in refusal(read_catalog, tmp_path / "catalog.json")


def test_a_directory_is_not_a_file(tmp_path: Path) -> None:
    assert "is a directory" in refusal(read_manifest, tmp_path)


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "manifest.json")
    assert "is not a regular file" in refusal(read_manifest, tmp_path / "manifest.json")


def test_a_file_below_a_file_and_a_path_no_system_has_are_refused(tmp_path: Path) -> None:
    write_json(tmp_path / "target", {})
    assert "cannot be read" in refusal(read_manifest, tmp_path / "target" / "manifest.json")
    assert "cannot be read" in refusal(read_manifest, tmp_path / "mani\0fest.json")


def test_a_path_with_a_line_break_still_makes_one_line(tmp_path: Path) -> None:
    assert "does not exist" in refusal(read_manifest, tmp_path / "tar\nget" / "manifest.json")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_refused(tmp_path: Path) -> None:
    path = write_json(tmp_path / "manifest.json", MANIFEST)
    path.chmod(0)
    assert "may not be read" in refusal(read_manifest, path)


def test_a_file_over_the_limit_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "manifest.json"
    with path.open("wb") as file:
        file.truncate(3 * 1024**3)  # a hole: it takes no space, and reading it would take 3 GiB of memory
    assert "over the limit of 2,147,483,648" in refusal(read_manifest, path)
    small = write_json(tmp_path / "small.json", MANIFEST)
    assert "over the limit of 100" in refusal(read_manifest, small, limit=100)
