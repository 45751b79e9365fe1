"""The bench of faults: is the right team named?

.venv/bin/python bench/faults/run.py                     plays what is not played yet, judges everything
.venv/bin/python bench/faults/run.py --again             judges what is kept, without dbt, in seconds
.venv/bin/python bench/faults/run.py --only clinic_null  the scenarios whose names begin so, with their evidence
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
import traceback
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from faults.companies import COMPANIES
from faults.evidence import lines
from faults.green import CACHE, green
from faults.judge import Outcome, crashed, judge, replay
from faults.play import Kept, forget_old_pasts, is_played, play
from faults.scenario import Scenario
from faults.scenarios import SCENARIOS
from faults.stage import StageError
from faults.tables import (
    Row,
    baselines_table,
    companies_table,
    kinds_table,
    render_markdown,
    render_text,
)

#: dbt is another process, judging is Python of this one: two of each keep two cores busy.
WORKERS = 2


def main(arguments: Sequence[str]) -> int:
    """0 when every scenario is all right, 1 when some are not, 2 when some could not be played."""
    options = _parser().parse_args(arguments)
    chosen = tuple(chosen_scenarios(options.only, options.project))
    if not chosen:
        print("bench: no scenario of that name", file=sys.stderr)
        return 2
    if options.list:
        print("\n".join(f"{one.name}  {one.story}" for one in chosen))
        return 0
    if not options.again:
        play_all(chosen, afresh=options.fresh, cache=options.cache)
    kept = [one for one in chosen if Kept.of(one, options.cache).exists]
    if options.first:
        kept = [replace(one, history=False) for one in kept]
    outcomes = judge_all(kept, options.cache, probe=options.probe)
    show(outcomes, chosen, markdown=options.markdown, evidence=options.evidence or bool(options.only))
    if missing := [one.name for one in chosen if not Kept.of(one, options.cache).exists]:
        print(f"bench: not played: {', '.join(missing)}", file=sys.stderr)
        return 2
    return 0 if all(one.is_right for one in outcomes) else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", action="append", default=[], help="scenarios whose names begin so (repeatable)")
    parser.add_argument("--project", choices=sorted(COMPANIES), help="the scenarios of one company")
    parser.add_argument("--again", action="store_true", help="judge kept artifacts again, without dbt")
    parser.add_argument("--probe", action="store_true", help="ask the warehouse where only that can tell")
    parser.add_argument("--first", action="store_true", help="judge as if no earlier run were known")
    parser.add_argument("--fresh", action="store_true", help="play again what was played already")
    parser.add_argument("--evidence", action="store_true", help="show what was said wherever it is not right")
    parser.add_argument("--markdown", action="store_true", help="tables as Markdown, for the docs")
    parser.add_argument("--list", action="store_true", help="list the scenarios")
    parser.add_argument("--cache", type=Path, default=CACHE, help="where worlds and artifacts are kept")
    return parser


def chosen_scenarios(only: Sequence[str], company: str | None) -> Iterator[Scenario]:
    """The scenarios that were asked for."""
    for one in SCENARIOS:
        named = not only or any(one.name.startswith(name) for name in only)
        if named and company in (None, one.company):
            yield one


def play_all(scenarios: Sequence[Scenario], *, afresh: bool = False, cache: Path = CACHE) -> None:
    """Play what was not played yet; progress goes to standard error."""
    greens = {name: green(COMPANIES[name], cache) for name in sorted({one.company for one in scenarios})}
    todo = [one for one in scenarios if afresh or not is_played(one, greens[one.company], cache)]

    def one_more(scenario: Scenario) -> None:
        began = time.monotonic()
        try:
            play(scenario, greens[scenario.company], cache)
        except StageError as problem:
            print(f"could not play {scenario.name}: {problem}", file=sys.stderr, flush=True)
            return
        print(f"played {scenario.name} in {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)

    with ThreadPoolExecutor(WORKERS) as pool:
        for done in [pool.submit(one_more, scenario) for scenario in todo]:
            done.result()
    forget_old_pasts(SCENARIOS, greens.values(), cache)


def judge_all(scenarios: Sequence[Scenario], cache: Path = CACHE, *, probe: bool = False) -> list[Outcome]:
    """Judge what is kept; with `probe`, ask the warehouse where its world was kept for that."""
    with tempfile.TemporaryDirectory(prefix="onus-bench-ledgers-") as folder:
        ledgers = Path(folder)
        pasts = {Kept.of(one, cache).past: one.company for one in scenarios if one.history}
        with ProcessPoolExecutor(WORKERS) as pool:
            list(pool.map(_remembered, pasts, pasts.values(), [ledgers] * len(pasts)))
            names = [one.name for one in scenarios]
            known = [one.history for one in scenarios]
            same = len(names)
            return list(pool.map(_judged, names, known, [ledgers] * same, [cache] * same, [probe] * same))


def _remembered(past: Path, company: str, ledgers: Path) -> None:
    """What the ledgers hold after the green runs of a past."""
    (ledgers / past.name).mkdir()
    replay(COMPANIES[company], past, ledgers / past.name)


def _judged(name: str, history: bool, ledgers: Path, cache: Path, probe: bool) -> Outcome:  # noqa: FBT001 - mapped over
    scenario = replace(next(one for one in SCENARIOS if one.name == name), history=history)
    kept = Kept.of(scenario, cache)
    try:
        world = kept.world if probe and kept.world.is_dir() else None
        return judge(scenario, COMPANIES[scenario.company], ledgers / kept.past.name, kept.steps, world)
    except Exception:  # noqa: BLE001 - one crash is one bad outcome, not the end of the bench
        print(f"{name}: onus report crashed\n{traceback.format_exc()}", file=sys.stderr, flush=True)
        return crashed(scenario)


def show(outcomes: Sequence[Outcome], scenarios: Iterable[Scenario], *, markdown: bool, evidence: bool) -> None:
    """Print the tables, and why what is not right is not."""
    render = render_markdown if markdown else render_text
    for title, table in (
        ("Per project", companies_table(outcomes)),
        ("Beside the baselines", baselines_table(outcomes)),
        ("Per kind", kinds_table(outcomes)),
    ):
        print(f"\n{'### ' if markdown else ''}{title}\n")
        print("\n".join(render(*table)))
    if markdown:
        return
    known = {one.name: one for one in scenarios}
    print()
    print(
        "\n".join(render_text(["scenario", "", "team", "node", "column", "cause", "wrong pages"], _rows(outcomes)))
    )
    for outcome in outcomes:
        if evidence and not (outcome.is_right and all(score.node == 1 for score in outcome.scores)):
            print(f"\n{outcome.scenario}: {known[outcome.scenario].story}")
            print("\n".join(lines(outcome, known[outcome.scenario])))


def _rows(outcomes: Iterable[Outcome]) -> list[Row]:
    return [
        [
            outcome.scenario,
            "ok" if outcome.is_right else "NO",
            " ".join(f"{score.team:.0f} {score.confidence}" for score in outcome.scores) or "-",
            " ".join(f"{score.node:.0f}" for score in outcome.scores) or "-",
            " ".join("-" if score.column is None else f"{score.column:.0f}" for score in outcome.scores) or "-",
            " ".join(f"{score.cause or 0:.0f}" for score in outcome.scores) or "-",
            f"{outcome.wrong_pages}/{outcome.pages}",
        ]
        for outcome in outcomes
    ]
