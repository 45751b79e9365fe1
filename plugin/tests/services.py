"""Small models of the services that channels speak to, for `FakeReceiver`: each keeps what people would see."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from tests.receivers import Received, Reply


@dataclass
class Keyed:
    """A receiver that shows one thing per key; without a key everything that comes."""

    key: str | None = None
    shown: list[Any] = field(default_factory=list)

    def __call__(self, received: Received) -> Reply:
        key = received.headers.get("Idempotency-Key") if self.key == "header" else received.json.get(self.key)
        seen = [each[0] for each in self.shown]
        if self.key is None or key not in seen:
            self.shown.append((key, received.json))
        return Reply(202, {"status": "success"})


@dataclass
class Opsgenie:
    """Alerts by alias."""

    alerts: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def shown(self) -> list[Any]:
        return list(self.alerts.values())

    def __call__(self, received: Received) -> Reply:
        accepted = Reply(202, {"result": "Request will be processed"})
        if received.path == "/v2/alerts":
            self.alerts.setdefault(received.json["alias"], received.json | {"status": "open", "notes": []})
            return accepted
        _, _, _, alias, verb = received.path.split("/")
        assert received.query == {"identifierType": "alias"}
        alert = self.alerts[unquote(alias)]
        alert["notes"].append(received.json["note"])
        alert["status"] = {"acknowledge": "acknowledged", "close": "closed"}.get(verb, alert["status"])
        return accepted


@dataclass
class SlackApi:
    """One channel, seen through the Web API."""

    messages: list[dict[str, Any]] = field(default_factory=list)

    @property
    def shown(self) -> list[Any]:
        return self.messages

    def __call__(self, received: Received) -> Reply:
        method = received.path.rpartition("/")[2]
        # what reads takes no JSON
        said = received.query if received.method == "GET" else received.json
        if method == "chat.postMessage":
            ts = f"1795692000.{len(self.messages):06}"
            self.messages.append(said | {"ts": ts})
            return Reply(body={"ok": True, "ts": ts, "channel": said["channel"]})
        if method == "chat.update":
            message = next(each for each in self.messages if each["ts"] == said["ts"])
            message.update(said)
            return Reply(body={"ok": True, "ts": said["ts"]})
        if method in ("conversations.history", "conversations.replies"):
            thread = said.get("ts")
            found = [each for each in self.messages if each.get("thread_ts") == thread or each["ts"] == thread]
            return Reply(body={"ok": True, "messages": found})
        return Reply(body={"ok": False, "error": "unknown_method"})


@dataclass
class GitHub:
    """Issues of shop/data. `searches` is false while its index has not seen them yet."""

    issues: list[dict[str, Any]] = field(default_factory=list)
    comments: list[dict[str, Any]] = field(default_factory=list)
    searches: bool = True

    @property
    def shown(self) -> list[Any]:
        return [*self.issues, *self.comments]

    def __call__(self, received: Received) -> Reply:
        assert received.headers["Authorization"].startswith("Bearer ")
        if received.path == "/search/issues":
            words = re.findall(r'"(.*?)"', received.query["q"])
            hits = [each for each in self.issues if words[0] in each["body"]] if self.searches else []
            return Reply(body={"total_count": len(hits), "items": hits})
        rest = received.path.removeprefix("/repos/shop/data/issues").strip("/")
        if not rest:
            return self._list(received) if received.method == "GET" else self._create(received.json)
        number, _, what = rest.partition("/")
        issue = next((each for each in self.issues if each["number"] == int(number)), None)
        if issue is None:
            return Reply(404, {"message": "Not Found"})
        if what == "comments":
            return self._comment(int(number), received)
        if received.method == "PATCH":
            issue.update(received.json)
        return Reply(body=issue)

    def _list(self, received: Received) -> Reply:
        label = received.query["labels"]
        return Reply(body=[each for each in reversed(self.issues) if label in each["labels"]])

    def _create(self, content: dict[str, Any]) -> Reply:
        issue = content | {"number": len(self.issues) + 1, "state": "open"}
        self.issues.append(issue)
        return Reply(201, issue)

    def _comment(self, number: int, received: Received) -> Reply:
        if received.method == "GET":
            return Reply(body=[each for each in self.comments if each["issue"] == number])
        comment = received.json | {"issue": number}
        self.comments.append(comment)
        return Reply(201, comment)


@dataclass
class GitLab:
    """Issues of shop/data."""

    issues: list[dict[str, Any]] = field(default_factory=list)
    comments: list[dict[str, Any]] = field(default_factory=list)

    @property
    def shown(self) -> list[Any]:
        return [*self.issues, *self.comments]

    def __call__(self, received: Received) -> Reply:
        assert "PRIVATE-TOKEN" in {name.upper() for name in received.headers}
        rest = received.path.removeprefix("/api/v4/projects/shop%2Fdata/issues").strip("/")
        if not rest and received.method == "GET":
            mark = received.query["search"]
            return Reply(body=[each for each in self.issues if mark in each["description"]])
        if not rest:
            issue = received.json | {"iid": len(self.issues) + 1, "state": "opened"}
            self.issues.append(issue)
            return Reply(201, issue)
        number, _, what = rest.partition("/")
        issue = next((each for each in self.issues if each["iid"] == int(number)), None)
        if issue is None:
            return Reply(404, {"message": "404 Not found"})
        if what == "notes" and received.method == "GET":
            return Reply(body=[each for each in self.comments if each["issue"] == int(number)])
        if what == "notes":
            self.comments.append(received.json | {"issue": int(number)})
            return Reply(201, self.comments[-1])
        if received.method == "PUT":
            issue["state"] = {"close": "closed", "reopen": "opened"}[received.json["state_event"]]
        return Reply(body=issue)


@dataclass
class Jira:
    """Issues of DATA: to do, done."""

    issues: list[dict[str, Any]] = field(default_factory=list)
    comments: list[dict[str, Any]] = field(default_factory=list)

    @property
    def shown(self) -> list[Any]:
        return [*self.issues, *self.comments]

    def __call__(self, received: Received) -> Reply:
        rest = re.sub(r"^/rest/api/[23]", "", received.path)
        if rest in ("/search", "/search/jql"):
            mark = re.search(r'labels = "(.*?)"', received.json["jql"])
            assert mark
            assert 'project = "DATA"' in received.json["jql"]
            return Reply(body={"issues": [e for e in self.issues if mark[1] in e["fields"]["labels"]]})
        if rest == "/issue":
            fields = received.json["fields"] | {"status": {"statusCategory": {"key": "new"}}}
            issue = {"key": f"DATA-{len(self.issues) + 1}", "fields": fields}
            self.issues.append(issue)
            return Reply(201, {"id": "10000", "key": issue["key"]})
        _, _, key, *what = rest.split("/")
        issue = next((each for each in self.issues if each["key"] == key), None)
        if issue is None:
            return Reply(404, {"errorMessages": ["Issue does not exist"]})
        if what == ["comment"]:
            return self._comment(key, received)
        if what == ["transitions"]:
            return self._transition(issue, received)
        return Reply(body=issue)

    def _comment(self, key: str, received: Received) -> Reply:
        if received.method == "GET":
            return Reply(body={"comments": [each for each in self.comments if each["issue"] == key]})
        self.comments.append(received.json | {"issue": key})
        return Reply(201, {"id": "1"})

    def _transition(self, issue: dict[str, Any], received: Received) -> Reply:
        offered = [
            {"id": "11", "name": "Work on it", "to": {"statusCategory": {"key": "indeterminate"}}},
            {"id": "31", "name": "Done", "to": {"statusCategory": {"key": "done"}}},
        ]
        if received.method == "GET":
            return Reply(body={"transitions": offered})
        chosen = next(each for each in offered if each["id"] == received.json["transition"]["id"])
        issue["fields"]["status"] = chosen["to"]
        return Reply(204, b"")


@dataclass
class Discussion:
    """The comments of pull request 7 of shop/data on GitHub, or of merge request 7 of project 42 on GitLab."""

    comments: list[dict[str, Any]] = field(default_factory=list)

    def __call__(self, received: Received) -> Reply:
        head, _, last = received.path.rpartition("/")
        github = (
            received.path == "/repos/shop/data/issues/7/comments" or head == "/repos/shop/data/issues/comments"
        )
        on_gitlab = "/api/v4/projects/42/merge_requests/7/notes"
        token = received.headers.get("Authorization" if github else "PRIVATE-TOKEN")
        assert token == ("Bearer t0ken-of-ci" if github else "t0ken-of-ci")
        if not github and on_gitlab not in (received.path, head):
            return Reply(404, {"message": "Not Found"})
        if received.method == "GET":
            size, page = int(received.query["per_page"]), int(received.query["page"])
            return Reply(body=self.comments[(page - 1) * size : page * size])
        if received.method == "POST":
            self.comments.append(received.json | {"id": len(self.comments) + 1})
            return Reply(201, self.comments[-1])
        assert received.method == ("PATCH" if github else "PUT")
        self.comments[int(last) - 1] |= received.json
        return Reply(body=self.comments[int(last) - 1])
