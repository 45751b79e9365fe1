"""`channel: github`: issues in a repository.

Looking first goes two ways: the newest issues with our label, which are seen at once, and GitHub's search, which
finds old ones and knows new ones only after a while. Writes are a second apart, as GitHub asks of integrations
("Best practices for using the REST API"); several processes together may be faster, and are then told to wait.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from dbt_onus.channels.answers import attempt_of, pause
from dbt_onus.channels.fitting import fitting
from dbt_onus.channels.http import Answer
from dbt_onus.channels.json_api import JsonApi, Pace, listed, objects
from dbt_onus.channels.markdown import markdown_of, titled
from dbt_onus.channels.sending import Repeats, Sending, UndeliveredError, refused
from dbt_onus.channels.tickets import LABEL, Ticket, keep_ticket
from dbt_onus.channels.wording import worded
from dbt_onus.core.deliveries import Attempt, Verdict
from dbt_onus.core.messages import Message
from dbt_onus.core.receivers import Receiver, Traits

TITLE = 256
BODY = 65_536
PACE = Pace(1.0)
_API = "https://api.github.com"
_A_MINUTE = timedelta(minutes=1)


def render(message: Message, mark: str, key: str) -> dict[str, Any]:
    """Title and body of an issue; the body alone is a comment. The marks do not show."""
    wording = worded(message)
    hidden = f"\n\n<!-- {mark} {key} -->\n"
    body = fitting(wording, markdown_of, len, BODY - len(hidden))
    return {"title": titled(wording.title, TITLE), "body": body + hidden}


def judged(answer: Answer) -> Attempt:
    """GitHub says 403 or 429 where it means "later" ("Rate limits for the REST API")."""
    attempt = attempt_of(answer)
    if answer.status not in (403, 429):
        return attempt
    headers = answer.headers
    limited = headers.get("x-ratelimit-remaining") == "0"
    if not (limited or "retry-after" in headers or b"secondary rate limit" in answer.body.lower()):
        return replace(attempt, verdict=Verdict.RETRY) if answer.status == 429 else attempt
    after = pause(answer) or (_until_reset(headers) if limited else None) or _A_MINUTE
    return replace(attempt, verdict=Verdict.RETRY, after=after)


def _until_reset(headers: Mapping[str, str]) -> timedelta | None:
    """Both times are GitHub's own."""
    try:
        reset = datetime.fromtimestamp(int(headers["x-ratelimit-reset"][:12]), tz=UTC)
        return max(reset - parsedate_to_datetime(headers["date"]), timedelta())
    except (KeyError, ValueError, TypeError, OverflowError, OSError):
        return None


@dataclass(frozen=True, slots=True)
class _Issues:
    """`tickets.Tracker` of one repository. Paths and fields as in GitHub's reference of the REST API."""

    api: JsonApi
    repository: str
    labels: tuple[str, ...]
    message: Message

    def known(self, reference: str) -> Ticket | None:
        return _ticket(self.api.read(self._path(reference)))

    def found(self, mark: str) -> Ticket | None:
        newest_first = {"labels": LABEL, "state": "all", "sort": "created", "direction": "desc", "per_page": 30}
        newest = self.api.read(self._path(), newest_first)
        return _first(newest, mark) or self._searched(mark)

    def _searched(self, mark: str) -> Ticket | None:
        try:
            said = self.api.read("/search/issues", {"q": f'repo:{self.repository} is:issue in:body "{mark}"'})
        except UndeliveredError as error:
            if error.attempt.verdict is Verdict.PERMANENT:
                return None  # this token may not search; the list is what there is
            raise
        return _first(listed(said, "items"), mark)

    def open(self, mark: str, key: str) -> Ticket:
        content = render(self.message, mark, key) | {"labels": [LABEL, *self.labels]}
        ticket = _ticket(self.api.write("POST", self._path(), content))
        if ticket is None:
            raise UndeliveredError(Attempt(verdict=Verdict.AMBIGUOUS, says="github named no issue in its answer"))
        return ticket

    def has_comment(self, ticket: Ticket, key: str) -> bool:
        # a day earlier: whose clock is right is not known
        since = (self.message.at - timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
        comments = self.api.read(f"{self._path(ticket.reference)}/comments", {"since": since, "per_page": 100})
        return any(key in str(each.get("body")) for each in objects(comments))

    def comment(self, ticket: Ticket, key: str) -> None:
        body = render(self.message, LABEL, key)["body"]
        self.api.write("POST", f"{self._path(ticket.reference)}/comments", {"body": body})

    def turn(self, ticket: Ticket, *, is_open: bool) -> None:
        change = {"state": "open"} if is_open else {"state": "closed", "state_reason": "completed"}
        self.api.write("PATCH", self._path(ticket.reference), change)

    def _path(self, number: str = "") -> str:
        if not number:
            return f"/repos/{self.repository}/issues"
        if not (number.isascii() and number.isdigit()):
            raise refused("the reference kept for this issue is no number")
        return f"/repos/{self.repository}/issues/{number}"


def _first(issues: Any, mark: str) -> Ticket | None:
    marked = (each for each in objects(issues) if mark in str(each.get("body")) and "pull_request" not in each)
    return next((ticket for each in marked if (ticket := _ticket(each))), None)


def _ticket(issue: Any) -> Ticket | None:
    number = issue.get("number") if isinstance(issue, dict) else None
    if not isinstance(number, int):
        return None
    return Ticket(reference=str(number), is_open=issue.get("state") != "closed", body=str(issue.get("body") or ""))


class GitHub:
    """Issues, where a team keeps its work."""

    name = "github"
    traits = Traits(informs=False, digests=False)

    def repeats(self, _: Receiver) -> Repeats:
        """By the marks in the text."""
        return Repeats.LOOKED_FOR

    def send(self, sending: Sending) -> Attempt:
        """Keep the issue."""
        settings = sending.settings
        api = JsonApi(
            base=settings.text("base_url", _API),
            deadline=sending.deadline,
            headers={
                "Authorization": f"Bearer {settings.secret('token')}",
                "Accept": "application/vnd.github+json",
                "X-GitHub-Api-Version": "2022-11-28",
            },
            allow_private=settings.flag("allow_private"),
            same_host=True,
            pace=PACE,
            judged=judged,
        )
        return keep_ticket(
            sending, _Issues(api, settings.text("repository"), settings.texts("labels"), sending.message)
        )


SENDER = GitHub()
