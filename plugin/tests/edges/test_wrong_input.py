"""Every command on input that is not what it should be: one clear line and exit code 2, or a result."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from dbt_onus.cli import COMMANDS, main
from tests import builders as b

ONUS_YML = "version: 1\nfallback_team: platform\nteams: {platform: {}, payments: {}}\n"
CHARGES = b.source("stripe.charges", columns=["id"])
ORDERS = b.model("fct_orders", "stripe.charges", columns=["id"])
UNIQUE = b.test("unique", "stripe.charges", "id")

#: Each command with what it needs to begin; `run` and `mcp` are about other programs.
COMMAND_LINES = (
    "init",
    "report",
    "report --format html",
    "report --format openlineage",
    "report --probe --dry-run",
    "explain",
    "owner stripe.charges",
    "lineage +fct_orders.id",
    "impact stripe.charges",
    "path stripe.charges fct_orders",
    "check",
    "diff --base target",
    "contract draft stripe.charges",
    "contract export stripe.charges",
    "incidents list",
    "incidents acknowledge ab",
    "route --dry-run",
    "tick --dry-run",
    "gate --team payments",
    "scorecard",
    "publish out",
    "completion bash",
)


def test_no_command_is_left_out() -> None:
    assert {line.split()[0] for line in COMMAND_LINES} | {"run", "mcp"} == set(COMMANDS)


def _spoil(file: str, content: bytes) -> Callable[[Path], None]:
    def spoil(project: Path) -> None:
        (project / file).parent.mkdir(parents=True, exist_ok=True)
        (project / file).write_bytes(content)

    return spoil


def _nothing(project: Path) -> None:
    for file in (project / "onus.yml", *(project / "target").iterdir()):
        file.unlink()


SPOILED: dict[str, Callable[[Path], None]] = {
    "nothing is there": _nothing,
    "the manifest is cut": _spoil("target/manifest.json", b'{"metadata": {"dbt_schema_version": "v12"'),
    "the manifest is a list": _spoil("target/manifest.json", b"[]"),
    "the results are no results": _spoil("target/run_results.json", b'{"metadata": 3}'),
    "onus.yml is no YAML": _spoil("onus.yml", b"version: 1\nteams: ["),
    "onus.yml has an unknown key": _spoil("onus.yml", f"{ONUS_YML}colour: red\n".encode()),
    "onus.yml is in another encoding": _spoil("onus.yml", f"{ONUS_YML}# é\n".encode("latin-1")),
    "the ledger is something else": _spoil(".onus/ledger.db", b"junk" * 999),
    "the ledger is nowhere": _spoil("onus.yml", f"{ONUS_YML}ledger: env:ONUS_NOWHERE\n".encode()),
    "the caches are something else": _spoil(".onus/lookup.db", b"junk" * 999),
}


@pytest.mark.parametrize("spoiled", SPOILED)
def test_every_command_takes_it(
    spoiled: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for number, line in enumerate(COMMAND_LINES):
        project = tmp_path / str(number)
        project.mkdir()
        (project / "onus.yml").write_text(ONUS_YML, encoding="utf-8")
        run = b.run(b.result(UNIQUE, "fail", failures=3), b.result(ORDERS))
        b.write_target(project / "target", b.manifest(CHARGES, ORDERS, UNIQUE), run)
        SPOILED[spoiled](project)
        monkeypatch.chdir(project)
        with pytest.raises(SystemExit) as ended:
            main(line.split())
        said = capsys.readouterr()
        assert ended.value.code in (0, 1, 2), line
        assert "internal error" not in said.err, line
        if ended.value.code == 2:
            assert (said.out, said.err.count("\n")) == ("", 1), line
