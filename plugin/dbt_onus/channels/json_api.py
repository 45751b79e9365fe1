"""An API that speaks JSON under one base address, for the channels that need more than one request."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode, urlsplit

from dbt_onus.channels.answers import attempt_of, document
from dbt_onus.channels.deadline import Deadline
from dbt_onus.channels.http import Answer, Request, ask
from dbt_onus.channels.sending import UndeliveredError, not_sent
from dbt_onus.core.deliveries import Attempt, Verdict

#: Lists of issues carry the text of every one.
_MOST_BYTES = 4 * 1024 * 1024


class Pace:
    """At most one write in so many seconds, by this process."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._lock = threading.Lock()
        self._last = float("-inf")

    def wait(self, deadline: Deadline) -> None:
        """Until it is this write's turn. Raises `UndeliveredError` where there is no time for that."""
        with self._lock:
            pause = self._last + self.seconds - time.monotonic()
            if pause > deadline.remaining:
                raise not_sent("no time was left to wait between two writes")
            time.sleep(max(pause, 0))
            self._last = time.monotonic()


AT_ONCE = Pace(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonApi:
    """`base` comes from onus.yml or is ours, and its host is the only one unless `hosts` are given.

    `judged` reads an answer, by default as HTTP means it.
    """

    base: str
    deadline: Deadline
    headers: Mapping[str, str] = field(repr=False)
    hosts: tuple[str, ...] = ()
    allow_private: bool = False
    same_host: bool = False
    pace: Pace = AT_ONCE
    judged: Callable[[Answer], Attempt] = attempt_of

    def read(self, path: str, query: Mapping[str, object] | None = None) -> Any:
        """What is there; `None` where nothing is (404, 410). A read that fails has changed nothing."""
        target = f"{path}?{urlencode(query)}" if query else path
        try:
            answer = self._ask("GET", target, None)
            return None if answer.status in (404, 410) else self._content(answer)
        except UndeliveredError as error:
            raise UndeliveredError(harmless(error.attempt)) from None

    def search(self, path: str, content: Any) -> Any:
        """A read that has to be a POST."""
        try:
            return self._content(self._ask("POST", path, content))
        except UndeliveredError as error:
            raise UndeliveredError(harmless(error.attempt)) from None

    def write(self, method: str, path: str, content: Any) -> Any:
        """Change something; what the answer says of it."""
        self.pace.wait(self.deadline)
        return self._content(self._ask(method, path, content))

    def _ask(self, method: str, path: str, content: Any) -> Answer:
        request = Request(
            method=method,
            url=f"{self.base}{path}",
            headers={"Content-Type": "application/json", "Accept": "application/json", **self.headers},
            body=None if content is None else json.dumps(content).encode(),
            hosts=self.hosts or (urlsplit(self.base).hostname or "",),
            allow_private=self.allow_private,
            reads=True,
            most=_MOST_BYTES,
            same_host=self.same_host,
        )
        return ask(request, self.deadline)

    def _content(self, answer: Answer) -> Any:
        attempt = self.judged(answer)
        if attempt.verdict is not Verdict.DELIVERED:
            raise UndeliveredError(attempt)
        if answer.status == 204 or not answer.body:
            return {}
        content = document(answer)
        if content is None:
            raise UndeliveredError(Attempt(verdict=Verdict.AMBIGUOUS, says=f"{answer.host} answered no JSON"))
        return content


def objects(value: Any) -> list[dict[str, Any]]:
    """The objects of a list; none where it is something else."""
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def listed(value: Any, key: str) -> list[dict[str, Any]]:
    """The objects of the list that an answer has under this key."""
    return objects(value.get(key)) if isinstance(value, dict) else []


def harmless(attempt: Attempt) -> Attempt:
    """What a read came to that got no answer: nothing was changed by it."""
    return replace(attempt, verdict=Verdict.RETRY) if attempt.verdict is Verdict.AMBIGUOUS else attempt
