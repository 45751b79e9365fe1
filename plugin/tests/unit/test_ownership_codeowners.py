from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dbt_onus.core.ownership import Codeowners


def owners(text: str, path: str, **place: Any) -> tuple[str, ...] | None:
    """Who owns the file; `()` is explicitly unowned, `None` is unmatched."""
    entries = Codeowners(text, **place).entries_for(path)
    return tuple(owner for entry in entries for owner in entry.owners) if entries else None


@pytest.mark.parametrize(
    ("pattern", "path", "matches"),
    [
        ("*", "models/a.sql", True),
        ("*.sql", "models/deep/a.sql", True),
        ("*.sql", "models/a.yml", False),
        ("/models/finance/", "models/finance/deep/a.sql", True),
        ("/models/finance/", "old/models/finance/a.sql", False),
        ("models/finance", "models/finance/a.sql", True),
        ("models/finance", "models/finance_old/a.sql", False),
        ("models/finance", "old/models/finance/a.sql", False),
        ("finance/", "models/finance/a.sql", True),
        ("finance/", "models/finance", False),
        ("finance", "models/finance/deep/a.sql", True),
        ("models/*", "models/a.sql", True),
        ("models/*", "models/finance/a.sql", False),
        ("/*", "a.sql", True),
        ("/*", "models/a.sql", False),
        ("models/**", "models/finance/a.sql", True),
        ("**/staging", "models/finance/staging/a.sql", True),
        ("models/**/stg_*.sql", "models/stg_a.sql", True),
        ("models/**/stg_*.sql", "models/x/y/stg_a.sql", True),
        ("models/**/stg_*.sql", "models/x/y/a.sql", False),
        ("models/a?.sql", "models/ab.sql", True),
        ("models/a?.sql", "models/a/.sql", False),
        ("models/a.sql", "models/axsql", False),
        ("/", "models/a.sql", True),
    ],
)
def test_a_pattern_matches_as_on_github(pattern: str, path: str, matches: bool):
    assert (owners(f"{pattern} @x", path) is not None) is matches


def test_the_last_matching_line_wins():
    assert owners("* @all\nmodels/ @models\nseeds/ @seeds", "models/a.sql") == ("@models",)


def test_owned_explicitly_unowned_and_unmatched_are_three_states():
    text = "models/ @models\nmodels/legacy/"
    assert owners(text, "models/a.sql") == ("@models",)
    assert owners(text, "models/legacy/a.sql") == ()
    assert owners(text, "seeds/a.csv") is None


def test_the_folder_of_the_dbt_project_stands_before_its_paths():
    assert owners("/dbt/shop/models/ @x", "models/a.sql", prefix="dbt/shop/") == ("@x",)
    assert owners("/models/ @x", "models/a.sql", prefix="dbt/shop") is None


def test_paths_of_windows_are_read_as_all_others():
    assert owners("models/finance/ @x", "models\\finance\\a.sql") == ("@x",)


def test_comments_blank_lines_and_escaped_spaces_are_understood():
    text = "# all\n\n* @all # but\nmy\\ models/ @mine\n"
    assert owners(text, "models/a.sql") == ("@all",)
    assert owners(text, "my models/a.sql") == ("@mine",)


def test_every_section_of_gitlab_has_its_own_last_line_and_default_owners():
    text = "[Data][2] @data\nmodels/\nmodels/finance/ @finance\n^[Docs]\n*.sql @docs\n"
    assert owners(text, "models/a.sql") == ("@data", "@docs")
    assert owners(text, "models/finance/a.sql") == ("@finance", "@docs")


def test_a_path_on_gitlab_matches_at_any_depth_unless_it_starts_with_a_slash():
    assert owners("models/finance @x", "dbt/models/finance/a.sql") is None
    assert owners("[S]\nmodels/finance @x", "dbt/models/finance/a.sql") == ("@x",)
    assert owners("[S]\n/models/finance @x", "dbt/models/finance/a.sql") is None


def test_an_excluded_path_is_explicitly_unowned():
    assert owners("* @all\n!models/legacy/", "models/legacy/a.sql") == ()


def test_a_line_says_where_it_stands():
    entry = Codeowners("\n* @all").entries_for("a")[0]
    assert str(entry) == "CODEOWNERS line 2 (*)"


names = st.text("ab.", min_size=1, max_size=2)
patterns = st.tuples(st.sampled_from(["", "/"]), st.lists(names, max_size=3), st.sampled_from(["", "/", "//"]))


@given(patterns, st.lists(names, min_size=1, max_size=4), st.booleans())
def test_a_line_without_a_star_means_no_more_than_the_same_with_one(
    pattern: tuple[str, list[str], str], path: list[str], gitlab: bool
) -> None:
    start, segments, end = pattern
    plain = start + "/".join(segments) + end
    starred = start + "/".join(segments) + "*" + end
    if plain.strip("/") and owners(f"{plain} @x", "/".join(path), gitlab=gitlab) is not None:
        assert owners(f"{starred} @x", "/".join(path), gitlab=gitlab) == ("@x",)
