"""Which columns can be of the type that a function or an operator refused.

A warehouse says `*(VARCHAR, DOUBLE)` and not which column was text; the SQL says what is multiplied there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlglot import exp

#: What a number, a date or a flag becomes when a producer changes its type: nearly always this.
_TEXT = re.compile(r"(?:varchar|character|n?text|string|n?char|bpchar|nvarchar)\b", re.IGNORECASE)


def misfits(sql: str, dialect: str, call: str, types: Sequence[str]) -> frozenset[str]:
    """The columns, lower case, that stand where the text stands, in each use of the function or operator.

    Nothing where not exactly one of the types is text, or where no such use can be read. Never raises.
    """
    places = [place for place, kind in enumerate(types) if _TEXT.match(kind)]
    if len(places) != 1:
        return frozenset()
    try:
        from dbt_onus.core.columns.resolving.parsing import query_of

        query = query_of(sql, dialect)
        if query is None:
            return frozenset()
        found = [_columns_at(operands, places[0]) for operands in _uses(query, call.lower(), len(types))]
        return frozenset().union(*found)
    except Exception:  # noqa: BLE001 - a parser of 30 dialects can fail in any way: what is not read is not known
        return frozenset()


def _columns_at(operands: Sequence[exp.Expr], place: int) -> frozenset[str]:
    from sqlglot import exp

    return frozenset(column.name.lower() for column in operands[place].find_all(exp.Column))


def _uses(query: exp.Expr, call: str, count: int) -> Iterator[Sequence[exp.Expr]]:
    """The operands of each use of the operator, in order; of a function, its arguments."""
    from sqlglot import exp

    operators: dict[str, tuple[type[exp.Expr], ...]] = {
        "*": (exp.Mul,),
        "/": (exp.Div, exp.IntDiv),
        "//": (exp.IntDiv,),
        "+": (exp.Add,),
        "-": (exp.Sub,),
        "%": (exp.Mod,),
    }
    if call in operators and count == 2:
        for node in query.find_all(*operators[call]):
            yield node.this, node.expression
    elif re.fullmatch(r"[a-z_][\w.]*", call):
        for function in query.find_all(exp.Func):
            if call in {name.lower() for name in _names_of(function)}:
                # the parser puts arguments in an order of its own: any of them may be the one
                yield [function] * count


def _names_of(function: exp.Func) -> Sequence[str]:
    from sqlglot import exp

    return [function.name] if isinstance(function, exp.Anonymous) else function.sql_names()
