"""Where dbt puts its target folder."""

from __future__ import annotations

from pathlib import Path

import yaml

#: libyaml's, where PyYAML was built with it.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def target_of(project_dir: Path, given: Path | None) -> Path:
    """The target folder: the one given, the one `dbt_project.yml` names, or `target`.

    A folder that holds a `manifest.json` itself is taken for a target folder: artifacts are often copied without
    their project. A relative path is the project's, as with dbt; it may also be meant from here.
    """
    if given is not None:
        inside = project_dir / given
        return given if given.exists() and not inside.exists() else inside
    if not (project_dir / "dbt_project.yml").exists() and (project_dir / "manifest.json").exists():
        return project_dir
    return project_dir / (_configured(project_dir / "dbt_project.yml") or "target")


def _configured(project_file: Path) -> str | None:
    """`target-path` of the project file where it is plain text; dbt renders Jinja in it, we do not."""
    try:
        loaded = yaml.load(project_file.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506 - a safe one
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        return None
    value = loaded.get("target-path") if isinstance(loaded, dict) else None
    return value if isinstance(value, str) and "{{" not in value else None
