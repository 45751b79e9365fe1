"""The same questions, asked of DuckDB and of PostgreSQL: both give the same answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import duckdb
import pytest

from dbt_onus.core.columns.formulas.makings import makings
from dbt_onus.core.probes.probe import batch_sql
from dbt_onus.core.probes.questions.keys import (
    far_keys,
    forms,
    holes,
    inside_keys,
    known_keys,
    late_orphans,
    late_others,
    near_keys,
    orphans,
    strange_keys,
)
from dbt_onus.core.probes.questions.units import (
    behind_failures_alone,
    kinds_of_failing,
    left_alone,
    left_alone_within,
    newest_fail,
    rows_in_proportion,
)
from dbt_onus.core.probes.questions.values import (
    Key,
    column_gone,
    column_is_moment,
    column_is_text,
    column_misspelled,
    rows_of_branch,
    rows_where,
)
from dbt_onus.core.spelling import Spelling
from tests import builders as b
from tests.postgres import PostgresServer

CHILD, PARENT = Key("child", ("upper(trim(onus_rows.k))",), ("onus_rows.n > 0",)), Key("parent", ("onus_rows.id",))
TABLE = b.model("child", database=None)
SUMS_TABLE = b.model("sums", database=None)
TABLES = (
    "create table child (k varchar(20), n int, region varchar(5))",
    "create table parent (id varchar(20), name varchar(20))",
    "insert into child values ('ln-01', 1, 'eu'), (' LN-02', 2, 'eu'), ('LN07', 3, 'us'), ('LN-41', 4, 'us'), "
    "('LN-42', 5, 'us'), ('LN-43', 6, 'us'), ('gone', 0, 'us')",
    "insert into parent select 'LN-' || case when i < 10 then '0' else '' end || i, null "
    "from generate_series(1, 40) t(i)",
    "create table sums (id int, one int, two numeric(20, 2), kind varchar(20), loaded date)",
    "insert into sums select i, 10 + i, case when i > 30 then 1000 + 100 * i else 10 + i end, "
    "case when i = 40 then 'new' else 'old' end, date '2026-10-01' + cast(i as int) "
    "from generate_series(1, 40) t(i)",
    "create table terms (k varchar(9), since date, until date)",
    "insert into terms values ('a', date '2026-01-01', date '2026-06-01'), "
    "('a', date '2026-06-01', date '2027-01-01')",
    "create table trips (k varchar(9), began_on date, ended_on date)",
    "insert into trips select case when i < 3 then 'b' else 'a' end, date '2026-01-01' + cast(7 * i as int) "
    "+ case when i > 35 then 365 else 0 end, date '2026-01-02' + cast(7 * i as int) "
    "from generate_series(1, 40) t(i)",
    "create table kinds (kind varchar(20))",
    "insert into kinds values ('old')",
)
SUMS, DIFFER = Key("sums", ("onus_rows.one", "onus_rows.two")), "onus_rows.one <> onus_rows.two"
KIND, KINDS = Key("sums", ("onus_rows.kind",)), Key("kinds", ("onus_rows.kind",))
#: What both warehouses said, by the question.
ANSWERS = {
    "orphans": (4, 6),
    "known": (0, 2),
    "far": (0, 4),
    "inside": (1, 4),
    "near": (3, 3),
    "holes": (0, 40),
    "no numbers": (0, 0),
    "strange": (1, 4),
    "strange, exactly": (1, 4),
    "forms": (1, 40),
    "branch": (2, 5),
    "gone": (1, 3),
    "there": (0, 3),
    "alike": (1, 3),
    "other": (0, 3),
    "text": (1, 1),
    "no text": (0, 1),
    "value": (2, 7),
    "row": (5, 7),
    "key": (0, 7),
    "factor": (10, 10),
    "left alone": (0, 30),
    "other left alone": (1, 30),
    "kinds": (0, 2),
    "behind failures": (1, 2),
    "late orphans": (1, 1),
    "late others": (0, 1),
    "moment": (1, 1),
    "no moment": (0, 1),
    "newest": (10, 10),
    "risen within": (0, 2),
    "other risen within": (2, 2),
    "no integer": (7, 7),
    "an integer": (0, 7),
    "no number": (0, 40),
    "no such key": (2, 7),
    "no stretch": (5, 7),
    "by the other day": (5, 7),
    "the wrong way round": (0, 33),
    "not by the other day": (0, 33),
}
JOINED = """with known as (select id, name from parent where id <> 'LN-03')
            select child.k, known.name from child left join known on known.id = upper(trim(child.k))"""

HELD = """select trips.*, terms.since from trips left join terms
          on terms.k = trips.k and trips.began_on >= terms.since and trips.began_on < terms.until"""


def stretches(dialect: str) -> dict[str, str | None]:
    """Of rows that are looked up by a key and a day."""
    columns = {"trips": ("k", "began_on", "ended_on"), "terms": ("k", "since", "until")}
    relations = {name: name for name in columns}
    (making,) = makings(HELD, "since", dialect=dialect, relations=relations, own="own", listed=columns.__getitem__)
    ((unknown, stretch),) = [(part.unknown, part.stretch) for part in making.parts if part.stretch is not None]
    assert stretch is not None
    other = stretch.others[0]
    return {
        "no such key": unknown,
        "no stretch": next(part.unheld for part in making.parts if part.unheld is not None),
        "by the other day": other.failing,
        "the wrong way round": other.crossed,
        "not by the other day": other.missed,
    }


def questions(dialect: str) -> dict[str, str | None]:
    """One of each kind."""
    spelling = Spelling(dialect)
    number, loose, exact = spelling.number_in, spelling.form_of, spelling.exact_form_of
    nameless = Key("child", ("onus_rows.region",))
    (making,) = makings(
        JOINED,
        "name",
        dialect=dialect,
        relations={"child": "child", "parent": "parent"},
        own="own",
        listed=lambda uid: {"child": ("k", "n"), "parent": ("id", "name")}[uid],
    )
    return {
        "orphans": orphans(CHILD, PARENT),
        "known": known_keys(CHILD, PARENT, PARENT),
        "far": far_keys(CHILD, PARENT, number),
        "inside": inside_keys(CHILD, PARENT, number),
        "near": near_keys(CHILD, PARENT, number),
        "holes": holes(PARENT, number),
        "no numbers": holes(nameless, number),
        "strange": strange_keys(CHILD, PARENT, loose),
        "strange, exactly": strange_keys(CHILD, PARENT, exact),
        "forms": forms(PARENT, exact),
        "branch": rows_of_branch(Key("child", ("onus_rows.region",)), "onus_rows.n > 4", "'us'"),
        "gone": column_gone(TABLE, "lost", spelling),
        "there": column_gone(TABLE, "K", spelling),
        "alike": column_misspelled(TABLE, "regino", spelling),
        "other": column_misspelled(TABLE, "area", spelling),
        "text": column_is_text(TABLE, "k", spelling),
        "no text": column_is_text(TABLE, "n", spelling),
        **dict(zip(("value", "row", "key"), (part.sql for part in making.parts), strict=True)),
        "factor": rows_in_proportion(SUMS, DIFFER),
        "left alone": left_alone(SUMS, DIFFER),
        "other left alone": left_alone(Key("sums", SUMS.columns[::-1]), DIFFER),
        "kinds": kinds_of_failing("sums", ("onus_rows.kind", "onus_rows.id"), DIFFER),
        "behind failures": behind_failures_alone(
            Key("sums", ("onus_rows.id",)), Key("sums", ("onus_rows.id", "onus_rows.kind")), DIFFER
        ),
        "late orphans": late_orphans(KIND, KINDS, "onus_rows.loaded"),
        "late others": late_others(KIND, KINDS, "onus_rows.loaded"),
        "moment": column_is_moment(SUMS_TABLE, "loaded", spelling),
        "no moment": column_is_moment(SUMS_TABLE, "kind", spelling),
        "newest": newest_fail("sums", "onus_rows.loaded", DIFFER),
        "risen within": left_alone_within(SUMS, "(onus_rows.id % 2 = 0 and onus_rows.id < 36)", DIFFER),
        "other risen within": left_alone_within(
            Key("sums", SUMS.columns[::-1]), "(onus_rows.id % 2 = 0 and onus_rows.id < 36)", DIFFER
        ),
        "no integer": rows_where("child", str(spelling.refused("onus_rows.k", "int"))),
        "an integer": rows_where("child", str(spelling.refused("cast(onus_rows.n as varchar(9))", "bigint"))),
        "no number": rows_where("sums", str(spelling.refused("cast(onus_rows.two as varchar(9))", "numeric"))),
        **stretches(dialect),
    }


Ask = Callable[[str], list[tuple[object, ...]]]


def on_duckdb() -> Iterator[Ask]:
    with duckdb.connect() as connection:
        for statement in TABLES:
            connection.execute(statement)
        yield lambda sql: connection.execute(sql).fetchall()


def on_postgres(server: PostgresServer) -> Iterator[Ask]:
    psycopg = pytest.importorskip("psycopg")
    with psycopg.connect(server.make_database("probes"), autocommit=True) as connection:
        connection.execute("create schema main; set search_path = main")
        for statement in TABLES:
            connection.execute(statement)
        yield lambda sql: connection.execute(sql).fetchall()


@pytest.mark.parametrize("adapter", ["duckdb", "postgres"])
def test_every_kind_of_question_is_understood(adapter: str, request: pytest.FixtureRequest) -> None:
    asking = on_duckdb() if adapter == "duckdb" else on_postgres(request.getfixturevalue("postgres"))
    for ask in asking:
        asked = [(f"p{place}", str(sql)) for place, sql in enumerate(questions(adapter).values())]
        rows = {str(label): (broken, seen) for label, broken, seen in ask(batch_sql(asked))}
        found = {name: rows[f"p{place}"] for place, name in enumerate(ANSWERS)}
        assert {name: tuple(int(str(one)) for one in row) for name, row in found.items()} == ANSWERS
