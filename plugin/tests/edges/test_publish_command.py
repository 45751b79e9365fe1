"""`onus publish --warehouse` as a user meets it, up to the dbt that it starts."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from dbt_onus.app import publishing
from dbt_onus.cli import main
from tests import builders as b

#: A dbt that keeps what it is given, or says what it is told to say.
DBT = """\
#!{python}
import json, os, pathlib, sys
pieces = [os.environ[f"ONUS_PUBLISH_{{n}}"] for n in range(1, int(os.environ["ONUS_PUBLISH_PIECES"]) + 1)]
told = {{"args": sys.argv[1:3], "longest": max(map(len, pieces)), "batch": "".join(pieces)}}
with pathlib.Path("given.jsonl").open("a") as given:
    given.write(json.dumps(told) + chr(10))
if pathlib.Path("problem").exists():
    print(pathlib.Path("problem").read_text(), file=sys.stderr)
    sys.exit(1)
"""


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project that uses the dbt package, and a dbt that only listens."""
    charges = b.source("stripe.charges")
    orders = b.model("orders", charges)
    nodes = [charges, orders, b.exposure("board", orders, owner="Ana")]
    macro = b.macro("publish_facts", package="onus")
    b.write_target(tmp_path / "target", b.manifest(*nodes, macros=[macro]))
    (tmp_path / "onus.yml").write_text("version: 1\nfallback_team: platform\nteams: {platform: {}}\n")
    dbt = tmp_path / "dbt"
    dbt.write_text(DBT.format(python=sys.executable))
    dbt.chmod(0o755)
    monkeypatch.setenv("ONUS_DBT", str(dbt))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def publish(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(["publish", *arguments])
    return int(ended.value.code or 0)


def given(shop: Path) -> list[dict[str, object]]:
    lines = [json.loads(line) for line in (shop / "given.jsonl").read_text().splitlines()]
    return [line | {"batch": json.loads(line["batch"])} for line in lines]


def test_one_start_of_dbt_is_given_everything(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert publish("--warehouse") == 0
    assert capsys.readouterr().out == (
        "published to the warehouse of shop: rows 0 of incidents, 0 of hits, 1 of exposures, 2 of owners, "
        "2 of coverage\n"
    )
    (one,) = given(shop)
    assert one["args"] == ["run-operation", "onus.publish_facts"]
    batch = one["batch"]
    assert (batch["publisher"], batch["is_first"], batch["is_last"]) == ("shop", True, True)
    assert batch["tables"]["exposures"][0]["health"] == "unknown"


def test_what_is_long_comes_in_pieces_and_batches(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publishing, "_BATCH", 300)
    monkeypatch.setattr(publishing, "_PIECE", 200)
    assert publish("--warehouse") == 0
    batches = [one["batch"] for one in given(shop)]
    assert len(batches) > 2
    assert [batch["is_first"] for batch in batches] == [True] + [False] * (len(batches) - 1)
    assert [batch["is_last"] for batch in batches] == [False] * (len(batches) - 1) + [True]
    assert len({batch["load_id"] for batch in batches}) == 1
    assert max(one["longest"] for one in given(shop)) <= 200


def test_what_dbt_refuses_is_one_line(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (shop / "problem").write_text("Database Error\n  permission denied for schema main")
    assert publish("--warehouse") == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("onus: batch 1 of 1 was not published: ")
    assert "permission denied for schema main" in line


def test_a_project_without_the_dbt_package_is_told_to_install_it(
    shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    b.write_target(shop / "target", b.manifest(b.model("orders")))
    assert publish("--warehouse") == 2
    assert capsys.readouterr().err == (
        "onus: the project shop has no macro onus.publish_facts: add the dbt package onus to its packages.yml, "
        "then run dbt deps and dbt parse\n"
    )


def test_where_to_is_asked_for(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert publish() == 2
    assert "--warehouse" in capsys.readouterr().err
