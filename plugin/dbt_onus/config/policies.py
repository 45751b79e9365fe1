"""`silences`, `waivers` and `policy` in onus.yml: what is left alone, and what is not."""

from __future__ import annotations

from collections.abc import Collection

from dbt_onus.config.teams import Defined
from dbt_onus.config.values import Value, items, listed, shown, words
from dbt_onus.core.evidence import Confidence
from dbt_onus.core.messages import Severity
from dbt_onus.core.policy import DEFAULT_POLICY, ChangePolicy, Policy, Unanswered
from dbt_onus.core.waivers import Silence, Waiver

_WAIVER = ("select", "terms", "reason", "approved_by", "until")
_SILENCE = ("select", "reason", "by", "until")


def read_waivers(
    value: Value | None, defined: Defined, grantors: Collection[str] | None = None
) -> tuple[Waiver, ...]:
    """`waivers`: each with a reason, an approver (one of `grantors`) and an end, or it is an error."""
    waivers = [item.fields(_WAIVER, ("select", "reason", "approved_by", "until")) for item in items(value)]
    return tuple(
        Waiver(
            select=waiver["select"].text("a selector"),
            terms=tuple(term.text("a term") for term in listed(waiver, "terms")),
            reason=waiver["reason"].text("a reason"),
            approved_by=_grantor(waiver["approved_by"], defined, grantors),
            until=waiver["until"].day(),
        )
        for waiver in waivers
    )


def _grantor(value: Value, defined: Defined, grantors: Collection[str] | None) -> str:
    team = defined.team(value)
    if grantors is not None and team not in grantors:
        may = ", ".join(grantors) or "nobody"
        raise value.error(f"{shown(team, quoted=True)} may not grant a waiver (policy.waivers.approved_by: {may})")
    return team


def read_silences(value: Value | None) -> tuple[Silence, ...]:
    """`silences`: each with a reason, a person or team, and an end."""
    silences = [item.fields(_SILENCE, _SILENCE) for item in items(value)]
    return tuple(
        Silence(
            select=silence["select"].text("a selector"),
            reason=silence["reason"].text("a reason"),
            by=silence["by"].text("a person or a team"),
            until=silence["until"].day(),
        )
        for silence in silences
    )


def read_policy(value: Value | None, defined: Defined) -> Policy:
    """`policy`: what has consequences, from when on, who may grant a waiver, how long a breaking change waits."""
    fields = value.fields(("gate", "waivers", "changes")) if value else {}
    gate = fields["gate"].fields(("from", "severity", "confidence")) if "gate" in fields else {}
    waivers = fields["waivers"].fields(("approved_by",), ("approved_by",)) if "waivers" in fields else {}
    confidence = tuple(Confidence(one) for one in words(gate, "confidence", tuple(Confidence)))
    grantors = tuple(defined.team(team) for team in listed(waivers, "approved_by"))
    return Policy(
        starts=gate["from"].day() if "from" in gate else None,
        severity=tuple(Severity(one) for one in words(gate, "severity", tuple(Severity))),
        confidence=confidence or DEFAULT_POLICY.confidence,
        grantors=grantors if "approved_by" in waivers else None,
        changes=_changes(fields.get("changes")),
    )


def _changes(value: Value | None) -> ChangePolicy:
    """`policy.changes`. What silence means is said together with when it begins to mean something."""
    if value is None:
        return ChangePolicy()
    fields = value.fields(("answer_within", "silence"))
    if "silence" in fields and "answer_within" not in fields:
        raise fields["silence"].error("silence means something only after a while: say answer_within, too")
    means = [word.value for word in Unanswered]
    silence = fields["silence"].choice(means) if "silence" in fields else Unanswered.OBJECTS
    return ChangePolicy(
        answer_within=fields["answer_within"].duration() if "answer_within" in fields else None,
        silence=Unanswered(silence),
    )
