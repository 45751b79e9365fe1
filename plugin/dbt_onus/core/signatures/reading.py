"""What a message says, as a value: the answer of `read_message`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What went wrong, in words that hold for every warehouse."""

    MISSING_COLUMN = "missing_column"
    MISSING_RELATION = "missing_relation"
    TYPE_MISMATCH = "type_mismatch"
    BAD_VALUE = "bad_value"
    NUMERIC_OVERFLOW = "numeric_overflow"
    DIVISION_BY_ZERO = "division_by_zero"
    CONTRACT = "contract"
    SCHEMA_CHANGE = "schema_change"
    DUPLICATE_ROWS = "duplicate_rows"
    NOT_NULL = "not_null"
    REFERENCE = "reference"
    CHECK = "check"
    AMBIGUOUS_COLUMN = "ambiguous_column"
    SYNTAX = "syntax"
    MISSING_MACRO_OR_REF = "missing_macro_or_ref"
    PERMISSION = "permission"
    INFRASTRUCTURE = "infrastructure"
    OTHER = "other"


class Infra(StrEnum):
    """Which part of the machinery gave way."""

    CONNECTION = "connection"
    AUTHENTICATION = "authentication"
    PERMISSION = "permission"
    QUOTA = "quota"
    MEMORY = "memory"
    DISK = "disk"
    LOCK = "lock"
    TIMEOUT = "timeout"
    CANCELLED = "cancelled"
    CRASH = "crash"
    UNAVAILABLE = "unavailable"
    CONCURRENCY = "concurrency"
    ENVIRONMENT = "environment"


#: The engine refused what is in a row; the shape of the table is as it was.
OF_A_VALUE = frozenset(
    {
        Kind.BAD_VALUE,
        Kind.NUMERIC_OVERFLOW,
        Kind.DIVISION_BY_ZERO,
        Kind.DUPLICATE_ROWS,
        Kind.NOT_NULL,
        Kind.REFERENCE,
        Kind.CHECK,
    }
)
#: The table is not what the SQL expects: something was dropped, renamed, added or retyped.
OF_THE_SHAPE = frozenset(
    {Kind.MISSING_COLUMN, Kind.MISSING_RELATION, Kind.TYPE_MISMATCH, Kind.CONTRACT, Kind.SCHEMA_CHANGE}
)
#: Nobody upstream can repair it: it goes to the platform.
OF_THE_PLATFORM = frozenset({Kind.PERMISSION, Kind.INFRASTRUCTURE})
#: The project's own code.
OF_THE_CODE = frozenset({Kind.SYNTAX, Kind.MISSING_MACRO_OR_REF, Kind.AMBIGUOUS_COLUMN})


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractMismatch:
    """One column on which a model and its own declaration disagree, in dbt's words.

    `definition_type` is what the SQL yields, `contract_type` what the YAML promises; `None` where that side
    has no such column. For `on_schema_change: fail` the definition is the new query, the contract the
    existing table.
    """

    name: str
    definition_type: str | None = None
    contract_type: str | None = None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What one message says.

    `qualifier` is what stood before the column: a table alias or a CTE of the SQL, seldom a table's own
    name. `relation` is as the message writes it, quotes taken away: one to three parts, or the path of a
    file. `candidates` are the names that the engine offers instead. `ambiguous` marks texts that warehouses
    use for two different things (missing or forbidden, wrong type or no such function): take `kind` for the
    likelier one. `call` is the function or operator that is not made for the `types` it was given; of a value
    that was refused, `types` is the one it should have had. `says` is one sentence without any row value.
    """

    kind: Kind
    says: str
    column: str | None = None
    relation: str | None = None
    qualifier: str | None = None
    infra: Infra | None = None
    columns: tuple[ContractMismatch, ...] = ()
    candidates: tuple[str, ...] = ()
    ambiguous: bool = False
    call: str | None = None
    types: tuple[str, ...] = ()

    @property
    def value(self) -> bool:
        """Whether the engine refused a row's value rather than the shape of a table."""
        return self.kind in OF_A_VALUE

    @property
    def is_platform(self) -> bool:
        """Whether it is the machinery or its permissions: nobody upstream is to be paged."""
        return self.kind in OF_THE_PLATFORM
