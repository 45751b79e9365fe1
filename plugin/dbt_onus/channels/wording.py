"""What a message says, in the order in which people read it, every text made plain; channels lay it out."""

from __future__ import annotations

from dataclasses import dataclass, replace

from dbt_onus.core.messages import Fact, Message
from dbt_onus.core.notifications import Reason, Role, subject_of
from dbt_onus.core.plain import plain

#: So many incidents of a digest are laid out; the others are counted.
MOST_PARTS = 20
_MOST_FACTS = 12
_REPEAT = "possible repeat: an earlier attempt may have reached you"
_PREFIXES = {
    Reason.REOPENED: "Back again",
    Reason.SCOPE_GREW: "Grew",
    Reason.REMINDER: "Reminder",
    Reason.ESCALATED: "Escalated",
    Reason.OVERDUE: "Overdue",
    Reason.UNDELIVERABLE: "Undeliverable",
    Reason.ACKNOWLEDGED: "Acknowledged",
    Reason.RESOLVED: "Resolved",
    Reason.SUPERSEDED: "Closed",
    Reason.TAKEN: "Closed",
    Reason.ANNOUNCED: "Announced",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """One message, plain and in order. `title` is one line; `foot` names reason, project, incident, confidence.

    `parts` are the incidents of a digest, `left_out` how many more there are.
    """

    title: str
    lead: str
    facts: tuple[Fact, ...]
    evidence: tuple[str, ...]
    commands: tuple[Fact, ...]
    foot: str
    parts: tuple[Wording, ...] = ()
    left_out: int = 0

    @property
    def more(self) -> str:
        """`and 12 more`, or nothing."""
        return f"and {self.left_out:,} more" if self.left_out else ""


def worded(message: Message, *, repeat: bool = False) -> Wording:
    """The message in plain words; `repeat` where it may have arrived before and the receiver cannot tell."""
    lead = plain(message.lead)
    parts = tuple(_without(lead, worded(part)) for part in message.parts[:MOST_PARTS])
    return Wording(
        title=f"(possible repeat) {_title(message)}" if repeat else _title(message),
        lead=f"{_REPEAT}. {lead}" if repeat else lead,
        facts=_facts(message),
        evidence=tuple(plain(line) for line in message.evidence[:2]),
        commands=tuple(_fact(command) for command in message.commands[:_MOST_FACTS]),
        foot=_foot(message),
        parts=parts,
        left_out=len(message.parts) - len(parts),
    )


def _without(lead: str, part: Wording) -> Wording:
    """An incident of a digest does not say again what the digest says once."""
    return replace(part, lead="") if part.lead == lead else part


def _reason(message: Message) -> Reason | None:
    """The one reason of all that is said; a digest may have several, and then each of its parts says its own."""
    reasons = {part.reason for part in message.parts} or {message.reason}
    return reasons.pop() if len(reasons) == 1 else None


def _title(message: Message) -> str:
    reason = _reason(message)
    prefix = _PREFIXES.get(reason, "") if reason else ""
    if not prefix and message.role is Role.INFORM:
        prefix = "For information"
    headline = plain(message.headline) or "(no headline)"
    return f"{prefix}: {headline}" if prefix else headline


def _facts(message: Message) -> tuple[Fact, ...]:
    facts = tuple(_fact(fact) for fact in message.facts[:_MOST_FACTS])
    if message.is_digest or any(fact.name == "team" for fact in facts):
        return facts
    return (Fact(name="team", says=plain(message.team)), *facts)


def _fact(fact: Fact) -> Fact:
    return Fact(name=plain(fact.name, 40), says=plain(fact.says))


def _foot(message: Message) -> str:
    reason = _reason(message)
    words = [*([f"why: {reason.value}"] if reason else []), plain(message.project, 100)]
    if not message.is_digest:
        words.append(plain(subject_of(message.incident_id), 49))
    if not message.is_digest and message.reason is not Reason.ANNOUNCED:
        words.append(message.confidence.value)
    return " · ".join(words)


def text_of(wording: Wording) -> str:
    """All of it as plain text, for mail, terminals and whoever shows nothing better."""
    lines = [wording.title, ""]
    lines += [wording.lead, ""] if wording.lead else []
    lines += [f"  {fact.name:<11} {fact.says}" for fact in wording.facts]
    lines += [f"  {'evidence' if not index else '':<11} {line}" for index, line in enumerate(wording.evidence)]
    lines += [f"  {command.name:<11} {command.says}" for command in wording.commands]
    for part in wording.parts:
        lines += ["", *(f"  {line}".rstrip() for line in text_of(part).split("\n"))]
    lines += ["", wording.more] if wording.more else []
    return "\n".join([*lines, "", wording.foot])
