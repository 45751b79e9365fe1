"""Which node and which columns a test tests.

Attribution and ownership ask the same: a test says something about a node, not about itself. dbt leaves
`attached_node` null on tests of sources (dbt 1.x) or out of the manifest altogether (dbt v2, dbt 1.4 and
older), and lists the *parent* of a relationships test first in `depends_on` (dbt 1.x; v2 lists the child
first), so the order of `depends_on` decides nothing: the test's own arguments do.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from msgspec import Struct

from dbt_onus.core.nodes import Node

#: `ref('orders', v=2)`, `ref('shop', 'orders')`, `source('stripe', 'charges')`, wherever they stand in Jinja.
_CALL = re.compile(r"\b(ref|source)\s*\(([^()]*)\)")
_ARGUMENT = re.compile(r"""(?:(\w+)\s*=\s*)?(?:'([^']*)'|"([^"]*)"|(\d+(?:\.\d+)?))""")

#: What the tests in use call the other side of a reference, and its column.
_REFERENCED = ("to", "pk_table_name")
_FIELDS = ("field", "pk_column_name", "pk_column_names")
#: What they call the column, or the columns, that they test.
_COLUMN = ("column_name", "fk_column_name")
_COLUMNS = ("combination_of_columns", "column_list", "column_names", "fk_column_names", "columns")
_PAIR = ("column_A", "column_B")
_BOUNDS = ("lower_bound_column", "upper_bound_column")


class _Reference(Struct, frozen=True):
    """A `ref()` or `source()` as written: its words, and the version asked for."""

    call: str
    words: tuple[str, ...]
    version: str | None = None

    def names(self, unique_id: str) -> bool:
        """Whether `unique_id` is called so: `model.shop.orders.v2`, `source.shop.stripe.charges`."""
        kind, _, rest = unique_id.partition(".")
        package, _, name = rest.partition(".")
        if self.call == "source":
            return kind == "source" and name == ".".join(self.words)
        if kind == "source" or (len(self.words) > 1 and self.words[0] != package):
            return False
        wanted = self.words[-1]
        if self.version is not None:
            return name == f"{wanted}.v{self.version}"
        return name == wanted or re.fullmatch(re.escape(wanted) + r"\.v[^.]+", name) is not None


def attached_to(test: Node, nodes: Mapping[str, Node]) -> str | None:
    """The `unique_id` of the node that `test` tests, or `None` where nothing says which of several it is.

    In order: what dbt says (`attached_node`, a unit test's `tested_node_unique_id`), the node in the test's
    `model` argument, the only node it reads, the only node it reads that no other argument refers to. A
    singular test that reads several nodes is attached to none.
    """
    stated = test.unit_tested or test.attached_node
    if stated:
        return stated
    arguments = _arguments(test)
    tested = _resolve(arguments.get("model"), test, nodes)
    if tested is not None:
        return tested
    parents = _distinct(test.parents)
    if len(parents) > 1 and test.test_metadata is not None:
        others = {_resolve(value, test, nodes) for key, value in arguments.items() if key != "model"}
        parents = [parent for parent in parents if parent not in others]
    return parents[0] if len(parents) == 1 else None


def tested_columns(test: Node) -> tuple[str, ...]:
    """The columns that `test` tests, unquoted, in the order written; empty for a test of the whole table."""
    arguments = _arguments(test)
    if test.column_name and test.column_name.isidentifier():
        return (test.column_name,)
    for single in (test.column_name, *(arguments.get(key) for key in _COLUMN)):
        if isinstance(single, str) and single.strip():
            return (_unquoted(single),)
    for key in _COLUMNS:
        columns = _column_names(arguments.get(key))
        if columns:
            return columns
    for pair in (_PAIR, _BOUNDS):
        columns = tuple(column for key in pair for column in _column_names(arguments.get(key)))
        if columns:
            return columns
    return ()


def tested_column(test: Node) -> str | None:
    """The one column that `test` tests; `None` for a combination of columns and for a whole table."""
    columns = tested_columns(test)
    return columns[0] if len(columns) == 1 else None


def referenced(test: Node, nodes: Mapping[str, Node]) -> tuple[str | None, str | None]:
    """Node and column that a relationships test looks its values up in: the parent side.

    `(None, None)` for any other test. The node is `None` where the argument cannot be read (a variable, a
    macro) and more than one node is left.
    """
    arguments = _arguments(test)
    target = next((arguments[key] for key in _REFERENCED if arguments.get(key)), None)
    if target is None:
        return None, None
    fields = next((names for key in _FIELDS if (names := _column_names(arguments.get(key)))), ())
    field = fields[0] if len(fields) == 1 else None
    node = _resolve(target, test, nodes)
    if node is None:
        child = attached_to(test, nodes)
        others = [parent for parent in _distinct(test.parents) if parent != child]
        node = others[0] if child is not None and len(others) == 1 else None
    return node, field


def _arguments(test: Node) -> Mapping[str, Any]:
    return (test.test_metadata.kwargs if test.test_metadata else None) or {}


def _distinct(unique_ids: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(unique_ids))


def _resolve(value: object, test: Node, nodes: Mapping[str, Node]) -> str | None:
    """The node that an argument refers to, among those the test reads; `None` where that is not one node."""
    reference = _reference(value)
    if reference is None:
        return None
    if test.parents:
        found = [parent for parent in _distinct(test.parents) if reference.names(parent)]
    else:
        # dbt v2 leaves `depends_on` of some tests empty: the name is looked for in the test's own package.
        found = [candidate for candidate in _candidates(reference, test) if candidate in nodes]
    return found[0] if len(found) == 1 else None


def _reference(value: object) -> _Reference | None:
    call = _CALL.search(value) if isinstance(value, str) else None
    if call is None:
        return None
    words: list[str] = []
    version = None
    for match in _ARGUMENT.finditer(call.group(2)):
        text = next(part for part in match.groups()[1:] if part is not None)
        if match.group(1) in {"v", "version"}:
            version = text
        elif match.group(1) is None:
            words.append(text)
    needed = {"source": (2,), "ref": (1, 2)}[call.group(1)]
    return _Reference(call.group(1), tuple(words), version) if len(words) in needed else None


def _candidates(reference: _Reference, test: Node) -> list[str]:
    if reference.call == "source":
        return [f"source.{test.package_name}.{'.'.join(reference.words)}"]
    package = reference.words[0] if len(reference.words) > 1 else test.package_name
    suffix = f".v{reference.version}" if reference.version is not None else ""
    return [f"{kind}.{package}.{reference.words[-1]}{suffix}" for kind in ("model", "seed", "snapshot")]


def _column_names(value: object) -> tuple[str, ...]:
    """Column names out of an argument: a list, or a string that may itself hold a list."""
    if isinstance(value, str):
        value = value.strip().removeprefix("[").removesuffix("]").split(",")
    if not isinstance(value, list | tuple):
        return ()
    return tuple(_unquoted(item) for item in value if isinstance(item, str) and item.strip())


def _unquoted(name: str) -> str:
    """`"Order ID"` without its quotes: columns declared with `quote: true` come quoted."""
    name = name.strip()
    if name.isidentifier():
        return name
    for opening, closing in (('"', '"'), ("'", "'"), ("`", "`"), ("[", "]")):
        if len(name) > 2 and name[0] == opening and name[-1] == closing:
            return name[1:-1]
    return name
