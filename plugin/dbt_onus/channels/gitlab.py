"""`channel: gitlab`: issues in a project. Paths and fields as in GitLab's reference of its REST API, version 4."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from dbt_onus.channels.fitting import fitting
from dbt_onus.channels.json_api import JsonApi, objects
from dbt_onus.channels.markdown import markdown_of, titled
from dbt_onus.channels.sending import Repeats, Sending, UndeliveredError, refused
from dbt_onus.channels.tickets import LABEL, Ticket, keep_ticket
from dbt_onus.channels.wording import worded
from dbt_onus.core.deliveries import Attempt, Verdict
from dbt_onus.core.messages import Message
from dbt_onus.core.receivers import Receiver, Traits

TITLE = 255
#: GitLab takes a million characters; nobody reads them.
BODY = 65_536
_SITE = "https://gitlab.com"


def render(message: Message, mark: str, key: str) -> dict[str, Any]:
    """Title and description of an issue; the description alone is a comment. The marks do not show."""
    wording = worded(message)
    hidden = f"\n\n<!-- {mark} {key} -->\n"
    body = fitting(wording, markdown_of, len, BODY - len(hidden))
    return {"title": titled(wording.title, TITLE), "description": body + hidden}


@dataclass(frozen=True, slots=True)
class _Issues:
    """`tickets.Tracker` of one project."""

    api: JsonApi
    labels: tuple[str, ...]
    message: Message

    def known(self, reference: str) -> Ticket | None:
        return _ticket(self.api.read(self._path(reference)))

    def found(self, mark: str) -> Ticket | None:
        query = {"search": mark, "in": "description", "state": "all", "scope": "all", "per_page": 20}
        said = self.api.read("/issues", query)
        marked = (each for each in objects(said) if mark in str(each.get("description")))
        return next((ticket for each in marked if (ticket := _ticket(each))), None)

    def open(self, mark: str, key: str) -> Ticket:
        content = render(self.message, mark, key) | {"labels": ",".join((LABEL, *self.labels))}
        ticket = _ticket(self.api.write("POST", "/issues", content))
        if ticket is None:
            raise UndeliveredError(Attempt(verdict=Verdict.AMBIGUOUS, says="gitlab named no issue in its answer"))
        return ticket

    def has_comment(self, ticket: Ticket, key: str) -> bool:
        query = {"sort": "desc", "order_by": "created_at", "per_page": 100}
        notes = self.api.read(f"{self._path(ticket.reference)}/notes", query)
        return any(key in str(each.get("body")) for each in objects(notes))

    def comment(self, ticket: Ticket, key: str) -> None:
        body = render(self.message, LABEL, key)["description"]
        self.api.write("POST", f"{self._path(ticket.reference)}/notes", {"body": body})

    def turn(self, ticket: Ticket, *, is_open: bool) -> None:
        change = {"state_event": "reopen" if is_open else "close"}
        self.api.write("PUT", self._path(ticket.reference), change)

    def _path(self, number: str) -> str:
        if not (number.isascii() and number.isdigit()):
            raise refused("the reference kept for this issue is no number")
        return f"/issues/{number}"


def _ticket(issue: Any) -> Ticket | None:
    number = issue.get("iid") if isinstance(issue, dict) else None
    if not isinstance(number, int):
        return None
    body = str(issue.get("description") or "")
    return Ticket(reference=str(number), is_open=issue.get("state") != "closed", body=body)


class GitLab:
    """Issues, where a team keeps its work."""

    name = "gitlab"
    traits = Traits(informs=False, digests=False)

    def repeats(self, _: Receiver) -> Repeats:
        """By the marks in the text."""
        return Repeats.LOOKED_FOR

    def send(self, sending: Sending) -> Attempt:
        """Keep the issue."""
        settings = sending.settings
        project = quote(settings.text("project"), safe="")
        api = JsonApi(
            base=f"{settings.text('base_url', _SITE)}/api/v4/projects/{project}",
            deadline=sending.deadline,
            headers={"PRIVATE-TOKEN": settings.secret("token")},
            allow_private=settings.flag("allow_private"),
        )
        return keep_ticket(sending, _Issues(api, settings.texts("labels"), sending.message))


SENDER = GitLab()
