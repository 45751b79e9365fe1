"""Files of the Open Data Contract Standard, checked and written by the standard's own Python package."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from dbt_onus.errors import OnusError

_MISSING = "the package open-data-contract-standard is missing: pip install 'dbt-onus[odcs]'"
_MOST_BYTES = 5 * 1024 * 1024


def read_contracts(path: Path) -> tuple[dict[str, Any], ...]:
    """The contracts in a file, as plain documents. OnusError where it holds none, or what the standard forbids."""
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise OnusError(f"{path}: larger than 5 MiB; is this a data contract?")
        documents = [one for one in yaml.safe_load_all(path.read_text(encoding="utf-8-sig")) if one is not None]
    except OSError as error:
        raise OnusError(f"{path}: cannot be read: {error.strerror or error}") from None
    except UnicodeDecodeError:
        raise OnusError(f"{path}: not UTF-8 text; save it as UTF-8") from None
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f" line {mark.line + 1}" if mark is not None else ""
        raise OnusError(f"{path}{where}: not valid YAML") from None
    if not documents:
        raise OnusError(f"{path}: the file is empty")
    return tuple(_checked(one, path) for one in documents)


def _checked(document: Any, path: Path) -> dict[str, Any]:
    if not isinstance(document, dict) or document.get("kind", "DataContract") != "DataContract":
        raise OnusError(f"{path}: this is no data contract of the standard (kind: DataContract)")
    model, invalid = _standard()
    try:
        said: dict[str, Any] = model(**document).model_dump(exclude_none=True, by_alias=True)
    except (invalid, TypeError) as error:
        raise OnusError(f"{path}: not a contract of the standard: {_first(error)}") from None
    return said


def render_contract(document: dict[str, Any]) -> str:
    """The document as the standard's package writes it. OnusError where the package is missing."""
    model, _ = _standard()
    text: str = model(**document).to_yaml()
    return text


def _standard() -> tuple[Any, type[Exception]]:
    """The model and its error; imported here because few commands need it, and it is an extra."""
    try:
        from open_data_contract_standard.model import OpenDataContractStandard
        from pydantic import ValidationError
    except ImportError:
        raise OnusError(_MISSING) from None
    return OpenDataContractStandard, ValidationError


def _first(error: Exception) -> str:
    """The first thing that is wrong, with its place."""
    errors = getattr(error, "errors", None)
    if not callable(errors):
        return "its keys are no names"
    first, *more = errors()
    where = ".".join(str(part) for part in first["loc"])
    rest = f" (and {len(more)} more)" if more else ""
    return f"{where}: {first['msg'].lower()}{rest}"
