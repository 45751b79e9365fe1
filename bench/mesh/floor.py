"""The yardstick: the fields of the nodes that a graph needs, decoded from every manifest, nothing made of them.

python floor.py MANIFEST…
"""

import gc
import sys
from pathlib import Path

from msgspec import Struct, json


class DependsOn(Struct, gc=False):
    nodes: list[str] | None = None


class Node(Struct, gc=False):
    unique_id: str
    resource_type: str
    name: str = ""
    package_name: str = ""
    database: str | None = None
    schema: str | None = None
    relation_name: str | None = None
    depends_on: DependsOn | None = None


class Manifest(Struct, gc=False):
    nodes: dict[str, Node]
    sources: dict[str, Node]


gc.disable()
known = [json.decode(Path(path).read_bytes(), type=Manifest) for path in sys.argv[1:]]
print(sum(len(one.nodes) + len(one.sources) for one in known))
