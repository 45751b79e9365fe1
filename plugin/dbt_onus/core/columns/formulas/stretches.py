"""Rows that are looked up by keys and by a moment: `a >= valid_from and a < valid_to`.

A row that is not found may be of a key that is in no row, or of a key that is known and a moment that no stretch
of it holds. The second is asked again by another moment of the same rows: if that finds a row where the first does
not, and the two stand as they never do where a row is found, the first one is wrong.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sqlglot import exp

from dbt_onus.core.columns.formulas.choosing import Choosing
from dbt_onus.core.columns.formulas.definitions import Formula
from dbt_onus.core.columns.formulas.inlining import Scopes
from dbt_onus.core.columns.formulas.lookups import Lookup
from dbt_onus.core.columns.formulas.makings import Other, Stretch
from dbt_onus.core.columns.formulas.positions import outputs
from dbt_onus.core.columns.formulas.recounting import Recount
from dbt_onus.core.columns.formulas.sight import Query, Table, Unread

_AGAIN = "onus_again"
#: How columns are called that are moments.
_MOMENTS = frozenset({"at", "on", "date", "dt", "day", "time", "ts"})
#: By more other moments nobody asks.
_MOST_OTHERS = 3
_COMPARED = (exp.GT, exp.GTE, exp.LT, exp.LTE)


class Stretches:
    """Reads what else the rows of one SELECT can be looked up by."""

    def __init__(self, scopes: Scopes, choosing: Choosing, recount: Recount) -> None:
        self._scopes = scopes
        self._choosing = choosing
        self._recount = recount

    def in_turn(self, value: exp.Expr, sources: Mapping[str, Query | Table]) -> tuple[Formula, ...]:
        """The column that a value is, in each of several tables of which it is the first; `()`: not known."""
        try:
            return tuple(self._choosing.written(one) for one in self._choosing.over(value, sources))
        except Unread:
            return ()

    def of(
        self,
        query: exp.Select,
        ctes: Mapping[str, Query],
        value: exp.Expr,
        lookup: Lookup,
        sources: Mapping[str, Query | Table],
    ) -> Stretch | None:
        """What can be asked of a moment that no stretch holds."""
        moment = self._moment(lookup, sources)
        if moment is None or value.find(exp.AggFunc) is not None:
            return None
        asked, within = self.in_turn(moment, sources), self.in_turn(lookup.keys[0][1], sources)
        if not asked or len(within) != 1:
            return None
        others = []
        for other in self._others(moment, sources):
            found = self.in_turn(other, sources)
            if {one.parent for one in found} >= {one.parent for one in asked}:
                for sign in (">", "<"):
                    counts = self._counts(query, ctes, value, lookup, (moment, other), sign, sources)
                    others.append(Other(named=other.name, columns=found, sign=sign, **counts))
        return Stretch(asked=asked, looked_in=within[0], others=tuple(others)) if others else None

    def _moment(self, lookup: Lookup, sources: Mapping[str, Query | Table]) -> exp.Column | None:
        """The one column that everything else in the condition compares with the joined table."""
        found: set[exp.Column] = set()
        for part in lookup.rest:
            if not isinstance(part, (*_COMPARED, exp.Between)):
                return None
            sides = [part.this, *(part.args[key] for key in ("expression", "low", "high") if part.args.get(key))]
            mine = [side for side in sides if self._of(side, sources) != {lookup.name}]
            if len(mine) != 1 or not isinstance(mine[0], exp.Column):
                return None
            found.add(mine[0])
        return found.pop() if len(found) == 1 else None

    def _of(self, expression: exp.Expr, sources: Mapping[str, Query | Table]) -> set[str]:
        return {self._scopes.source_of(column, sources) for column in expression.find_all(exp.Column)}

    def _others(self, moment: exp.Column, sources: Mapping[str, Query | Table]) -> Iterator[exp.Column]:
        """Columns beside the moment that are called like one."""
        name = self._scopes.source_of(moment, sources)
        source = sources[name]
        listed = (
            self._scopes.listed(source.uid)
            if isinstance(source, Table)
            else outputs(self._scopes, source.query, source.ctes)
        )
        ending = moment.name.lower().rpartition("_")[2]
        if ending not in _MOMENTS:
            return
        same = [one for one in listed or () if one.lower().rpartition("_")[2] == ending]
        for one in [one for one in same if one.lower() != moment.name.lower()][:_MOST_OTHERS]:
            yield exp.column(exp.to_identifier(one), table=exp.to_identifier(moment.table or name))

    def _counts(
        self,
        query: exp.Select,
        ctes: Mapping[str, Query],
        value: exp.Expr,
        lookup: Lookup,
        moments: tuple[exp.Column, exp.Column],
        sign: str,
        sources: Mapping[str, Query | Table],
    ) -> dict[str, str]:
        moment, other = moments
        again = self._again(lookup, moment, other, sources)
        present = lookup.keys[0][1]
        chosen = {
            "onus_value": value,
            "onus_present": present,
            "onus_asked": moment,
            "onus_other": other,
            "onus_found": _renamed(present, lookup.name, self._scopes, sources),
            "onus_keyed": lookup.known,
        }
        stands = f"onus_rows.onus_asked {sign} onus_rows.onus_other"
        found, empty = "onus_rows.onus_present is not null", "onus_rows.onus_value is null"
        missed = "onus_rows.onus_found is null"
        unheld = "onus_rows.onus_present is null and onus_rows.onus_keyed is not null"
        asked = {
            "failing": (f"{empty} and {unheld} and not {missed} and {stands}", empty),
            "crossed": (f"{found} and {stands}", found),
            "missed": (f"{found} and {missed}", f"{found} and onus_rows.onus_other is not null"),
        }
        joined = (lookup.knowing, again)
        return {name: self._recount.counted(query, ctes, chosen, joined, two) for name, two in asked.items()}

    def _again(
        self, lookup: Lookup, moment: exp.Column, other: exp.Column, sources: Mapping[str, Query | Table]
    ) -> exp.Join:
        """The same join once more, by the other moment."""
        again = lookup.join.copy()
        again.this.set("alias", exp.TableAlias(this=exp.to_identifier(_AGAIN)))
        met = exp.and_(*(exp.EQ(this=left.copy(), expression=right.copy()) for left, right in lookup.keys))
        met = exp.and_(met, *(part.copy() for part in lookup.rest))

        def asked(part: exp.Expr) -> exp.Expr:
            return other.copy() if part == moment else part

        again.set("on", _renamed(met.transform(asked), lookup.name, self._scopes, sources))
        return again


def _renamed(expression: exp.Expr, name: str, scopes: Scopes, sources: Mapping[str, Query | Table]) -> exp.Expr:
    """The expression of the joined table, as it is called when it is joined once more."""

    def renamed(part: exp.Expr) -> exp.Expr:
        if isinstance(part, exp.Column) and scopes.source_of(part, sources) == name:
            return exp.column(part.this.copy(), table=_AGAIN)
        return part

    return expression.copy().transform(renamed)
