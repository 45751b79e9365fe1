"""A report where a change is talked about: one comment on it, and the summary of its CI step.

The comment goes to the change that CI builds and to nobody else, and only where somebody asked for it: whoever
opened the change may have written the configuration, but not whom the comment reaches.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from dbt_onus.app.permission import pull_request
from dbt_onus.core.deliveries import Verdict
from dbt_onus.core.pull_requests import PullRequest, Service
from dbt_onus.core.receivers import SecretRef

SUMMARY = "GITHUB_STEP_SUMMARY"
#: Whose comment it is: the first of these that is set.
TOKENS: Mapping[Service, tuple[str, ...]] = {
    Service.GITHUB: ("ONUS_GITHUB_TOKEN", "GITHUB_TOKEN"),
    Service.GITLAB: ("ONUS_GITLAB_TOKEN", "GITLAB_TOKEN"),
}
_SECONDS = 20.0


def summarize_step(text: str, environment: Mapping[str, str] = os.environ) -> str | None:
    """Append to the summary of this step of GitHub Actions; a line where that was not possible."""
    place = environment.get(SUMMARY)
    if not place:
        return f"no step summary was written: {SUMMARY} is not set, so this is no step of GitHub Actions"
    try:
        with Path(place).open("a", encoding="utf-8") as file:
            file.write(f"{text}\n")
    except OSError as error:
        return f"no step summary was written: {place}: {error.strerror or error}"
    return None


def comment_on_change(
    text: str, *, mark: str, begin: bool = True, environment: Mapping[str, str] = os.environ
) -> str | None:
    """Keep the comment that carries `mark` on the pull request that CI builds; a line where that was not possible.

    Without `begin`, a comment is changed but none is begun. Whatever goes wrong costs that line and no more.
    """
    change = pull_request(environment)
    if change is None:
        return "no comment was written: CI builds no pull request of GitHub and no merge request of GitLab here"
    from dbt_onus.channels import EnvironmentSecrets
    from dbt_onus.channels.comments import keep_comment
    from dbt_onus.channels.deadline import Deadline

    secrets = EnvironmentSecrets(environment)
    token = next((value for name in TOKENS[change.service] if (value := secrets.value(SecretRef(name)))), None)
    if token is None:
        return f"no comment was written: {' or '.join(TOKENS[change.service])} has to be set"
    attempt = keep_comment(change, token, mark, text, Deadline(_SECONDS), begin=begin)
    if attempt.verdict is Verdict.DELIVERED:
        return None
    return secrets.masked(f"no comment was written: {attempt.says}{_remedy(change, attempt.says)}")


def _remedy(change: PullRequest, says: str) -> str:
    if "403" not in says and "401" not in says:
        return ""
    if change.service is Service.GITHUB:
        return "; the job needs `permissions: pull-requests: write`, which no pull request from a fork has"
    return "; the token needs the scope `api` and the role Reporter"
