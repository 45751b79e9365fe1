"""A pattern that is not tried because a word of it is missing would not have been found."""

from __future__ import annotations

import re
import warnings

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dbt_onus.core.signatures import ADAPTERS, dbt, everywhere, sqlstate
from dbt_onus.core.signatures.literals import literals_of
from dbt_onus.core.signatures.signature import spelled

PATTERNS = sorted(
    {
        spelled(signature.pattern)
        for signatures in (*ADAPTERS.values(), dbt.SIGNATURES, everywhere.SIGNATURES, sqlstate.SIGNATURES)
        for signature in signatures
    }
)


@pytest.mark.parametrize(
    ("pattern", "needed"),
    [
        (r"Division by zero", ("division by zero",)),
        (r"(?i)out of memory|\bOOM killed\b", ("out of memory", "oom killed")),
        (r"Could not parse string (?P<value>[^\n]{1,40}?) according to format", ("could not parse string ",)),
        (r"colou?rs are missing", ("rs are missing",)),
        (r"tables{1,2} are missing", (" are missing",)),
        (r"a{2} b+ccccc", ("ccccc",)),
        (r"Cannot open file \"x\"\.", ('cannot open file "x".',)),
        (r"[|(]abcde", ("abcde",)),
        (r"(?:one|other) gone", (" gone",)),
        (r"one thing|(?:other)", ()),
        (r"\d\d\d", ()),
    ],
)
def test_the_longest_text_outside_of_groups_is_needed(pattern: str, needed: tuple[str, ...]) -> None:
    assert literals_of(pattern) == needed


def test_most_signatures_need_some_text() -> None:
    without = [pattern for pattern in PATTERNS if not literals_of(pattern)]
    assert len(without) < len(PATTERNS) / 4


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_whatever_matches_contains_what_is_needed(data: st.DataObject) -> None:
    pattern = data.draw(st.sampled_from(PATTERNS))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        text = data.draw(st.from_regex(re.compile(pattern, re.MULTILINE)))
    needed = literals_of(pattern)
    assert not needed or any(literal in text.lower() for literal in needed)
