"""The collector of a process that may be somebody else's."""

from __future__ import annotations

import gc

from dbt_onus.app.collector import kept_to_the_end, seldom_collected


def test_what_was_read_is_left_alone_until_the_end_and_no_longer() -> None:
    before, frozen = gc.get_threshold(), gc.get_freeze_count()
    with seldom_collected():
        with kept_to_the_end():
            read = {"a": []}
            assert not gc.isenabled()
        assert gc.isenabled()
        assert gc.get_freeze_count() > frozen
    assert gc.get_freeze_count() == frozen
    assert gc.get_threshold() == before
    assert any(one is read for one in gc.get_objects())
