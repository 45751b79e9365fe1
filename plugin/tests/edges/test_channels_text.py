"""Text of unknown origin, made plain and cut."""

import re
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from dbt_onus.channels.answers import pause
from dbt_onus.channels.http import Answer
from dbt_onus.core.markdown import fenced
from dbt_onus.core.plain import cut, fitted, plain, unlinked
from tests.telling import HOSTILE

CHARACTERS = st.text(alphabet=st.characters(codec=None), max_size=200)


def test_what_a_terminal_would_obey_is_gone():
    assert (
        plain("\x1b[31mred\x1b[0m \x1b]0;title\x07and \x1b]8;;http://x\x1b\\link\x1b(B \x9b1mbold")
        == "red and link bold"
    )


def test_a_line_is_one_line_and_reads_the_way_it_is_written():
    assert plain("a\r\nb\tc\u2028d\u202ee\u2066f") == "a b c d e f"


def test_letters_of_every_script_stay():
    assert plain("Ünïcødé 表 テーブル ﷽ 🙈 é") == "Ünïcødé 表 テーブル ﷽ 🙈 é"


@given(CHARACTERS, st.integers(0, 100))
def test_plain_text_holds_no_control_and_can_be_encoded(text: str, limit: int):
    made = plain(text, limit)
    assert len(made) <= limit
    assert not [each for each in made if unicodedata.category(each) in ("Cc", "Cf", "Cs", "Zl", "Zp")]
    made.encode()
    assert plain(made, limit) == made


@given(st.text(max_size=80), st.integers(0, 60))
def test_a_cut_is_said_and_parts_no_letter_from_its_accent(text: str, limit: int):
    made = cut(text, limit)
    assert len(made) <= limit
    if len(text) > limit > 0:
        assert made.endswith(("…", "… [cut]"))


def test_an_accent_stays_with_its_letter():
    assert cut("ab" + "e\u0301" * 10, 4) == "ab…"


@given(st.text(max_size=200), st.integers(1, 50))
def test_what_is_fitted_fits_after_escaping(text: str, limit: int):
    made = fitted(text, limit, lambda each: each.replace("<", "&lt;").replace("&", "&amp;"))
    assert len(made) <= limit


@given(st.text(max_size=50))
def test_no_fence_in_a_text_ends_its_block(text: str):
    fence, *inside, end = fenced(text).split("\n")
    marks = re.match("`+", fence)
    assert marks
    assert end == marks[0]
    assert not [line for line in inside if marks[0] in line]


def test_no_address_is_a_link():
    assert "://" not in unlinked(HOSTILE)
    assert unlinked("see www.evil.example, mailto:a@b.c") == "see www.\u200bevil.example, mailto:\u200ba@b.c"


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_header_is_some_pause_or_none(after: str, date: str):
    answer = Answer(host="x", status=429, headers={"retry-after": after, "date": date})
    found = pause(answer)
    assert found is None or 0 <= found.total_seconds() <= 86_400
