"""Whether people may be told from here: somebody has to want it, and what was built has to be merged.

What the CI of a pull request builds is nobody's production, and its author may have written the configuration that
says who is paged.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from dbt_onus.core.pull_requests import PullRequest, Service

#: Set to `on` where every dbt run tells people without being asked: in production, as a rule.
SWITCH = "ONUS_ROUTE"

#: Variables that CI systems set for a change that is not merged. Sources: each system's own list of variables.
_MARKS: Mapping[str, str] = {
    "CI_MERGE_REQUEST_IID": "a GitLab merge request",
    "CI_EXTERNAL_PULL_REQUEST_IID": "a pull request that GitLab builds",
    "SYSTEM_PULLREQUEST_PULLREQUESTID": "an Azure DevOps pull request",
    "BITBUCKET_PR_ID": "a Bitbucket pull request",
    "CIRCLE_PULL_REQUEST": "a pull request that CircleCI builds",
    "CHANGE_ID": "a pull request that Jenkins builds",
    "DBT_CLOUD_PR_ID": "a pull request that dbt Cloud builds",
    "BUILDKITE_PULL_REQUEST": "a pull request that Buildkite builds",
    "TRAVIS_PULL_REQUEST": "a pull request that Travis builds",
}
_GITHUB_EVENTS = frozenset({"pull_request", "pull_request_target", "pull_request_review", "merge_group"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Permission:
    """Whether people may be told; `says` why not, where somebody asked for it."""

    granted: bool = False
    says: tuple[str, ...] = ()


NOBODY_IS_TOLD = Permission()


def permission(
    *, asked: bool, pull_requests: bool = False, environment: Mapping[str, str] = os.environ
) -> Permission:
    """Granted where it is `asked` for, here or by the environment; in a pull request only with `pull_requests`."""
    if not asked and environment.get(SWITCH, "").lower() not in ("on", "1", "true", "yes"):
        return NOBODY_IS_TOLD
    change = _unmerged_change(environment)
    if change is not None and not pull_requests:
        return Permission(
            says=(f"nobody was told: this is {change} (--allow-pull-request tells them all the same)",)
        )
    return Permission(granted=True)


def _unmerged_change(environment: Mapping[str, str]) -> str | None:
    if environment.get("GITHUB_EVENT_NAME") in _GITHUB_EVENTS:
        return "a GitHub pull request"
    # two of them say `false` where there is none
    marked = (what for name, what in _MARKS.items() if environment.get(name, "false") not in ("false", ""))
    return next(marked, None)


def pull_request(environment: Mapping[str, str] = os.environ) -> PullRequest | None:
    """The pull request or merge request that CI builds here; `None` where it builds none, or does not say which.

    Sources: GitHub's and GitLab's own lists of variables.
    """
    if environment.get("GITHUB_EVENT_NAME") in _GITHUB_EVENTS:
        repository, number = environment.get("GITHUB_REPOSITORY", ""), _github_number(environment)
        if number is None or not re.fullmatch(r"[\w.-]+/[\w.-]+", repository):
            return None
        api = environment.get("GITHUB_API_URL", "https://api.github.com").rstrip("/")
        return PullRequest(service=Service.GITHUB, api=api, repository=repository, number=number)
    iid, project = environment.get("CI_MERGE_REQUEST_IID", ""), environment.get("CI_PROJECT_ID", "")
    if iid.isdecimal() and project.isdecimal():
        api = environment.get("CI_API_V4_URL", "https://gitlab.com/api/v4").rstrip("/")
        return PullRequest(service=Service.GITLAB, api=api, repository=project, number=int(iid))
    return None


def _github_number(environment: Mapping[str, str]) -> int | None:
    """From the event's own file; the name of the ref has it too, unless the target's branch is built."""
    try:
        event = json.loads(Path(environment.get("GITHUB_EVENT_PATH", "")).read_text(encoding="utf-8"))
        number = event["pull_request"]["number"]
    except (OSError, ValueError, KeyError, TypeError):
        found = re.fullmatch(r"refs/pull/([0-9]+)/(?:merge|head)", environment.get("GITHUB_REF", ""))
        return int(found[1]) if found else None
    return number if isinstance(number, int) else None
