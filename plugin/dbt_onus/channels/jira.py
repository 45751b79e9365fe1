"""`channel: jira`: issues in a project, in the cloud (with `user`) or in an installation of one's own (without).

The cloud takes an e-mail and an API token, version 3 of the REST API and documents; Data Center a personal access
token, version 2 and wiki markup. Issues are found by a label of their own, which Jira's index knows after seconds.
"""

from __future__ import annotations

import base64
import json
import re
from dataclasses import dataclass
from typing import Any

from dbt_onus.channels.fitting import fitting
from dbt_onus.channels.jira_text import document_of, wiki_of
from dbt_onus.channels.json_api import JsonApi, listed
from dbt_onus.channels.sending import Repeats, Sending, Settings, UndeliveredError, refused
from dbt_onus.channels.tickets import LABEL, Ticket, keep_ticket
from dbt_onus.channels.wording import worded
from dbt_onus.core.deliveries import Attempt, Verdict
from dbt_onus.core.messages import Message
from dbt_onus.core.plain import cut, unlinked
from dbt_onus.core.receivers import Receiver, Traits

SUMMARY = 255
#: Of a text field, in characters; a document counts as its JSON.
TEXT = 32_767
_KEY = re.compile(r"[A-Z][A-Z0-9_]{0,99}-[0-9]{1,12}")


def render(message: Message, mark: str, *, cloud: bool) -> dict[str, Any]:
    """Summary and description of an issue; the description alone is a comment."""
    wording = worded(message)
    if cloud:
        text: Any = fitting(
            wording, lambda each: document_of(each, mark), lambda made: len(json.dumps(made)), TEXT
        )
    else:
        text = fitting(wording, lambda each: wiki_of(each, mark), len, TEXT)
    return {"summary": cut(unlinked(wording.title), SUMMARY), "description": text}


@dataclass(frozen=True, slots=True)
class _Issues:
    """`tickets.Tracker` of one project. Paths and fields as in Atlassian's references of both APIs."""

    api: JsonApi
    project: str
    issue_type: str
    cloud: bool
    message: Message

    def known(self, reference: str) -> Ticket | None:
        return _ticket(self.api.read(self._path(reference), {"fields": "status,description"}))

    def found(self, mark: str) -> Ticket | None:
        project = self.project.replace("\\", "\\\\").replace('"', '\\"')
        query = {
            "jql": f'project = "{project}" AND labels = "{mark}" ORDER BY created DESC',
            "fields": ["status", "description"],
            "maxResults": 1,
        }
        said = self.api.search("/search/jql" if self.cloud else "/search", query)
        return next((ticket for each in listed(said, "issues") if (ticket := _ticket(each))), None)

    def open(self, mark: str, key: str) -> Ticket:
        fields = render(self.message, key, cloud=self.cloud) | {
            "project": {"key": self.project},
            "issuetype": {"name": self.issue_type},
            "labels": [LABEL, mark],
        }
        made = self.api.write("POST", "/issue", {"fields": fields})
        ticket = _ticket(made)
        if ticket is None:
            raise UndeliveredError(Attempt(verdict=Verdict.AMBIGUOUS, says="jira named no issue in its answer"))
        return ticket

    def has_comment(self, ticket: Ticket, key: str) -> bool:
        said = self.api.read(f"{self._path(ticket.reference)}/comment", {"orderBy": "-created", "maxResults": 100})
        return any(key in json.dumps(each) for each in listed(said, "comments"))

    def comment(self, ticket: Ticket, key: str) -> None:
        body = render(self.message, key, cloud=self.cloud)["description"]
        self.api.write("POST", f"{self._path(ticket.reference)}/comment", {"body": body})

    def turn(self, ticket: Ticket, *, is_open: bool) -> None:
        """The first transition to where it should be; a workflow without one is left to the people who made it."""
        path = f"{self._path(ticket.reference)}/transitions"
        for transition in listed(self.api.read(path), "transitions"):
            if (_category(transition.get("to")) == "done") is not is_open:
                self.api.write("POST", path, {"transition": {"id": str(transition.get("id"))}})
                return

    def _path(self, key: str) -> str:
        if not _KEY.fullmatch(key):
            raise refused("the reference kept for this issue is no issue key")
        return f"/issue/{key}"


def _ticket(issue: Any) -> Ticket | None:
    key = issue.get("key") if isinstance(issue, dict) else None
    if not isinstance(key, str) or not _KEY.fullmatch(key):
        return None
    fields = issue["fields"] if isinstance(issue.get("fields"), dict) else {}
    return Ticket(
        reference=key,
        is_open=_category(fields.get("status")) != "done",
        body=json.dumps(fields.get("description")),
    )


def _category(status: Any) -> str:
    category = status.get("statusCategory") if isinstance(status, dict) else None
    return str(category.get("key")) if isinstance(category, dict) else ""


def _authorization(settings: Settings) -> str:
    token = settings.secret("token")
    if not settings.has("user"):
        return f"Bearer {token}"
    return "Basic " + base64.b64encode(f"{settings.text('user')}:{token}".encode()).decode()


class Jira:
    """Issues, where a team keeps its work."""

    name = "jira"
    traits = Traits(informs=False, digests=False)

    def repeats(self, _: Receiver) -> Repeats:
        """By label, and by the marks in comments."""
        return Repeats.LOOKED_FOR

    def send(self, sending: Sending) -> Attempt:
        """Keep the issue."""
        settings = sending.settings
        cloud = settings.has("user")
        api = JsonApi(
            base=f"{settings.text('base_url')}/rest/api/{3 if cloud else 2}",
            deadline=sending.deadline,
            headers={"Authorization": _authorization(settings)},
            allow_private=settings.flag("allow_private"),
        )
        issues = _Issues(
            api, settings.text("project"), settings.text("issue_type", "Task"), cloud, sending.message
        )
        return keep_ticket(sending, issues)


SENDER = Jira()
