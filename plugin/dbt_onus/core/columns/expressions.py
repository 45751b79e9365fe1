"""What an expression does to the columns in it."""

from __future__ import annotations

from typing import TypeAlias

from sqlglot import exp

from dbt_onus.core.columns.flows import COPY, Flow, Ref, compose, pour
from dbt_onus.core.columns.kinds import RULES, count_rows, rule_of
from dbt_onus.core.columns.scopes import Scope

Work: TypeAlias = list[tuple[exp.Expr, Flow]]


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
            if isinstance(node, exp.Column):
                if isinstance(node.args["this"], exp.Star):
                    count_rows(self, flow)
                else:
                    pour(self.sink, self.scope.origins(node, aliases=self.aliases), flow)
                continue
            kind = node.__class__
            rule = RULES.get(kind)
            if rule is None:
                rule = RULES[kind] = rule_of(node)
            if isinstance(rule, int):
                self.children(node, compose(flow, rule) if rule else flow)
            else:
                rule(self, node, flow)

    def children(self, node: exp.Expr, flow: Flow) -> None:
        """Put the parts of `node` on the work list."""
        work = self.work
        for value in node.args.values():
            if isinstance(value, exp.Expr):
                work.append((value, flow))
            elif isinstance(value, list):
                work.extend((item, flow) for item in value if isinstance(item, exp.Expr))

    def each(self, flow: Flow, *parts: object) -> None:
        """Put parts, or lists of them, on the work list."""
        for part in parts:
            if isinstance(part, exp.Expr):
                self.work.append((part, flow))
            elif isinstance(part, list):
                self.each(flow, *part)
