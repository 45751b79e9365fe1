"""What of a run is worth remembering: how each check ended, and which code its tables are made by now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from dbt_onus.core.checks import Verified
from dbt_onus.core.code import codes_with_macros, fingerprints, macro_nodes, macros_called
from dbt_onus.core.history import RunRecord
from dbt_onus.core.nodes import Manifest, Node
from dbt_onus.core.observations import observations_of
from dbt_onus.core.results import Invocation, Run, Status

#: Statuses after which a table, or a test, is known to be made by its present code.
_MADE = frozenset({Status.SUCCESS, Status.PASS, Status.WARN, Status.FAIL, Status.PARTIAL_SUCCESS})


def records_of(
    manifest: Manifest, run: Run, checks: Verified, prints: Mapping[str, str] | None = None
) -> Iterator[RunRecord]:
    """The run, and dbt's freshness command as a run of its own where it was one.

    `checks` are those of the run, `prints` the manifest's fingerprints where they are known already.
    """
    prints = fingerprints(manifest) if prints is None else prints
    inlined = _inlined(manifest)
    done = {uid for uid, result in run.results.items() if result.status in _MADE}
    broken = run.results.keys() - done - inlined
    made = _made(manifest, done, inlined)
    apart = run.freshness_invocation is not None and run.freshness_invocation != run.invocation
    rest, fresh = _apart(checks.statuses, run) if run.freshness else (checks.statuses, {})
    yield RunRecord(
        project=manifest.project_name,
        invocation=run.invocation,
        statuses=rest if apart else {**rest, **fresh},
        built={uid: prints[uid] for uid in made if uid in prints},
        seen={uid: fingerprint for uid, fingerprint in prints.items() if uid not in broken},
        observations=tuple(observations_of(run, manifest.nodes, checks.verdicts)),
        texts=_texts(manifest, made, prints),
    )
    if apart and run.freshness_invocation is not None:
        invocation = run.freshness_invocation
        yield RunRecord(project=manifest.project_name, invocation=invocation, statuses=fresh, built={}, seen={})


def _apart(statuses: Mapping[str, Status], run: Run) -> tuple[dict[str, Status], dict[str, Status]]:
    """How the checks of results ended, and those of freshness; a key begins with the id of its result."""
    rest = {key: status for key, status in statuses.items() if key.partition("#")[0] in run.results}
    return rest, {key: status for key, status in statuses.items() if key not in rest}


def sighting_of(manifest: Manifest, run: Run | None, at: datetime, prints: Mapping[str, str]) -> RunRecord:
    """The code of another project, and what its run built by it: no check of it, which its own report writes down.

    So its run is still new to whoever reports on it.
    """
    seen = manifest.invocation_id or f"{at:%Y-%m-%dT%H:%M:%S}"
    done = {uid for uid, result in run.results.items() if result.status in _MADE} if run is not None else set()
    made = _made(manifest, done, _inlined(manifest))
    return RunRecord(
        project=manifest.project_name,
        invocation=Invocation(
            invocation_id=f"seen-{seen}", which="seen", dbt_version=manifest.dbt_version, generated_at=at
        ),
        statuses={},
        built={uid: prints[uid] for uid in made if uid in prints},
        seen=prints,
        texts=_texts(manifest, made, prints),
    )


def _texts(manifest: Manifest, made: Iterable[str], prints: Mapping[str, str]) -> dict[str, tuple[str, Node]]:
    """What was made of SQL, under the fingerprint of all its code."""
    known = manifest.nodes
    written = [uid for uid in made if uid in known and known[uid].test_metadata is None and uid in prints]
    codes = codes_with_macros(written, {**known, **macro_nodes(manifest)}, prints)
    return {uid: (code, known[uid]) for uid, code in codes.items()}


def _made(manifest: Manifest, done: Iterable[str], inlined: frozenset[str]) -> frozenset[str]:
    """What was built, with the macros and the inlined models that went into it."""
    nodes = manifest.nodes
    built = {uid for uid in done if uid in nodes}
    queue = list(built) if inlined else []
    while queue:
        for parent in nodes[queue.pop()].parents:
            if parent in inlined and parent not in built:
                built.add(parent)
                queue.append(parent)
    # a macro's own node knows what it calls; those of thousands of tests call the same few
    called: set[str] = set()
    for uid in built:
        called.update(nodes[uid].macros)
    return frozenset(built) | macros_called(called, macro_nodes(manifest))


def _inlined(manifest: Manifest) -> frozenset[str]:
    """Ephemeral models: never built, part of what reads them. dbt v2 calls them skipped."""
    return frozenset(
        uid
        for uid, node in manifest.nodes.items()
        if node.node_config is not None and node.node_config.materialized == "ephemeral"
    )
