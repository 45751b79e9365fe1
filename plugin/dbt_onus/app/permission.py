"""Whether people may be told from here: somebody has to want it, and what was built has to be merged.

What the CI of a pull request builds is nobody's production, and its author may have written the configuration that
says who is paged.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass

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
