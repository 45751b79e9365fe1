"""JUnit's XML, which nearly every CI system reads. Source of the shape: the schema of Jenkins' xUnit plugin."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from xml.etree import ElementTree as ET

#: XML 1.0 allows no other letters, however they are written.
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Outcome(StrEnum):
    """How a test case ended, in JUnit's words."""

    PASSED = "passed"
    FAILURE = "failure"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One test case. `message` is one line, `kind` what kind of failure, `details` what is read on opening it."""

    name: str
    classname: str
    outcome: Outcome = Outcome.PASSED
    kind: str = ""
    message: str = ""
    details: str = ""
    file: str | None = None
    line: int | None = None
    seconds: float | None = None


def render_suite(name: str, cases: Sequence[Case]) -> str:
    """One suite. Without a case it has one that passed: an empty suite reads as "no tests ran"."""
    shown = cases or [Case(name="nothing is open", classname=name)]
    counts = {
        "tests": str(len(shown)),
        "failures": str(sum(case.outcome is Outcome.FAILURE for case in shown)),
        "errors": "0",
        "skipped": str(sum(case.outcome is Outcome.SKIPPED for case in shown)),
    }
    took = [case.seconds for case in shown if case.seconds is not None]
    time = {"time": f"{sum(took):.3f}"} if took else {}
    root = ET.Element("testsuites", {"name": name, **counts, **time})
    suite = ET.SubElement(root, "testsuite", {"name": name, **counts, **time})
    for case in shown:
        _add(suite, case)
    ET.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode")


def _add(suite: ET.Element, case: Case) -> None:
    said = {"name": case.name, "classname": case.classname, "file": case.file}
    said["line"] = str(case.line) if case.line else None
    said["time"] = f"{case.seconds:.3f}" if case.seconds is not None else None
    element = ET.SubElement(suite, "testcase", {key: _legal(value) for key, value in said.items() if value})
    if case.outcome is Outcome.PASSED:
        if case.message:
            ET.SubElement(element, "system-out").text = _legal(case.message)
        return
    details = ET.SubElement(element, case.outcome.value, {"message": _legal(case.message)})
    if case.kind:
        details.set("type", case.kind)
    details.text = _legal(case.details) or None


def _legal(text: str) -> str:
    return _NO_XML.sub("?", text)
