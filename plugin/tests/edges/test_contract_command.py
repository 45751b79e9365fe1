"""`onus contract export` and `import` as a user meets them."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from dbt_onus.cli import main
from tests import builders as b

SOURCES = """\
sources:
  - name: stripe
    tables:
      - name: charges  # the money
        columns:
          - name: id
            data_type: bigint
      - name: fees
"""
ONUS_YML = """\
version: 1
fallback_team: platform
teams:
  payments: {receivers: [slack], clock: {repair_within: 2d}}
  platform: {}
rules: [{select: "source:stripe", team: payments}]
receivers:
  slack: {channel: slack, url: "env:ONUS_SLACK"}
"""


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    columns = {"id": {"data_type": "bigint", "constraints": [{"type": "not_null"}]}}
    charges = b.source("stripe.charges", columns=columns, stale_after=12, loaded_at_field="at")
    nodes = [
        charges,
        b.source("stripe.fees"),
        b.model("orders", charges),
        b.test("accepted_values", charges, "id", kwargs={"values": [1, 2]}),
        b.exposure("weekly", charges),
    ]
    b.write_target(tmp_path / "target", b.manifest(*nodes))
    (tmp_path / "onus.yml").write_text(ONUS_YML, encoding="utf-8")
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "sources.yml").write_text(SOURCES, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def contract(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(["contract", *arguments])
    return int(ended.value.code or 0)


def test_export_tells_everything_that_is_promised(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert contract("export", "source:stripe.charges") == 0
    document = yaml.safe_load(capsys.readouterr().out)
    (column,) = document["schema"][0]["properties"]
    assert column == {
        "name": "id",
        "physicalType": "bigint",
        "logicalType": "integer",
        "required": True,
        "enum": [{"value": 1}, {"value": 2}],
    }
    assert document["team"]["id"] == "payments"
    assert [one["property"] for one in document["slaProperties"]] == ["latency", "timeToRepair"]
    assert "env:ONUS_SLACK" in str(document["support"])


def test_several_contracts_are_a_stream_a_folder_or_one(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert contract("export", "source:stripe", "orders") == 0
    documents = list(yaml.safe_load_all(capsys.readouterr().out))
    assert [one["name"] for one in documents] == ["orders", "stripe.charges", "stripe.fees"]
    assert contract("export", "source:stripe", "--output", "contracts") == 0
    assert sorted(path.name for path in (shop / "contracts").iterdir()) == [
        "shop.stripe.charges.odcs.yaml",
        "shop.stripe.fees.odcs.yaml",
    ]
    assert contract("export", "source:stripe", "--one", "--output", "all.yaml") == 0
    assert len(yaml.safe_load((shop / "all.yaml").read_text())["schema"]) == 2


def test_what_was_exported_adds_nothing_when_it_comes_back(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    contract("export", "source:stripe.charges", "--output", "c.yaml")
    (shop / "models" / "sources.yml").write_text(SOURCES, encoding="utf-8")
    capsys.readouterr()
    assert contract("import", "c.yaml") == 0
    out = capsys.readouterr()
    assert out.err == ""
    # the table has no test yet that would evaluate it
    assert "data_tests: [onus.contract]" in out.out
    assert "columns:" not in out.out.partition("# onus.yml")[0]


THEIRS = """\
apiVersion: v3.1.0
kind: DataContract
id: x
version: "1"
tenant: acme
schema:
  - name: charges
    properties:
      - {name: id, physicalType: varchar, logicalType: string, unique: true}
      - {name: amount, physicalType: numeric, logicalType: number, logicalTypeOptions: {minimum: 0}}
  - name: fees
    quality: [{metric: rowCount, mustBeGreaterThan: 0}]
support: [{channel: "#pay", tool: slack, url: "https://hooks.slack.example/T0/secret"}]
"""


def test_import_writes_into_the_files_of_the_nodes_and_replaces_nothing(
    shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (shop / "theirs.yaml").write_text(THEIRS, encoding="utf-8")
    assert contract("import", "theirs.yaml", "--write") == 0
    out = capsys.readouterr()
    assert "lost: tenant: dbt has no word for it" in out.err
    assert "kept: stripe.charges: data_type of id stays bigint; the other is varchar" in out.err
    assert "secret" not in out.out + out.err
    text = (shop / "models" / "sources.yml").read_text()
    assert "- name: charges  # the money" in text
    charges, fees = yaml.safe_load(text)["sources"][0]["tables"]
    assert charges["columns"][0]["data_type"] == "bigint"
    assert charges["columns"][1]["config"]["meta"]["onus"]["contract"] == {"range": {"min": 0}}
    assert fees["config"]["meta"]["onus"]["contract"] == {"rows": {"min": 1}}
    assert (shop / "onus.yml").read_text() == ONUS_YML


def test_a_node_declared_nowhere_needs_a_file(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (shop / "one.yaml").write_text(THEIRS.partition("  - name: fees")[0], encoding="utf-8")
    assert contract("import", "one.yaml", "--node", "orders") == 0
    assert "in no YAML file yet" in capsys.readouterr().out
    assert contract("import", "one.yaml", "--node", "orders", "--write") == 2
    assert "orders is declared in no YAML file yet; name one with --into FILE" in capsys.readouterr().err
    assert contract("import", "one.yaml", "--node", "orders", "--write", "--into", "models/new.yml") == 0
    said = yaml.safe_load((shop / "models" / "new.yml").read_text())
    assert [one["name"] for one in said["models"][0]["columns"]] == ["id", "amount"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("export", "nothing_here"), '"nothing_here" selects nothing'),
        (("export", "exposure:*"), "selects no source, model, seed or snapshot"),
        (("export",), "Missing argument"),
        (("import", "gone.yaml"), "does not exist"),
        (("import", "onus.yml"), "not a contract of the standard"),
        (("import", "models/sources.yml"), "not a contract of the standard: sources: extra inputs"),
        (("import", "bad.yaml"), "bad.yaml line 2: not valid YAML"),
        (("import", "empty.yaml"), "the file is empty"),
        (("import", "list.yaml"), "this is no data contract"),
        (("import", "bare.yaml"), "no schema"),
        (("import", "other.yaml"), "which node is nowhere? (no node is called so); say --node"),
        (("import", "other.yaml", "--node", "weekly"), "weekly is no source, model, seed or snapshot"),
        (("import", "other.yaml", "--node", "stripe.fees", "--into", "new.yml"), "leave --into out"),
        (("nonsense",), "No such command"),
    ],
)
def test_wrong_input_is_told_in_one_line(
    shop: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], says: str
) -> None:
    head = 'apiVersion: v3.1.0\nkind: DataContract\nid: x\nversion: "1"\n'
    for name, text in {
        "bad.yaml": "a: b\nc: [",
        "empty.yaml": "",
        "list.yaml": "- a",
        "bare.yaml": head,
        "other.yaml": head + "schema: [{name: nowhere}]\n",
    }.items():
        (shop / name).write_text(text, encoding="utf-8")
    assert contract(*arguments) == 2
    complaint = capsys.readouterr().err.splitlines()[-1]
    assert says in complaint
