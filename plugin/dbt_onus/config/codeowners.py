"""Where a project's CODEOWNERS file is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from dbt_onus.config.reading import Config
from dbt_onus.core.ownership import Codeowners
from dbt_onus.errors import ConfigError

_PLACES = ("CODEOWNERS", ".github/CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS")
_FOLDERS = frozenset({".github", "docs", ".gitlab"})
#: GitHub refuses larger ones.
_MOST_BYTES = 3 * 1024 * 1024


def read_codeowners(project_dir: Path, config: Config) -> Codeowners | None:
    """The CODEOWNERS file of a dbt project: the one that onus.yml names, or the nearest up to the git root.

    `None` where there is none. Its patterns start where the file's repository does, so the project's own folder
    is what they have in front. ConfigError where the file that onus.yml names cannot be read.
    """
    project_dir = project_dir.resolve()
    if config.codeowners is not None:
        home = config.path.resolve().parent if config.path else project_dir
        file = (home / config.codeowners).resolve()
        return _read(file, _base(file, project_dir), project_dir)
    for folder in _up_to_git_root(project_dir):
        for place in _PLACES:
            if (folder / place).is_file():
                return _read(folder / place, folder, project_dir)
    return None


def _up_to_git_root(folder: Path) -> Iterator[Path]:
    """The folder and those above it, down to the root of its repository; itself alone where it is in none."""
    above = [folder, *folder.parents]
    root = next((index for index, each in enumerate(above) if (each / ".git").exists()), 0)
    yield from above[: root + 1]


def _base(file: Path, project_dir: Path) -> Path:
    """The folder that a named file speaks of: its own, or the one above `.github`, `docs` and `.gitlab`."""
    base = file.parent.parent if file.parent.name in _FOLDERS else file.parent
    return base if project_dir.is_relative_to(base) else [*_up_to_git_root(project_dir)][-1]


def _read(file: Path, base: Path, project_dir: Path) -> Codeowners:
    try:
        if file.stat().st_size > _MOST_BYTES:
            raise ConfigError(f"{file}: larger than 3 MiB, which no CODEOWNERS file may be")
        text = file.read_text(encoding="utf-8-sig", errors="replace")
    except OSError as error:
        raise ConfigError(f"{file}: CODEOWNERS cannot be read ({error.strerror}); correct codeowners") from None
    prefix = project_dir.relative_to(base).as_posix()
    return Codeowners(text, prefix="" if prefix == "." else prefix, gitlab=file.parent.name == ".gitlab")
