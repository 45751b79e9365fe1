"""`make bench-changes`: every change, what Onus and two other tools say of it, and the tables of the docs."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from changes.bases import Base, bases
from changes.case import Case
from changes.cases import CASES
from changes.judge import Judgement, judged, stage_case, state_before

REPOSITORY = Path(__file__).resolve().parents[2]
CACHE = REPOSITORY / ".cache" / "changes"


def main(arguments: Sequence[str]) -> int:
    """0: no breaking change was missed, and false alarms are few enough; 1: not so."""
    parser = argparse.ArgumentParser(prog="bench/changes/run.py", description=__doc__)
    parser.add_argument("--only", default="", help="Cases whose name or node holds this text")
    parser.add_argument("--development", action="store_true", help="Leave the held-out cases out")
    parser.add_argument("--no-peers", action="store_true", help="Onus alone")
    parser.add_argument("--write", action="store_true", help="Write the tables into docs/changes.md")
    options = parser.parse_args(arguments)
    chosen = [
        case
        for case in CASES
        if options.only in f"{case.name} {case.about}" and not (options.development and case.held_out)
    ]
    known = bases(CACHE)
    judgements = [_judge(case, known[case.project], place) for place, case in enumerate(chosen)]
    for one in judgements:
        _tell(one)
    if options.no_peers:
        from changes.tables import summary

        print(summary(judgements))
    else:
        from changes.peers import opinions
        from changes.referee import REFEREED, refereed
        from changes.tables import tables, write_docs

        said = opinions(chosen, known, CACHE)
        taken = [] if options.only else [one for company in REFEREED for one in refereed(CACHE, company)]
        text = tables(judgements, said, taken)
        print(text)
        if options.write:
            write_docs(REPOSITORY / "docs" / "changes.md", text)
    wrong = [one for one in judgements if one.missed and one.case.effect == "breaking"]
    alarms = [one for one in judgements if one.false_alarm]
    return 1 if wrong or len(alarms) > 0.02 * len(judgements) else 0


def _judge(case: Case, base: Base, place: int) -> Judgement:
    before = state_before(base, CACHE / "before" / case.project)
    after = stage_case(case, base, CACHE / "after" / f"{place:02}")
    return judged(case, base, before, after)


def _tell(one: Judgement) -> None:
    if one.missed or one.false_alarm or not one.right_teams:
        case = one.case
        word = "missed" if one.missed else "false alarm" if one.false_alarm else "teams"
        print(f"{word}: {case.about}: {case.name}: {case.effect} {sorted(case.teams)}", file=sys.stderr)
        print(f"    said {one.effect} {sorted(one.teams)}", file=sys.stderr)
        for line in one.says[:6]:
            print(f"    {line}", file=sys.stderr)


__all__ = ["main"]
