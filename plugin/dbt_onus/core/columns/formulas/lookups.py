"""What a SELECT looks up in an outer join: the keys that it goes by, and everything else in its condition."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlglot import exp

from dbt_onus.core.columns.formulas.inlining import Scopes
from dbt_onus.core.columns.formulas.sight import Query, Table, Unread

_KNOWN = "onus_known"


@dataclass(frozen=True, slots=True)
class Lookup:
    """An outer join by more than keys: the pairs of keys, and all `rest` of its condition."""

    join: exp.Join
    name: str
    keys: Sequence[tuple[exp.Expr, exp.Expr]]
    rest: Sequence[exp.Expr]

    @property
    def known(self) -> exp.Expr:
        """Null where the keys are in no row at all, if `knowing` is joined."""
        return exp.column("k0", table=f"{_KNOWN}_{self.name}")

    @property
    def knowing(self) -> exp.Join:
        """The keys of the joined table, each once."""
        alias = f"{_KNOWN}_{self.name}"
        keys = [exp.alias_(right.copy(), f"k{place}") for place, (_, right) in enumerate(self.keys)]
        known = exp.select(*keys).distinct().from_(self.join.this.copy())
        met = exp.and_(
            *(
                exp.EQ(this=left.copy(), expression=exp.column(f"k{place}", table=alias))
                for place, (left, _) in enumerate(self.keys)
            )
        )
        return exp.Join(this=known.subquery(alias), side="LEFT", on=met)


class Lookups:
    """Reads the outer joins of one SELECT."""

    def __init__(self, scopes: Scopes) -> None:
        self._scopes = scopes

    def of(self, query: exp.Select, name: str, sources: Mapping[str, Query | Table]) -> Lookup:
        """What is looked up in an optional source, in which of its columns, and by what else."""
        joins = [join for join in query.args.get("joins") or () if join.this.alias_or_name.lower() == name]
        if len(joins) != 1 or (joins[0].side or "").upper() != "LEFT":
            raise Unread
        (join,) = joins
        if names := join.args.get("using"):
            left = next(one for one in sources if one != name)
            named = [(exp.column(key.copy(), table=left), exp.column(key.copy(), table=name)) for key in names]
            return Lookup(join, name, named, ())
        condition = join.args.get("on")
        pairs: list[tuple[exp.Expr, exp.Expr]] = []
        rest: list[exp.Expr] = []
        for part in condition.flatten() if isinstance(condition, exp.And) else [condition]:
            part = part.unnest() if isinstance(part, exp.Paren) else part
            pair = self._pair(part, name, sources) if isinstance(part, exp.EQ) else None
            if pair is not None:
                pairs.append(pair)
            else:
                rest.append(part)
        if not pairs:
            raise Unread
        return Lookup(join, name, pairs, rest)

    def _pair(
        self, part: exp.EQ, name: str, sources: Mapping[str, Query | Table]
    ) -> tuple[exp.Expr, exp.Expr] | None:
        for left, right in ((part.this, part.expression), (part.expression, part.this)):
            here = {self._scopes.source_of(column, sources) for column in right.find_all(exp.Column)}
            there = {self._scopes.source_of(column, sources) for column in left.find_all(exp.Column)}
            if here == {name} and there and name not in there:
                return left, right
        return None
