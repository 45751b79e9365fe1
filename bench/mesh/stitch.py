"""The manifests as Onus reads them, stitched into one graph; says how long the stitching alone took.

python stitch.py MANIFEST…
"""

import gc
import sys
from pathlib import Path
from time import perf_counter

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "plugin"))

from dbt_onus.artifacts import read_manifest
from dbt_onus.core.lineage import Lineage
from dbt_onus.core.stitching import Part, stitched

gc.disable()
began = perf_counter()
parts = [Part(manifest=read_manifest(Path(path))) for path in sys.argv[1:]]
read = perf_counter()
whole = stitched(parts)
joined = perf_counter()
lineage = Lineage.of(whole.nodes, whole.links, whole.cut)
drawn = perf_counter()
print(
    f"{len(parts)} projects, {len(whole.nodes):,} nodes with tests, {len(lineage):,} drawn, "
    f"{len(lineage.inferred):,} edges between projects; "
    f"read in {read - began:.2f} s, stitched in {joined - read:.2f} s, drawn in {drawn - joined:.2f} s"
)
