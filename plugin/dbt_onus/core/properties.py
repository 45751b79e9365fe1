"""What a check is about, and which upstream property can bring which downstream one down.

A pass or a failure speaks for one property of one column only: a `not_null` that passes says nothing about
uniqueness. But kinds translate along the way down: a row that is missing upstream is a null below a left join, and
a duplicate upstream is a sum too high. Both tables of that translation are here and nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from functools import cache

from dbt_onus.core.evidence import Cause
from dbt_onus.core.nodes import Node


class Property(StrEnum):
    """The kind of thing a check is about."""

    PRESENCE = "presence"
    RELATION = "relation"
    TYPE = "type"
    NULLNESS = "nullness"
    UNIQUENESS = "uniqueness"
    MEMBERSHIP = "membership"
    RANGE = "range"
    REFERENCE = "reference"
    VOLUME = "volume"
    FRESHNESS = "freshness"
    DISTRIBUTION = "distribution"
    CODE = "code"
    UNKNOWN = "unknown"


P = Property

#: Words of a test's name and what they are about; the first that fits wins, so the narrower ones come first.
#: Sources: the tests of dbt-core 1.11, dbt_utils 1.3, dbt_expectations 0.10, elementary 0.20 by name.
_WORDS: tuple[tuple[Property, str], ...] = (
    (
        P.DISTRIBUTION,
        """unique_value_count distinct_count proportion_of_unique most_common _median_ _mean_ quantile stdev
        _sum_to_ column_sum""",
    ),
    (P.REFERENCE, "relationships referential foreign_key cardinality_equality is_subset subset_of"),
    (P.UNIQUENESS, "unique duplicate primary_key distinct_combination mutually_exclusive"),
    (
        P.NULLNESS,
        """not_null non_null not_be_null null_ _null$ nulls not_empty_string at_least_one missing
        proportion_of_null""",
    ),
    (
        P.VOLUME,
        """row_?count volume table_not_empty fewer_rows equal_rows row_condition_count _rows$ have_rows""",
    ),
    (P.FRESHNESS, "freshness recency recent stale late up_to_date source_sla"),
    (
        P.PRESENCE,
        """column_to_exist columns_to_match column_count schema_change schema_contract has_column
        columns_exist""",
    ),
    (P.TYPE, "of_type data_type type_list is_numeric to_be_castable valid_type"),
    (
        P.MEMBERSHIP,
        """accepted_values accepted_value in_set in_list regex like_pattern match_ json_schema format email
        value_lengths _length""",
    ),
    (
        P.RANGE,
        """range between positive negative greater less_than sequential increasing decreasing non_zero
        bounds min_max _min_ _max_""",
    ),
    (
        P.DISTRIBUTION,
        """anomal mean median sum_to proportion constant distribution entropy z_score""",
    ),
)
_COMPILED = tuple((re.compile("|".join(words.split())), about) for about, words in _WORDS)

#: Terms of an `onus.contract`.
TERMS: dict[str, Property] = {
    "relation": P.RELATION,
    "columns": P.PRESENCE,
    "column": P.PRESENCE,
    "type": P.TYPE,
    "types": P.TYPE,
    "not_null": P.NULLNESS,
    "null_share": P.NULLNESS,
    "unique": P.UNIQUENESS,
    "primary_key": P.UNIQUENESS,
    "foreign_key": P.REFERENCE,
    "accepted_values": P.MEMBERSHIP,
    "pattern": P.MEMBERSHIP,
    "length": P.MEMBERSHIP,
    "range": P.RANGE,
    "rows": P.VOLUME,
    "freshness": P.FRESHNESS,
    "distinct_count": P.DISTRIBUTION,
    "mean": P.DISTRIBUTION,
    "sum": P.DISTRIBUTION,
    "percentile": P.DISTRIBUTION,
    "metric": P.DISTRIBUTION,
}


def property_of_term(term: str, expected: object) -> Property:
    """What a contract term is about: of slices, the term that holds in each; UNKNOWN for a word not known here."""
    if term == "slices":
        inner = expected.get("term") if isinstance(expected, Mapping) else None
        return TERMS.get(str(inner), P.UNKNOWN)
    return TERMS.get(term, P.UNKNOWN)


#: Which cause a broken property is called by, where nothing better is known.
CAUSES: dict[Property, Cause] = {
    P.PRESENCE: Cause.SCHEMA_CHANGE,
    P.RELATION: Cause.MISSING_RELATION,
    P.TYPE: Cause.TYPE_CHANGE,
    P.NULLNESS: Cause.NULLS,
    P.UNIQUENESS: Cause.DUPLICATES,
    P.MEMBERSHIP: Cause.ACCEPTED_VALUES,
    P.RANGE: Cause.RANGE,
    P.REFERENCE: Cause.REFERENTIAL,
    P.VOLUME: Cause.VOLUME,
    P.FRESHNESS: Cause.FRESHNESS,
    P.DISTRIBUTION: Cause.DISTRIBUTION,
    P.CODE: Cause.CODE_CHANGE,
    P.UNKNOWN: Cause.UNKNOWN,
}

#: A structural break upstream can bring anything down.
_STRUCTURE = frozenset({P.PRESENCE, P.RELATION, P.TYPE})

#: downstream property -> what upstream, besides the same property, can bring it down on a column it is made from.
_BROUGHT_DOWN_BY: dict[Property, frozenset[Property]] = {
    P.NULLNESS: frozenset({P.REFERENCE, P.MEMBERSHIP, P.VOLUME, P.RANGE}) | _STRUCTURE,
    P.UNIQUENESS: frozenset({P.NULLNESS}) | _STRUCTURE,
    P.MEMBERSHIP: frozenset({P.NULLNESS, P.RANGE}) | _STRUCTURE,
    P.RANGE: frozenset({P.NULLNESS, P.UNIQUENESS, P.VOLUME, P.MEMBERSHIP, P.DISTRIBUTION, P.REFERENCE})
    | _STRUCTURE,
    P.REFERENCE: frozenset({P.VOLUME, P.NULLNESS, P.FRESHNESS, P.MEMBERSHIP}) | _STRUCTURE,
    P.VOLUME: frozenset({P.FRESHNESS, P.UNIQUENESS, P.NULLNESS, P.REFERENCE, P.MEMBERSHIP}) | _STRUCTURE,
    P.FRESHNESS: frozenset({P.VOLUME, P.NULLNESS}) | _STRUCTURE,
    P.DISTRIBUTION: frozenset(P) - {P.CODE},
    P.PRESENCE: _STRUCTURE,
    P.TYPE: _STRUCTURE | {P.MEMBERSHIP},
    P.RELATION: frozenset({P.RELATION}),
    P.CODE: frozenset(),
    P.UNKNOWN: frozenset(P) - {P.CODE},
}

#: Properties of a whole table rather than of one of its columns.
OF_TABLES = frozenset({P.RELATION, P.VOLUME, P.FRESHNESS})


def property_of(test: Node) -> Property:
    """What a dbt test is about, by its name; UNKNOWN where the name does not say (most singular tests)."""
    if test.resource_type == "unit_test":
        return P.CODE
    if test.test_metadata is None:
        return P.UNKNOWN
    return _property_named(test.test_metadata.name.lower())


#: Words in the names of tests that compare a number of a whole table: some rows may be bad.
_WEIGHS = re.compile(
    r"(?:^|_)(?:proportion|ratio|share|percent|at_least|at_most|cardinality|row_?count|count|sum|mean|median"
    r"|quantile)(?:_|$)"
)
#: Arguments by which tests of dbt_utils and dbt_expectations leave rows out, or let some be bad.
_LEAVES_OUT = frozenset({"where", "row_condition", "from_condition", "mostly"})
#: A number of a whole table is what these are about.
_OF_NUMBERS = OF_TABLES | {P.DISTRIBUTION}


def weighs(test: Node) -> bool:
    """Whether a test weighs a whole table, by its name: the rows that it shows are not the bad ones."""
    return test.test_metadata is not None and bool(_WEIGHS.search(test.test_metadata.name.lower()))


def lets_pass(test: Node) -> bool:
    """Whether a test passes with bad rows in its table: it does not look at all of them, or weighs them."""
    given = (test.test_metadata.kwargs or {}) if test.test_metadata is not None else {}
    chosen = bool(test.config.where or test.config.limit) or not _LEAVES_OUT.isdisjoint(given)
    return chosen or (weighs(test) and property_of(test) not in _OF_NUMBERS)


@cache
def _property_named(name: str) -> Property:
    """The same few names over and over: a project has thousands of tests and some dozen kinds of them."""
    return next((about for pattern, about in _COMPILED if pattern.search(name)), P.UNKNOWN)


#: A value that is wrong may drop or keep the wrong rows; it makes no null, no duplicate and no type of them.
_WRONG_VALUES = frozenset({P.MEMBERSHIP, P.RANGE, P.DISTRIBUTION})
#: No row too many or too few makes one of these.
_NOT_OF_ROWS = frozenset({P.MEMBERSHIP, P.TYPE, P.PRESENCE})
_SEEN_IN_SUMS = frozenset({P.VOLUME, P.RANGE, P.DISTRIBUTION, P.FRESHNESS, P.UNKNOWN})


#: What the filter of a test's SQL looks for, where its name says nothing; the first that fits wins.
_FILTERS = (
    (
        re.compile(r"\bhaving\s+count\s*\([^()]{0,200}\)\s*(?:>\s*1|>=\s*2|!=\s*1|<>\s*1)\b", re.IGNORECASE),
        P.UNIQUENESS,
    ),
    (re.compile(r"\bis\s+null\b", re.IGNORECASE), P.NULLNESS),
    (re.compile(r"\bnot\s+in\s*\(\s*(?!select\b)['\d-]", re.IGNORECASE), P.MEMBERSHIP),
    (re.compile(r"<|>|!=|\bnot\s+between\b", re.IGNORECASE), P.RANGE),
)
_JOINED = re.compile(r"\bjoin\b|\bexists\b|\bexcept\b|\bnot\s+in\s*\(\s*select\b", re.IGNORECASE)
#: A statement longer than this is not one filter.
_LONGEST_FILTER = 5_000


def property_of_sql(sql: str) -> Property:
    """What a test of one table looks for, by what its SQL filters; UNKNOWN where it does more than filter."""
    if len(sql) > _LONGEST_FILTER or _JOINED.search(sql):
        return P.UNKNOWN
    found = {about for pattern, about in _FILTERS if pattern.search(sql)}
    if P.UNIQUENESS in found:
        return P.UNIQUENESS
    return found.pop() if len(found) == 1 else P.UNKNOWN


def explains_by_rows(upstream: Property, downstream: Property) -> bool:
    """Whether a fault in a column that only decides which rows there are can show as one of the second kind."""
    if downstream in _NOT_OF_ROWS:
        return False
    return explains(upstream, downstream) and (upstream not in _WRONG_VALUES or downstream in _SEEN_IN_SUMS)


def explains(upstream: Property, downstream: Property) -> bool:
    """Whether a fault of the first kind can show as one of the second kind further down."""
    return upstream == downstream or upstream in _BROUGHT_DOWN_BY[downstream]
