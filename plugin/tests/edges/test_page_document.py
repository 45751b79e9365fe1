"""A page as a file: what its policy lets run, and what becomes of names that mean harm."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import string
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from dbt_onus.cli import onus
from dbt_onus.report.page.document import embedded, policy
from tests import builders as b
from tests.browser import shops

TEXTS = st.text(
    alphabet=st.sampled_from([*string.ascii_letters, *"<>&/!-'\"\\", "\u2028", "\u2029", "é", "\u202e"])
)


@given(st.dictionaries(TEXTS, st.lists(TEXTS)))
def test_data_never_ends_its_element_and_reads_back_as_it_was(data: Mapping[str, list[str]]) -> None:
    text = embedded(data)
    assert not set("<>&\u2028\u2029") & set(text)
    cleaned = {
        key: [one.translate({0x202E: None, 0x2028: None, 0x2029: None}) for one in ones]
        for key, ones in data.items()
    }
    assert json.loads(text) == {key: cleaned[key] for key in data}


def test_the_policy_names_every_script_and_the_style_by_hash_and_nothing_else() -> None:
    said = policy("body {}", ["let a;"])
    for text in ("body {}", "let a;"):
        assert f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'" in said
    assert said.startswith("default-src 'none'; ")
    assert "unsafe" not in said
    assert "script-src 'none'" in policy("", [])


def test_the_library_on_the_page_is_pinned_and_has_its_licence() -> None:
    vendor = files("dbt_onus.report.page").joinpath("vendor")
    assert re.fullmatch(r"@dagrejs/dagre@\d+\.\d+\.\d+", vendor.joinpath("VERSIONS").read_text().strip())
    licence = vendor.joinpath("dagre.LICENSE").read_text().strip()
    assert "Permission is hereby granted" in licence
    assert licence in vendor.joinpath("dagre.min.js").read_text(), "every page is a copy"


def test_the_page_says_what_the_json_report_says(tmp_path: Path) -> None:
    page = shops.crowded_shop(tmp_path, incidents=3).read_text(encoding="utf-8")
    ended = CliRunner().invoke(onus, ["report", "--project-dir", str(tmp_path), "--format", "json"])
    made = json.loads(ended.stdout)
    assert len(made["incidents"]) == 3
    for incident in made["incidents"]:
        assert f'id="{incident["id"]}"' in page
        assert incident["title"] in page
        for piece in incident["evidence"]:
            assert piece["says"] in page


def test_a_page_goes_to_standard_output_too_and_the_exit_code_stays(tmp_path: Path) -> None:
    b.write_target(tmp_path / "target", b.manifest(b.model("orders")), b.run(b.result("orders")))
    ended = CliRunner().invoke(onus, ["report", "--project-dir", str(tmp_path), "--format", "html"])
    assert ended.exit_code == 0
    assert ended.stdout.startswith("<!doctype html>")
    assert "Nothing is broken" in ended.stdout


@pytest.mark.parametrize("module", ["jinja2", "leather", "sqlglot"])
def test_only_a_page_needs_what_pages_are_made_with(module: str) -> None:
    import subprocess
    import sys

    code = f"import sys, dbt_onus.cli.report, dbt_onus.cli.scorecard; sys.exit({module!r} in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
