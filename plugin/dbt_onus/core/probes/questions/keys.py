"""The SQL of questions about keys that refer to other keys: SELECTs of one row, `broken` and `seen`."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from dbt_onus.core.probes.questions.values import Key, present

#: As many loads show whether keys still come anew: two weeks of daily ones.
_FEWEST_LOADS = 14


def orphans(child: Key, parent: Key, only: Sequence[str] = ()) -> str:
    """How many of the child's keys have no row in the parent, of how many; `only`: conditions on its rows."""
    counts = "count(case when onus_parent.k0 is null then 1 end) as broken, count(*) as seen"
    return f"select {counts} {looked_up(child, parent, only)}"


def known_keys(child: Key, parent: Key, other: Key) -> str:
    """How many of the keys that the parent lacks another table knows, and of those that the parent has."""
    names = [f"k{place}" for place in range(len(child.columns))]
    found = " and ".join(f"onus_child.{name} = onus_known.{name}" for name in names)
    known = "onus_known.k0 is not null"
    counts = ", ".join(
        f"count(case when {known} and onus_parent.k0 is {word} then 1 end) as {called}"
        for word, called in (("null", "broken"), ("not null", "seen"))
    )
    return f"select {counts} {looked_up(child, parent)} left join {_keys(other, names)} onus_known on {found}"


def null_for_keys(child: Key, parent: Key, value: str) -> str:
    """For how many of the child's keys all that the parent has of `value` is null, of how many."""
    rows = f"select {parent.columns[0]} as k0, count({value}) as filled from {parent.relation} onus_rows"  # noqa: S608
    known = f"({rows} where {present(parent, ())} group by {parent.columns[0]}) onus_known"
    counts = "count(case when onus_known.filled = 0 then 1 end) as broken, count(*) as seen"
    met = f"left join {known} on onus_child.k0 = onus_known.k0"
    return f"select {counts} from {_keys(child, ['k0'])} onus_child {met}"  # noqa: S608


def far_keys(child: Key, parent: Key, number_in: Callable[[str], str | None]) -> str | None:
    """How many of the child's keys that have no row lie far beyond all that the parent has, of how many."""
    number, bounds = number_in("onus_child.k0"), _bounds_of(parent, number_in)
    if number is None or bounds is None:
        return None
    reach = "(onus_ends.highest - onus_ends.lowest + 1)"
    far = f"{number} > onus_ends.highest + {reach} or {number} < onus_ends.lowest - {reach}"
    counts = f"count(case when {far} then 1 end) as broken, count(*) as seen"
    missing = "where onus_parent.k0 is null"
    return f"select {counts} {looked_up(child, parent)} cross join {bounds} onus_ends {missing}"


def inside_keys(child: Key, parent: Key, number_in: Callable[[str], str | None]) -> str | None:
    """How many of the child's keys that have no row lie between those that the parent has, of how many."""
    number, bounds = number_in("onus_child.k0"), _bounds_of(parent, number_in)
    if number is None or bounds is None:
        return None
    inside = f"{number} between onus_ends.lowest and onus_ends.highest"
    counts = f"count(case when {inside} then 1 end) as broken, count(*) as seen"
    missing = "where onus_parent.k0 is null"
    return f"select {counts} {looked_up(child, parent)} cross join {bounds} onus_ends {missing}"


def near_keys(child: Key, parent: Key, number_in: Callable[[str], str | None]) -> str | None:
    """How many of the child's keys that have no row lie next to the parent's, before or behind, and how far.

    `seen` is the length of the stretch from the parent's first or last key to the furthest of them.
    """
    number, bounds = number_in("onus_child.k0"), _bounds_of(parent, number_in)
    if number is None or bounds is None:
        return None
    reach = "(onus_ends.highest - onus_ends.lowest + 1)"
    behind = f"{number} > onus_ends.highest and {number} <= onus_ends.highest + {reach}"
    before = f"{number} < onus_ends.lowest and {number} >= onus_ends.lowest - {reach}"
    stretch = (
        f"coalesce(max(case when {behind} then {number} - onus_ends.highest end), 0)"
        f" + coalesce(max(case when {before} then onus_ends.lowest - {number} end), 0)"
    )
    counts = f"count(distinct case when {behind} or {before} then {number} end) as broken, {stretch} as seen"
    missing = "where onus_parent.k0 is null"
    return f"select {counts} {looked_up(child, parent)} cross join {bounds} onus_ends {missing}"


def strange_keys(child: Key, parent: Key, form_of: Callable[[str], str | None]) -> str | None:
    """How many of the child's keys that have no row have a form that no key of the parent has, of how many."""
    form, known = form_of("onus_child.k0"), form_of("onus_forms.k0")
    if form is None or known is None:
        return None
    orphaned = f"select {form} as form {looked_up(child, parent)} where onus_parent.k0 is null"
    has = f"select distinct {known} as form from {_keys(parent, ['k0'])} onus_forms"  # noqa: S608
    counts = "count(case when onus_known.form is null then 1 end) as broken, count(*) as seen"
    met = "onus_lost.form = onus_known.form"
    return f"select {counts} from ({orphaned}) onus_lost left join ({has}) onus_known on {met}"  # noqa: S608


def respelled_keys(child: Key, parent: Key, word_of: Callable[[str], str | None]) -> str | None:
    """How many of the child's keys without a row are another spelling of one that both sides have, of how many."""
    lost, met = word_of("onus_child.k0"), word_of("onus_parent.k0")
    if lost is None or met is None:
        return None
    orphaned = f"select {lost} as word {looked_up(child, parent)} where onus_parent.k0 is null"
    known = f"select distinct {met} as word {looked_up(child, parent)} where onus_parent.k0 is not null"
    counts = "count(case when onus_known.word is not null then 1 end) as broken, count(*) as seen"
    same = "onus_lost.word = onus_known.word"
    return f"select {counts} from ({orphaned}) onus_lost left join ({known}) onus_known on {same}"  # noqa: S608


def stems_of_orphans(
    child: Key, parents: Sequence[Key], one: Key, stem_of: Callable[[str], str | None]
) -> str | None:
    """How many of the child's keys that none of the parents has begin like keys of one of them, of how many."""
    lost, own = stem_of("onus_child.k0"), stem_of("onus_own.k0")
    if lost is None or own is None:
        return None
    tables = [f"onus_parent_{place}" for place in range(len(parents))]
    joins = " ".join(
        f"left join {_keys(parent, ['k0'])} {table} on onus_child.k0 = {table}.k0"
        for parent, table in zip(parents, tables, strict=True)
    )
    none = " and ".join(f"{table}.k0 is null" for table in tables)
    orphaned = f"select {lost} as stem from {_keys(child, ['k0'])} onus_child {joins} where {none}"  # noqa: S608
    known = f"select distinct {own} as stem from {_keys(one, ['k0'])} onus_own"  # noqa: S608
    counts = "count(case when onus_known.stem is not null then 1 end) as broken, count(*) as seen"
    same = "onus_lost.stem = onus_known.stem"
    return f"select {counts} from ({orphaned}) onus_lost left join ({known}) onus_known on {same}"  # noqa: S608


def forms(key: Key, form_of: Callable[[str], str | None]) -> str | None:
    """How many forms the keys have, and how many keys there are."""
    form = form_of("onus_keys.k0")
    if form is None:
        return None
    return f"select count(distinct {form}) as broken, count(*) as seen from {_keys(key, ['k0'])} onus_keys"  # noqa: S608


def holes(parent: Key, number_in: Callable[[str], str | None]) -> str | None:
    """How many whole numbers between the parent's first and last key are no key of it, of how many."""
    bounds = _bounds_of(parent, number_in)
    if bounds is None:
        return None
    span = "onus_ends.highest - onus_ends.lowest + 1"
    counts = f"coalesce({span} - onus_ends.keys, 0) as broken, coalesce({span}, 0) as seen"
    return f"select {counts} from {bounds} onus_ends"  # noqa: S608


def _bounds_of(parent: Key, number_in: Callable[[str], str | None]) -> str | None:
    number = number_in(parent.columns[0])
    if number is None:
        return None
    said = f"min({number}) as lowest, max({number}) as highest, count(distinct {number}) as keys"
    return f"(select {said} from {parent.relation} onus_rows)"  # noqa: S608


def looked_up(child: Key, parent: Key, only: Sequence[str] = ()) -> str:
    """The child's keys, `onus_child.k0` and on, each with that of its row, `onus_parent.k0`, or null."""
    names = [f"k{place}" for place in range(len(child.columns))]
    met = " and ".join(f"onus_child.{name} = onus_parent.{name}" for name in names)
    return f"from {_keys(child, names)} onus_child left join {_keys(parent, names, only)} onus_parent on {met}"


def _keys(key: Key, names: Sequence[str], only: Sequence[str] = ()) -> str:
    columns = ", ".join(f"{column} as {name}" for column, name in zip(key.columns, names, strict=True))
    return f"(select distinct {columns} from {key.relation} onus_rows where {present(key, only)})"  # noqa: S608


def late_orphans(child: Key, parent: Key, loaded: str) -> str:
    """How many of the child's keys without a row came first with the newest tenth of all loads, of how many.

    `loaded` is when a row was loaded. Of fewer loads than fourteen, none counts as new.
    """
    late = f"onus_all.loads >= {_FEWEST_LOADS} and onus_first.first_no > 0.9 * onus_all.loads"
    return _arrived(child, parent, loaded, late, "onus_parent.k0 is null")


def late_others(child: Key, parent: Key, loaded: str) -> str:
    """How many of the child's keys with a row came first in the later half of all loads, of how many."""
    return _arrived(
        child, parent, loaded, "onus_first.first_no > 0.5 * onus_all.loads", "onus_parent.k0 is not null"
    )


def _arrived(child: Key, parent: Key, loaded: str, late: str, which: str) -> str:
    loads = f"dense_rank() over (order by {loaded}) as load_no"
    rows = f"select {child.columns[0]} as k0, {loads} from {child.relation} onus_rows"  # noqa: S608
    rows = f"{rows} where {present(child, [f'{loaded} is not null'])}"
    first = f"(select k0, min(load_no) as first_no from ({rows}) onus_loaded group by k0) onus_first"  # noqa: S608
    whole = f"(select max(load_no) as loads from ({rows}) onus_loaded) onus_all"  # noqa: S608
    known = f"{_keys(parent, ['k0'])} onus_parent on onus_first.k0 = onus_parent.k0"
    counts = f"count(case when {late} then 1 end) as broken, count(*) as seen"
    return f"select {counts} from {first} cross join {whole} left join {known} where {which}"  # noqa: S608
