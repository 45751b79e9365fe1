"""The figures of the bench, as tables: for a terminal, and as Markdown for the docs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from faults.baselines import BASELINES
from faults.judge import Outcome, Score
from faults.scenario import DecidedBy

Row = Sequence[str]
WORDS = ("proven", "likely", "possible", "unknown", "missed")


def share(part: float, whole: float) -> str:
    """A share in per cent, with what it is a share of."""
    return f"{part / whole:.0%} ({part:.4g}/{whole:.4g})" if whole else "-"


def companies_table(outcomes: Sequence[Outcome]) -> tuple[Row, list[Row]]:
    """Every metric per company and overall; what nothing can decide is left out of the shares."""
    names = sorted({outcome.company for outcome in outcomes})
    groups = [(name, [one for one in outcomes if one.company == name]) for name in names]
    if len(names) > 1:
        groups.append(("all", list(outcomes)))
    rows: list[Row] = [[title, *(figure(list(mine)) for _, mine in groups)] for title, figure in FIGURES.items()]
    return ["", *(name for name, _ in groups)], rows


def _scores(outcomes: Iterable[Outcome]) -> list[Score]:
    return [score for one in outcomes if one.decided_by is not DecidedBy.NOTHING for score in one.scores]


def _mean(of: Callable[[Score], float | None]) -> Callable[[list[Outcome]], str]:
    def figure(outcomes: list[Outcome]) -> str:
        values = [value for score in _scores(outcomes) if (value := of(score)) is not None]
        return share(sum(values), len(values))

    return figure


def _decided(by: DecidedBy) -> Callable[[list[Outcome]], str]:
    def figure(outcomes: list[Outcome]) -> str:
        scores = [score for one in outcomes if one.decided_by is by for score in one.scores]
        return share(sum(score.team for score in scores), len(scores))

    return figure


def _wrong_pages(outcomes: list[Outcome]) -> str:
    return share(sum(one.wrong_pages for one in outcomes), sum(one.pages for one in outcomes))


def _missed(outcomes: list[Outcome]) -> str:
    scores = [score for one in outcomes for score in one.scores]
    return share(sum(score.confidence == "missed" for score in scores), len(scores))


def _per_fault(outcomes: list[Outcome]) -> str:
    faulty = [one for one in outcomes if one.scores]
    faults = sum(len(one.scores) for one in faulty)
    return f"{sum(one.incidents for one in faulty) / faults:.2f}" if faults else "-"


def _silence(outcomes: list[Outcome]) -> str:
    quiet = [one for one in outcomes if not one.scores]
    return share(sum(one.incidents == 0 for one in quiet), len(quiet))


def _honest(outcomes: list[Outcome]) -> str:
    """Nobody upstream is paged on a verdict that nothing supports."""
    open_ = [score for one in outcomes if one.decided_by is DecidedBy.NOTHING for score in one.scores]
    honest = [score for score in open_ if score.team or score.confidence not in ("proven", "likely")]
    return share(len(honest), len(open_))


def _ends(outcomes: list[Outcome]) -> str:
    return share(sum(one.right_end for one in outcomes), len(outcomes))


def _word(word: str) -> Callable[[list[Outcome]], str]:
    def figure(outcomes: list[Outcome]) -> str:
        scores = [score for score in _scores(outcomes) if score.confidence == word]
        return share(sum(score.team for score in scores), len(scores))

    return figure


FIGURES: dict[str, Callable[[list[Outcome]], str]] = {
    "scenarios all right": lambda outcomes: share(sum(one.is_right for one in outcomes), len(outcomes)),
    "team AC@1": _mean(lambda score: score.team),
    "... decided by artifacts": _decided(DecidedBy.ARTIFACTS),
    "... decided by a probe": _decided(DecidedBy.PROBE),
    "right team told": _mean(lambda score: score.told),
    "node AC@1": _mean(lambda score: score.node),
    "node AC@3": _mean(lambda score: score.node3),
    "column AC@1": _mean(lambda score: score.column),
    "cause": _mean(lambda score: score.cause),
    "wrong pages": _wrong_pages,
    "missed faults": _missed,
    "incidents per fault": _per_fault,
    "silence on green": _silence,
    "honest when undecidable": _honest,
    "resolved as it should": _ends,
    **{f"team right when {word}": _word(word) for word in WORDS[:-1]},
}


def baselines_table(outcomes: Sequence[Outcome]) -> tuple[Row, list[Row]]:
    """Onus beside the four baselines, on the same faults and the same artifacts."""
    judged = [one for one in outcomes if one.decided_by is not DecidedBy.NOTHING]
    faults = len(_scores(judged))
    rows: list[Row] = [
        [
            "onus",
            share(sum(score.team for score in _scores(judged)), faults),
            share(sum(score.node for score in _scores(judged)), faults),
            _wrong_pages(list(judged)),
        ]
    ]
    for name in BASELINES:
        found = [one.baselines[name] for one in judged]
        team, node, pages, wrong = (sum(figures) for figures in zip(*found, strict=True)) if found else (0,) * 4
        rows.append([name, share(round(team, 1), faults), share(round(node, 1), faults), share(wrong, pages)])
    return ["", "team AC@1", "node AC@1", "wrong pages"], rows


def kinds_table(outcomes: Sequence[Outcome]) -> tuple[Row, list[Row]]:
    """How each family of scenarios fares."""
    rows: list[Row] = []
    for kind in dict.fromkeys(one.kind for one in outcomes):
        mine = [one for one in outcomes if one.kind is kind]
        rows.append(
            [
                kind.value,
                share(sum(one.is_right for one in mine), len(mine)),
                _mean(lambda score: score.team)(mine),
                _mean(lambda score: score.node)(mine),
                _wrong_pages(mine),
            ]
        )
    return ["kind", "scenarios all right", "team AC@1", "node AC@1", "wrong pages"], rows


def render_markdown(head: Row, rows: Iterable[Row]) -> Iterator[str]:
    """A Markdown table."""
    yield "| " + " | ".join(head) + " |"
    yield "|" + " --- |" * len(head)
    yield from ("| " + " | ".join(row) + " |" for row in rows)


def render_text(head: Row, rows: Iterable[Row]) -> Iterator[str]:
    """A table in columns."""
    every = [head, *rows]
    widths = [max(len(row[place]) for row in every) for place in range(len(head))]
    for row in every:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
