"""One comment on a pull request or merge request, found again by a mark and kept up to date in place.

Paths and fields as in GitHub's and GitLab's references of their REST APIs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

from dbt_onus.channels.deadline import Deadline
from dbt_onus.channels.github import judged
from dbt_onus.channels.json_api import JsonApi, objects
from dbt_onus.channels.sending import UndeliveredError
from dbt_onus.core.deliveries import Attempt, Verdict
from dbt_onus.core.pull_requests import PullRequest, Service

_A_PAGE = 100
#: So many comments are looked through for ours; a discussion that is longer gets a new one.
_PAGES = 20
_PUBLIC = ("api.github.com", "gitlab.com")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Talk:
    """Where the comments of one change are: `list` to read and add, `one` to change by its number."""

    api: JsonApi
    list: str
    one: str
    change: str

    def found(self, mark: str) -> dict[str, Any] | None:
        marked = (each for each in self._all() if mark in str(each.get("body")))
        return next((each for each in marked if isinstance(each.get("id"), int)), None)

    def _all(self) -> Iterator[dict[str, Any]]:
        for page in range(1, _PAGES + 1):
            comments = objects(self.api.read(self.list, {"per_page": _A_PAGE, "page": page}))
            yield from comments
            if len(comments) < _A_PAGE:
                return


def keep_comment(
    change: PullRequest, token: str, mark: str, body: str, deadline: Deadline, *, begin: bool = True
) -> Attempt:
    """Write the comment that carries `mark`, or change it where it is there already.

    Without `begin`, one that is not there yet is not written: good news needs no comment of its own.
    """
    hidden = f"<!-- {re.sub(r'[^a-zA-Z0-9_. -]', '_', mark)} -->"
    text = f"{body}\n\n{hidden}\n"
    try:
        talk = _talk(change, token, deadline)
        there = talk.found(hidden)
        if there is None and not begin:
            return Attempt(verdict=Verdict.DELIVERED, says="nothing to say")
        if there is None:
            talk.api.write("POST", talk.list, {"body": text})
        elif there.get("body") != text:
            talk.api.write(talk.change, f"{talk.one}/{there['id']}", {"body": text})
    except UndeliveredError as error:
        return error.attempt
    return Attempt(verdict=Verdict.DELIVERED, says="commented")


def _talk(change: PullRequest, token: str, deadline: Deadline) -> _Talk:
    private = (urlsplit(change.api).hostname or "") not in _PUBLIC
    if change.service is Service.GITHUB:
        headers = {"Authorization": f"Bearer {token}", "Accept": "application/vnd.github+json"}
        api = JsonApi(
            base=f"{change.api}/repos/{change.repository}/issues",
            deadline=deadline,
            headers=headers,
            allow_private=private,
            judged=judged,
        )
        return _Talk(api=api, list=f"/{change.number}/comments", one="/comments", change="PATCH")
    api = JsonApi(
        base=f"{change.api}/projects/{quote(change.repository, safe='')}/merge_requests/{change.number}",
        deadline=deadline,
        headers={"PRIVATE-TOKEN": token},
        allow_private=private,
    )
    return _Talk(api=api, list="/notes", one="/notes", change="PUT")
