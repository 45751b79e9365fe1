"""From a stitched project to its bundle: what is published is picked field by field, nothing passed on whole."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dbt_onus.core.bundle.published import PublishedColumn, PublishedEdge, PublishedNode
from dbt_onus.core.lineage import Lineage
from dbt_onus.core.lookups import Known
from dbt_onus.core.nodes import Node
from dbt_onus.core.promises import promise_of

if TYPE_CHECKING:
    from dbt_onus.core.columns import NodeColumns

#: Promises whose values are words, numbers and names of columns. All others hold SQL, or may.
_PLAIN_TERMS = frozenset(
    {
        "not_null", "unique", "primary_key", "foreign_key", "accepted_values", "range", "pattern", "length",
        "null_share", "distinct_count", "mean", "sum", "percentile", "rows", "freshness", "columns", "severity",
    }
)  # fmt: skip
#: What a column or a table may be called; an expression that nobody named looks otherwise, or has these words.
_NAME = re.compile(
    r"(?!.*\b(?:select|from|where|case|when|and|or|not|is|in|like|between|as|over|cast|null)\b.* )"
    r"(?!.* \b(?:select|from|where|case|when|and|or|not|is|in|like|between|as|over|cast|null)\b)"
    r"[\w$#@.]+(?: [\w$#@.]+){0,8}|\*",
    re.IGNORECASE,
)
_LONGEST = 255
_WORD = re.compile(r"[\w$#@.]{1,255}")
_NAMED = frozenset({"to", "to_columns", "column", "columns", "by"})
_TYPE = re.compile(r"[\w ,()<>\[\].:]{1,200}")


@dataclass(frozen=True, slots=True)
class ColumnsOf:
    """What is known of a node's columns: where they come from, and which there are (and whether these are all)."""

    flows: Callable[[str], NodeColumns]
    names: Callable[[str], tuple[str, ...]]


def published(known: Known, columns: ColumnsOf) -> Iterator[PublishedNode]:
    """Every node that is drawn, parents before children."""
    lineage = known.lineage
    for uid in lineage.order(lineage):
        yield _node(lineage.nodes[uid], known, columns)


def _node(node: Node, known: Known, columns: ColumnsOf) -> PublishedNode:
    lineage, uid = known.lineage, node.unique_id
    owner = known.owner_of(uid)
    promise = promise_of(node, (lineage.nodes[test] for test in lineage.tests_of(uid)), lineage.nodes)
    flows = columns.flows(uid)
    promised = {one.name.lower(): one for one in promise.columns}
    names = [name for name in columns.names(uid) if _is_name(name)]
    withheld = sorted(
        {term for terms in (promise.terms, *(one.terms for one in promise.columns)) for term in _unsaid(terms)}
    )
    email = node.owner.email if node.owner else None
    return PublishedNode(
        unique_id=uid,
        resource_type=node.resource_type,
        name=node.name,
        package=node.package_name,
        source=node.source_name,
        version=None if node.version is None else str(node.version),
        title=node.label,
        group=node.group,
        access=node.access,
        tags=tuple(sorted(node.tags)),
        team=owner.team,
        why=owner.why,
        contact=str(owner.contact) if owner.contact else None,
        conflicts=tuple(map(str, owner.conflicts)),
        owner_name=node.owner.name if node.owner else None,
        owner_email=(email,) if isinstance(email, str) else tuple(email or ()),
        url=_address(node.url),
        reads=lineage.parents(uid),
        inferred=tuple(parent for parent in lineage.parents(uid) if (parent, uid) in lineage.inferred),
        columns=tuple(
            PublishedColumn(
                name=name,
                data_type=_type(promised[name.lower()].data_type) if name.lower() in promised else None,
                promises=_said(promised[name.lower()].terms) if name.lower() in promised else {},
            )
            for name in names
        ),
        complete=bool(flows.columns) and len(names) == len(flows.columns),
        promises=_said(promise.terms),
        withheld=tuple(withheld),
        flows=tuple(_edges(flows, lineage)),
        passes=tuple(parent for parent in flows.passes if parent in lineage),
        hidden=tuple(name for name in flows.hidden if _is_name(name)),
        certain=flows.certain,
    )


def _edges(flows: NodeColumns, lineage: Lineage) -> Iterator[PublishedEdge]:
    """Those between nodes of the graph: what is read beside them may be a file, by its path."""
    for edge in flows.edges:
        if edge.parent in lineage and all(_is_name(name) for name in (edge.column, edge.to)):
            yield PublishedEdge(
                parent=edge.parent,
                column=edge.column,
                to=edge.to,
                kind=edge.kind.value,
                optional=edge.optional,
                certain=edge.certain,
            )


def _is_name(text: str | None) -> bool:
    return text is None or (len(text) <= _LONGEST and _NAME.fullmatch(text) is not None)


def _unsaid(terms: Mapping[str, Any]) -> Iterable[str]:
    return (str(term) for term in terms if term not in _PLAIN_TERMS and re.fullmatch(r"\w{1,40}", str(term)))


def _said(terms: Mapping[str, Any]) -> dict[str, Any]:
    """The promises without whatever may be SQL."""
    return {
        term: plain for term, value in terms.items() if term in _PLAIN_TERMS and (plain := _plain(term, value))
    }


def _plain(term: str, value: Any) -> Any:
    """A value as far as it is words and numbers of a promise; `None` where nothing of it is."""
    if isinstance(value, Mapping):
        kept = {str(key): plain for key, one in value.items() if (plain := _plain(str(key), one)) is not None}
        return kept if kept and _is_plain_key(kept) else None
    if isinstance(value, list | tuple):
        if term in ("accepted_values", "values"):
            return [one for one in value if isinstance(one, str | int | float)]
        return [plain for one in value if (plain := _plain(term, one)) is not None]
    if isinstance(value, bool | int | float):
        return value
    if isinstance(value, str) and _may_be_said(term, value):
        return value
    return None


def _may_be_said(term: str, text: str) -> bool:
    """Names where names stand, a pattern as it is, and otherwise words like `3 sigma`, `20%` or `error`."""
    if term == "pattern":
        return True
    if term in _NAMED or term in _PLAIN_TERMS:
        return _WORD.fullmatch(text) is not None
    if term in ("min", "max"):
        return re.fullmatch(r"[\d.:TZ+\- ]{1,40}", text) is not None
    return term in _WORDED and re.fullmatch(r"[\d.]{0,12} ?(?:%|[a-z]{0,12})", text) is not None


#: Keys under which a promise has words: how far something may be from its past, units, how bad it is.
_WORDED = frozenset({"within", "change", "period", "warn_after", "error_after", "of"})


def _is_plain_key(kept: Mapping[str, Any]) -> bool:
    return all(re.fullmatch(r"\w{1,40}", key) for key in kept)


def _type(text: str | None) -> str | None:
    return text if text is not None and _TYPE.fullmatch(text) else None


def _address(url: str | None) -> str | None:
    """An address as people may open it: without a query, a fragment or a user, which may hold a secret."""
    found = re.fullmatch(r"(https?://)(?:[^/@\s]*@)?([^/?#\s@]+)(/[^?#\s]*)?(?:[?#].*)?", url or "", re.DOTALL)
    return "".join(part or "" for part in found.groups()) if found else None
