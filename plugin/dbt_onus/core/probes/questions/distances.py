"""The SQL of questions about two values that are the wrong way round, and a third one in the same row."""

from __future__ import annotations

from dbt_onus.core.columns.formulas.distances import APART, FROM_THIRD, TO_THIRD

#: How much of what the two have moved the third may have moved from the one that is right; and how many times its
#: standard error that has to be, in squares.
_LEAST, _SQUARED = 4, 64
#: So many rows in which the third is on the wrong side are no chance.
_FEWEST_CROSSED = 3


#: What `moved_alone` counts as: the third is as far as ever from the one that is right; it is beyond the other.
AS_FAR, CROSSED = 1, 2


def moved_alone(rows: str, condition: str, *, first: bool) -> str:
    """More than 0 where, of two that are the wrong way round, the first (or the second) is not where it was.

    `rows` gives the distances, the third one's among them. CROSSED: where rows fail, the third is on the wrong
    side of it, as in no row that holds, and never of the other. AS_FAR: it is as far from the other as in rows
    that hold, which says something of rows that are a kind of their own. `seen`: rows of the sort that is rarer.
    """
    named = {"onus_apart": APART, "onus_lost": TO_THIRD if first else FROM_THIRD}
    named["onus_kept"] = FROM_THIRD if first else TO_THIRD
    sides = ", ".join(f"1.0 * onus_rows.{column} as {name}" for name, column in named.items())
    there = " and ".join(f"onus_rows.{column} is not null" for column in named.values())
    bad = f"case when {condition} then 1 else 0 end as onus_bad"
    judged = f"select {bad}, {sides} from (\n{rows}\n) onus_rows where {there}"  # noqa: S608
    measured = f"select {', '.join(_measures())} from ({judged}) onus_judged"  # noqa: S608
    turned = "apart_1 * apart_0 < 0"
    told = (
        f"case when {turned} and ({_is_crossed()}) then {CROSSED} when {turned} and ({_is_as_far()}) then {AS_FAR}"
    )
    fewer = "case when failing < holding then failing else holding end"
    return f"select {told} else 0 end as broken, {fewer} as seen from ({measured}) onus_means"  # noqa: S608


def _measures() -> list[str]:
    """Of rows that fail (1) and that hold (0): means, squares, and on which side the third is how often."""
    found = ["sum(onus_bad) as failing", "count(*) - sum(onus_bad) as holding"]
    for sort in (0, 1):
        mine = f"case when onus_bad = {sort}"
        found += [f"avg({mine} then onus_{side} end) as {side}_{sort}" for side in ("apart", "kept")]
        found.append(f"avg({mine} then onus_kept * onus_kept end) as squared_{sort}")
        for side in ("kept", "lost"):
            found.append(f"count({mine} and onus_{side} < 0 then 1 end) as {side}_before_{sort}")
            found.append(f"count({mine} and onus_{side} > 0 then 1 end) as {side}_after_{sort}")
    return found


def _is_as_far() -> str:
    """The third is as far from the one that is right as elsewhere, by means that are no chance and as much spread.

    Where things take twice as long in one region anyway, they spread twice as far there, too.
    """
    moved, stayed = "(apart_1 - apart_0)", "(kept_1 - kept_0)"
    spread = [f"(squared_{sort} - kept_{sort} * kept_{sort})" for sort in (0, 1)]
    chance = f"({spread[1]} / nullif(failing, 0) + {spread[0]} / nullif(holding, 0))"
    alike = f"2 * {spread[1]} <= 3 * {spread[0]} and 2 * {spread[0]} <= 3 * {spread[1]}"
    return f"{_LEAST} * abs{stayed} <= abs{moved} and {_SQUARED} * {chance} <= {moved} * {moved} and {alike}"


def _is_crossed() -> str:
    """The third stands on one side of both in all rows that hold, and on the other side of one where rows fail."""
    crossed = " or ".join(
        f"(lost_{here}_0 = 0 and lost_{there}_0 > 0 and lost_{here}_1 >= {_FEWEST_CROSSED})"
        for here, there in (("before", "after"), ("after", "before"))
    )
    kept = " or ".join(f"(kept_{side}_0 = 0 and kept_{side}_1 = 0)" for side in ("before", "after"))
    return f"({crossed}) and ({kept})"
