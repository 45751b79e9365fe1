"""The SQL of a question about the rows that a node's own SELECT makes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from sqlglot import exp

from dbt_onus.core.columns.formulas.sight import Query

_VALUE, _PART, _UNLESS = "onus_value", "onus_part", "onus_unless"


class Recount:
    """Writes the questions; `is_own` tells of a table of the SQL whether it is the node itself."""

    def __init__(self, dialect: str, is_own: Callable[[exp.Expr], bool]) -> None:
        self._dialect = dialect
        self._own = is_own

    def sql(
        self,
        query: exp.Select,
        ctes: Mapping[str, Query],
        value: exp.Expr,
        *,
        shown: exp.Expr,
        unless: exp.Expr | None,
        joined: exp.Join | None = None,
    ) -> str:
        """How many null values are null because `shown` is, and `unless` is not, of how many.

        `joined`: what is joined to the rows beside what their own SQL joins.
        """
        grouped = value.find(exp.AggFunc) is not None
        if grouped:
            # of a group, all are null
            shown = exp.func("max", shown) if shown.find(exp.AggFunc) is None else shown
            unless = exp.func("max", unless) if unless is not None and unless.find(exp.AggFunc) is None else unless
        rows = self._rows(query, grouped=grouped)
        if joined is not None:
            rows.append("joins", joined.copy())
        chosen = [exp.alias_(value.copy(), _VALUE), exp.alias_(shown.copy(), _PART)]
        blamed = f"onus_rows.{_PART} is null"
        if unless is not None:
            chosen.append(exp.alias_(unless.copy(), _UNLESS))
            blamed += f" and onus_rows.{_UNLESS} is not null"
        rows.set("expressions", chosen)
        text = rows.sql(dialect=self._dialect, comments=False)
        empty = f"onus_rows.{_VALUE} is null"
        broken = f"count(case when {empty} and {blamed} then 1 end) as broken"
        counts = f"{broken}, count(case when {empty} then 1 end) as seen"
        return f"select {counts} from (\n{self._with(ctes)}{text}\n) onus_rows"  # noqa: S608 - the node's own SQL

    def rows(self, query: exp.Select, ctes: Mapping[str, Query], chosen: Sequence[exp.Expr]) -> str:
        """A SELECT of something else of the rows that the query makes its values of."""
        rows = self._rows(query, grouped=False)
        rows.set("expressions", list(chosen))
        return self._with(ctes) + rows.sql(dialect=self._dialect, comments=False)

    def counted(
        self,
        query: exp.Select,
        ctes: Mapping[str, Query],
        chosen: Mapping[str, exp.Expr],
        joined: Sequence[exp.Join],
        conditions: tuple[str, str],
    ) -> str:
        """How many of the rows that the query makes meet the first condition, of how many that meet the second.

        Both are of what is `chosen`, by its names.
        """
        rows = self._rows(query, grouped=False)
        for one in joined:
            rows.append("joins", one.copy())
        rows.set("expressions", [exp.alias_(value.copy(), name) for name, value in chosen.items()])
        text = rows.sql(dialect=self._dialect, comments=False)
        broken, seen = (f"count(case when {one} then 1 end)" for one in conditions)
        counts = f"{broken} as broken, {seen} as seen"
        return f"select {counts} from (\n{self._with(ctes)}{text}\n) onus_rows"  # noqa: S608 - the node's own SQL

    def _rows(self, query: exp.Select, *, grouped: bool) -> exp.Expr:
        """The SELECT without what cuts or orders its rows; without its groups, where the value is one by one."""
        rows = query.copy()
        for key in ("with_", "with", "order", "limit", "offset", "distinct", "into"):
            rows.set(key, None)
        group = rows.args.get("group")
        if group is not None and not grouped:
            for key in ("group", "having", "qualify"):
                rows.set(key, None)
        elif group is not None:
            group.set("expressions", [_grouped_by(one, query) for one in group.expressions])
            if group.args.get("all"):
                plain = [one for one in query.expressions if one.find(exp.AggFunc) is None]
                rows.set("group", exp.Group(expressions=[one.unalias().copy() for one in plain]))
        return self._as_at_first(rows)

    def _as_at_first(self, rows: exp.Expr) -> exp.Expr:
        """As if the node had no rows of earlier runs: an incremental model then reads everything again."""
        for condition in list(rows.find_all(exp.GT, exp.GTE, exp.LT, exp.LTE)):
            inner = condition.find(exp.Subquery)
            if inner is not None and inner.find(exp.Coalesce) is None and self._reads_own(inner):
                condition.replace(exp.true())
        for table in list(rows.find_all(exp.Table)):
            if self._is_own(table):
                table.replace(self._emptied(table))
        return rows

    def _reads_own(self, query: exp.Expr) -> bool:
        return any(self._is_own(table) for table in query.find_all(exp.Table))

    def _is_own(self, table: exp.Expr) -> bool:
        return bool(table.args.get("db")) and self._own(table)

    def _emptied(self, table: exp.Expr) -> exp.Expr:
        bare = table.copy()
        name = bare.alias_or_name
        bare.set("alias", None)
        return exp.select("*").from_(bare).where(exp.false()).subquery(name)

    def _with(self, ctes: Mapping[str, Query]) -> str:
        if not ctes:
            return ""
        written = [f"{self._quoted(name)} as (\n{self._written(one.query)}\n)" for name, one in ctes.items()]
        return f"with {', '.join(written)}\n"

    def _written(self, query: exp.Expr) -> str:
        return self._as_at_first(query.copy()).sql(dialect=self._dialect, comments=False)

    def _quoted(self, name: str) -> str:
        return exp.to_identifier(name).sql(dialect=self._dialect)


def _grouped_by(key: exp.Expr, query: exp.Select) -> exp.Expr:
    if isinstance(key, exp.Literal) and key.name.isdigit() and 0 < int(key.name) <= len(query.expressions):
        found: exp.Expr = query.expressions[int(key.name) - 1].unalias().copy()
        return found
    return key
