"""A change that is not merged yet, where people talk about it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

#: GitHub takes 65,536 characters, GitLab a million; nobody reads as many.
LONGEST_COMMENT = 60_000


class Service(StrEnum):
    """Where it is talked about."""

    GITHUB = "github"
    GITLAB = "gitlab"


@dataclass(frozen=True, slots=True, kw_only=True)
class PullRequest:
    """A pull or merge request. `api` is the service's base address, `repository` as its paths have it."""

    service: Service
    api: str
    repository: str
    number: int
