"""The first onus.yml of a project."""

from __future__ import annotations

from pathlib import Path

from dbt_onus.artifacts import read_manifest, target_of
from dbt_onus.config import CONFIG_FILE, Config, read_codeowners
from dbt_onus.core.ownership.drafting import PLATFORM, draft_of
from dbt_onus.errors import OnusError
from dbt_onus.report.onus_yml import render_draft


def draft_config(project_dir: Path, target_path: Path | None) -> str:
    """The text of a first onus.yml. ArtifactError where there is no manifest to read."""
    manifest = read_manifest(target_of(project_dir, target_path) / "manifest.json")
    return render_draft(draft_of(manifest, read_codeowners(project_dir, Config(fallback_team=PLATFORM))))


def write_config(project_dir: Path, text: str) -> Path:
    """Write onus.yml where there is none, and say where. An existing one is never touched: OnusError."""
    path = project_dir / CONFIG_FILE
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise OnusError(
            f"{path} exists and was left alone; `onus init` without --write prints the draft"
        ) from None
    except OSError as error:
        raise OnusError(f"{path}: cannot be written: {error.strerror or error}") from error
    return path
