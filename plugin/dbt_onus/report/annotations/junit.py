"""JUnit's XML, which nearly every CI system reads: each remark is a test case, errors and warnings failed ones.

A note is a test case that was skipped. Source of the shape: the schema that Jenkins' xUnit plugin publishes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.etree import ElementTree as ET

from dbt_onus.core.annotations import Annotation, Level

#: XML 1.0 allows no other letters, however they are written.
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render_junit(annotations: Sequence[Annotation], suite: str) -> str:
    """One suite. Without a remark it has one case that passed: an empty suite reads as "no tests ran"."""
    failed = sum(one.level is not Level.NOTE for one in annotations)
    skipped = len(annotations) - failed
    counts = {"tests": str(len(annotations) or 1), "failures": str(failed), "errors": "0", "skipped": str(skipped)}
    root = ET.Element("testsuites", {"name": suite, **counts})
    element = ET.SubElement(root, "testsuite", {"name": suite, **counts})
    for one in annotations:
        _case(element, one)
    if not annotations:
        ET.SubElement(element, "testcase", {"name": "nothing is open", "classname": suite})
    ET.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode")


def _case(suite: ET.Element, one: Annotation) -> None:
    said = {"name": one.title, "classname": f"onus.{one.rule}", "file": one.file}
    said["line"] = str(one.line) if one.line else None
    case = ET.SubElement(suite, "testcase", {key: _legal(value) for key, value in said.items() if value})
    word = "skipped" if one.level is Level.NOTE else "failure"
    details = ET.SubElement(case, word, {"message": _legal(one.says)})
    if word == "failure":
        details.set("type", one.level.value)
    details.text = _legal(f"{one.remedy} [{one.fingerprint}]")


def _legal(text: str) -> str:
    return _NO_XML.sub("?", text)
