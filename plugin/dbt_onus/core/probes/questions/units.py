"""The SQL of questions about two numbers that should be the same: SELECTs of one row, `broken` and `seen`."""

from __future__ import annotations

from collections.abc import Sequence

from dbt_onus.core.probes.questions.values import Key

#: From a factor of so many on no row that is there twice or thrice is mistaken for another unit.
_LEAST_FACTOR = 5
#: How far a large number may be off for rounding; small ones, of which rounding leaves little, by half.
_ROUNDED, _ROUNDED_SMALL = 0.03, 0.5
#: From fewer rows of either sort it is not said that they fail alike.
_FEWEST_ALIKE = 10


#: Of two numbers, the second is what it is elsewhere, and the first is not: in fourth powers of how often.
_TOLD = f"{' * '.join(['stayed'] * 4)} <= apart and {' * '.join(['moved'] * 4)} >= apart * apart * apart"


def rows_in_proportion(key: Key, condition: str) -> str:
    """How many of the rows that fail differ by one and the same factor, of how many fail."""
    one, other = key.columns
    rows = f"select 1.0 * {one} as one, 1.0 * {other} as other from {key.relation} onus_rows where {condition}"  # noqa: S608
    sums = "sum(onus_sums.one) as one, sum(onus_sums.other) as other, avg(abs(onus_sums.other)) as usual"
    whole = f"select {sums} from ({rows}) onus_sums"  # noqa: S608
    ratio = "onus_whole.one / nullif(onus_whole.other, 0)"
    expected = f"onus_found.other * {ratio}"
    usual = f"case when abs(onus_found.other) >= onus_whole.usual then {_ROUNDED} else {_ROUNDED_SMALL} end"
    near = f"abs(onus_found.one - {expected}) <= abs({expected}) * {usual}"
    sizeable = f"({ratio} >= {_LEAST_FACTOR} or ({ratio} > 0 and {ratio} <= 1.0 / {_LEAST_FACTOR}))"
    counts = f"count(case when {near} and {sizeable} then 1 end) as broken, count(*) as seen"
    return f"select {counts} from ({rows}) onus_found cross join ({whole}) onus_whole"  # noqa: S608


def below_zero(key: Key, condition: str) -> str:
    """In how many of the rows that fail the number is below 0, of how many fail."""
    counts = f"count(case when {key.columns[0]} < 0 then 1 end) as broken, count(*) as seen"
    return f"select {counts} from {key.relation} onus_rows where {condition}"  # noqa: S608


def fail_alike(rows: str, condition: str, branch: str, found: str) -> str:
    """How many rows of a branch fail where `found` is null, of how many of it fail; 0 where these fail otherwise.

    Otherwise: one sort has not ten of them, or they are half as often again among the one as among the other.
    """
    fails, holds = f"case when {condition} then 1 else 0 end", f"case when not ({condition}) then 1 else 0 end"
    there = f"case when {found} is null then 0 else 1 end as there"
    judged = f"select {fails} as bad, {holds} as good, {there} from (\n{rows}\n) onus_rows where {branch}"  # noqa: S608
    named = ((0, "bad", "bad_0"), (0, "good", "good_0"), (1, "bad", "bad_1"), (1, "good", "good_1"))
    sums = [
        f"coalesce(sum(case when there = {sort} then {which} end), 0) as {name}" for sort, which, name in named
    ]
    measured = f"select {', '.join(sums)} from ({judged}) onus_judged"  # noqa: S608
    shares = [
        f"onus_sums.bad_{sort} * (onus_sums.bad_{other} + onus_sums.good_{other})"
        for sort, other in ((0, 1), (1, 0))
    ]
    alike = f"2.0 * {shares[0]} <= 3 * {shares[1]} and 2.0 * {shares[1]} <= 3 * {shares[0]}"
    enough = f"onus_sums.bad_0 >= {_FEWEST_ALIKE} and onus_sums.bad_1 >= {_FEWEST_ALIKE}"
    told = f"case when {enough} and {alike} then onus_sums.bad_0 else 0 end as broken"
    return f"select {told}, onus_sums.bad_0 + onus_sums.bad_1 as seen from ({measured}) onus_sums"  # noqa: S608


def left_alone(key: Key, condition: str) -> str:
    """1 where, of two numbers, only the first is another in the rows that fail than in those that hold.

    `seen` is how many rows hold. By the means, in fourth powers: the second is at most the fourth root of the
    factor away from what it is elsewhere, the first at least its third power of that.
    """
    measured = f"select {_means(key, condition)} from {key.relation} onus_rows"  # noqa: S608
    told = f"case when {_TOLD} then 1 else 0 end as broken, holding as seen"
    return f"select {told} from ({_folds(measured)}) onus_sides"  # noqa: S608


def left_alone_within(key: Key, group: str, condition: str) -> str:
    """In how many groups only the first number has risen where rows fail, of how many have rows of both sorts.

    What has fallen in the newest rows may be a month that is not over.
    """
    measured = f"select {_means(key, condition)} from {key.relation} onus_rows where {group} is not null"  # noqa: S608
    both = f"({_folds(f'{measured} group by {group}')}) onus_sides where failing > 0 and holding > 1"
    return f"select count(case when {_TOLD} and rose = 1 then 1 end) as broken, count(*) as seen from {both}"  # noqa: S608


def newest_fail(relation: str, moment: str, condition: str) -> str:
    """How many rows that fail are of a later moment than every row that holds, of how many fail."""
    holds = f"select max({moment}) as last from {relation} onus_rows where not ({condition})"  # noqa: S608
    counts = f"count(case when {moment} > onus_held.last then 1 end) as broken, count(*) as seen"
    return f"select {counts} from {relation} onus_rows cross join ({holds}) onus_held where {condition}"  # noqa: S608


def _means(key: Key, condition: str) -> str:
    """What both numbers are in rows that fail and in rows that hold, and how many there are of either."""
    one, other = key.columns
    fails, holds = f"case when {condition} then", f"case when not ({condition}) then"
    named = (
        ("bad_one", one, fails),
        ("bad_other", other, fails),
        ("good_one", one, holds),
        ("good_other", other, holds),
    )
    means = [f"avg({rows} abs(1.0 * {side}) end) as {name}" for name, side, rows in named]
    return ", ".join((*means, f"count({fails} 1 end) as failing", f"count({holds} 1 end) as holding"))


def _folds(measured: str) -> str:
    """How many times each number is what it is elsewhere, and one the other; whether the first has risen."""
    moved = "onus_means.bad_one / nullif(onus_means.good_one, 0)"
    stayed = "onus_means.bad_other / nullif(onus_means.good_other, 0)"
    apart = "onus_means.bad_one / nullif(onus_means.bad_other, 0)"
    named = ((moved, "moved"), (stayed, "stayed"), (apart, "apart"))
    folds = ", ".join(f"{_at_least_1(ratio)} as {name}" for ratio, name in named)
    rose = "case when onus_means.bad_one > onus_means.good_one then 1 else 0 end as rose"
    return f"select {folds}, {rose}, failing, holding from ({measured}) onus_means"  # noqa: S608


def kinds_of_failing(relation: str, columns: Sequence[str], condition: str) -> str:
    """How many columns set the rows that fail apart by a value that no row that holds has, of how many columns.

    A column that is another in nearly every row (a key) does not.
    """
    asked = " union all ".join(_kind(relation, column, condition) for column in columns)
    return f"select count(case when apart = 1 then 1 end) as broken, count(*) as seen from ({asked}) onus_kinds"  # noqa: S608


def _kind(relation: str, column: str, condition: str) -> str:
    bad, good = f"count(case when {condition} then 1 end)", f"count(case when not ({condition}) then 1 end)"
    counted = f"select {bad} as bad, {good} as good from {relation} onus_rows group by {column}"  # noqa: S608
    never = "sum(case when onus_values.good > 0 then onus_values.bad else 0 end) = 0"
    few = "2 * count(case when onus_values.bad > 0 then 1 end) <= sum(onus_values.bad)"
    return f"select case when {never} and {few} then 1 else 0 end as apart from ({counted}) onus_values"  # noqa: S608


def _at_least_1(ratio: str) -> str:
    return f"case when {ratio} < 1 then 1 / nullif({ratio}, 0) else {ratio} end"


def behind_failures_alone(rows: Key, details: Key, condition: str) -> str:
    """How many keys stand behind rows that fail and hardly behind any that hold, of all behind rows that fail.

    The rows meet the details by their first column; the second one of the details is the key. "Hardly": behind
    fewer than three rows that hold, or a third of what is usual.
    """
    fails, holds = (f"case when {met} then 1 else 0 end" for met in (condition, f"not ({condition})"))
    judged = f"select {rows.columns[0]} as link, {fails} as bad, {holds} as good from {rows.relation} onus_rows"  # noqa: S608
    named = f"select distinct {details.columns[0]} as link, {details.columns[1]} as looked_up"
    listed = f"{named} from {details.relation} onus_rows"
    met = f"from ({judged}) onus_judged join ({listed}) onus_listed on onus_judged.link = onus_listed.link"
    sums = "sum(onus_judged.bad) as bad, sum(onus_judged.good) as good"
    each = f"select {sums} {met} where onus_listed.looked_up is not null group by onus_listed.looked_up"
    whole = f"select sum(bad) as bad, sum(good) as good from ({judged}) onus_all"  # noqa: S608
    rare = "onus_each.good < 3 or 3.0 * onus_each.good * (onus_whole.bad + onus_whole.good)"
    rare = f"{rare} < onus_whole.good * (onus_each.bad + onus_each.good)"
    counts = f"count(case when {rare} then 1 end) as broken, count(*) as seen"
    return f"select {counts} from ({each}) onus_each cross join ({whole}) onus_whole where onus_each.bad > 0"  # noqa: S608
