"""What may be said of the address of a database, and what may not."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote

#: The schema that a ledger lives in where its address names none.
SCHEMA = "onus"

#: As libpq reads it: the first `@` before any `/` ends who comes and by which password.
_ADDRESS = re.compile(
    r"postgres(?:ql)?://(?:[^@/:]*(?::(?P<password>[^@/]*))?@)?"
    r"(?P<host>[\w.\-:,\[\]%]*)(?P<path>/[^?@]*)?(?:\?(?P<query>.*))?",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """Where a database is: `name` is its address without user and password.

    Where it is not clear which part is the password, `is_clear` is false and nothing of it is in the name.
    """

    name: str = "postgresql://…"
    schema: str = SCHEMA
    is_clear: bool = False
    secrets: tuple[str, ...] = field(default=(), repr=False)

    def masked(self, text: str) -> str:
        """The text without the passwords."""
        for secret in self.secrets:
            text = text.replace(secret, "***")
        return text


def where_of(address: str) -> Where:
    """What an address like `postgresql://user:password@host:5432/database` says."""
    found = _ADDRESS.fullmatch(address)
    if found is None or _has_odd_port(found["host"]):
        return Where()
    asked = dict(parse_qsl(found["query"] or ""))
    password = found["password"] or ""
    secrets = [password, unquote(password), *(value for key, value in asked.items() if "password" in key)]
    schema = re.search(r'search_path\s*=\s*"?([^\s,"$]+)', asked.get("options", ""))
    return Where(
        name=f"postgresql://{found['host']}{found['path'] or ''}",
        schema=schema[1] if schema else SCHEMA,
        is_clear=True,
        secrets=tuple(sorted({one for one in secrets if one}, key=len, reverse=True)),
    )


def _has_odd_port(host: str) -> bool:
    """Whether what looks like a port is none: half of a password, rather."""
    ports = (one.rpartition("]")[2].partition(":")[2] for one in host.split(","))
    return any(port and not port.isdecimal() for port in ports)
