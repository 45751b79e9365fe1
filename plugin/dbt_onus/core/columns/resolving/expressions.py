"""What an expression does to the columns in it."""

from __future__ import annotations

from typing import TypeAlias

from sqlglot import exp

from dbt_onus.core.columns.resolving.flows import COPY, Flow, Ref, compose, pour
from dbt_onus.core.columns.resolving.kinds import BARE, RULES, count_rows, rule_of
from dbt_onus.core.columns.resolving.scopes import Scope

Work: TypeAlias = list[tuple[exp.Expr, Flow]]


_COLUMN = exp.Column


class Walk:
    """One walk over an expression, gathering in `sink` what it is made from."""

    __slots__ = ("aliases", "scope", "sink", "work")

    def __init__(self, scope: Scope, sink: dict[Ref, Flow], *, aliases: bool = False) -> None:
        self.scope = scope
        self.sink = sink
        self.aliases = aliases
        self.work: Work = []

    def over(self, root: exp.Expr, flow: Flow = COPY) -> None:
        """Add what `root`, taken through `flow`, is made from. A stack: sums of 5,000 terms exist."""
        work = self.work
        work.append((root, flow))
        while work:
            node, flow = work.pop()
            kind = node.__class__
            if kind is _COLUMN:
                if node.args["this"].__class__ is exp.Star:
                    count_rows(self, flow)
                else:
                    pour(self.sink, self.scope.origins(node, aliases=self.aliases), flow)
                continue
            rule = RULES.get(kind)
            if rule is None:
                rule = RULES[kind] = rule_of(node)
            if isinstance(rule, int):
                self.children(node, compose(flow, rule))
            else:
                rule(self, node, flow)

    def children(self, node: exp.Expr, flow: Flow) -> None:
        """Put the parts of `node` on the work list."""
        work = self.work
        for value in node.args.values():
            if isinstance(value, exp.Expr):
                if value.__class__ not in BARE:
                    work.append((value, flow))
            elif value.__class__ is list:
                work.extend((item, flow) for item in value if isinstance(item, exp.Expr))

    def each(self, flow: Flow, *parts: object) -> None:
        """Put parts, or lists of them, on the work list."""
        for part in parts:
            if isinstance(part, exp.Expr):
                self.work.append((part, flow))
            elif isinstance(part, list):
                self.each(flow, *part)
