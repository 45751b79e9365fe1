"""Whether this is the CI of a change that is not merged.

What it builds is nobody's production, and its author may have written the configuration that says who is paged.
"""

from __future__ import annotations

import os
from collections.abc import Mapping

#: Variables that CI systems set for a change that is not merged, by system. Sources: each system's reference of
#: predefined variables.
_MARKS: Mapping[str, str] = {
    "CI_MERGE_REQUEST_IID": "a GitLab merge request",
    "CI_EXTERNAL_PULL_REQUEST_IID": "a pull request that GitLab builds",
    "SYSTEM_PULLREQUEST_PULLREQUESTID": "an Azure DevOps pull request",
    "BITBUCKET_PR_ID": "a Bitbucket pull request",
    "CIRCLE_PULL_REQUEST": "a pull request that CircleCI builds",
    "CHANGE_ID": "a pull request that Jenkins builds",
    "DBT_CLOUD_PR_ID": "a pull request that dbt Cloud builds",
}
#: Buildkite and Travis say `false` where there is none.
_UNLESS_FALSE: Mapping[str, str] = {
    "BUILDKITE_PULL_REQUEST": "a pull request that Buildkite builds",
    "TRAVIS_PULL_REQUEST": "a pull request that Travis builds",
}
_GITHUB_EVENTS = frozenset({"pull_request", "pull_request_target", "pull_request_review", "merge_group"})


def pull_request_here(environment: Mapping[str, str] = os.environ) -> str | None:
    """What kind of unmerged change this process runs for; `None` where it runs for none."""
    if environment.get("GITHUB_EVENT_NAME") in _GITHUB_EVENTS:
        return "a GitHub pull request"
    for name, what in _MARKS.items():
        if environment.get(name):
            return what
    return next(
        (what for name, what in _UNLESS_FALSE.items() if environment.get(name, "false") not in ("false", "")), None
    )
