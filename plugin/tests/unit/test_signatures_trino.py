from __future__ import annotations

import pytest

from dbt_onus.core.signatures import Infra, Kind
from tests.unit.signature_cases import Case, agrees, broken, fault, read

CASES = [
    fault(
        Kind.MISSING_COLUMN,
        "TrinoUserError(type=USER_ERROR, name=COLUMN_NOT_FOUND, message=\"line 1:8: Column 'o.amount' cannot "
        'be resolved",'
        " query_id=20260902_123401_00000_abcde)",
        column="amount",
        qualifier="o",
    ),
    # mage-ai/mage-ai#2467
    fault(
        Kind.MISSING_RELATION,
        "TrinoUserError(type=USER_ERROR, name=TABLE_NOT_FOUND, message=\"line 1:15: Table 'hudi.etl_tmp.x' "
        'does not exist"'
        ", query_id=20230420_180015_34890_xnaun)",
        relation="hudi.etl_tmp.x",
    ),
    # an Athena note in a public repository
    fault(
        Kind.SCHEMA_CHANGE,
        "VIEW_IS_STALE: line 1:15: View 'awsdatacatalog.cid.config' is stale or in invalid state: column "
        "[account_id] of "
        "type varchar projected from query view at position 0 cannot be coerced",
        column="account_id",
        relation="awsdatacatalog.cid.config",
    ),
    # dbt-labs/dbt-core#10432
    fault(
        Kind.DUPLICATE_ROWS,
        'TrinoUserError(type=USER_ERROR, name=MERGE_TARGET_ROW_MULTIPLE_MATCHES, message="One MERGE target '
        "table row "
        'matched more than one source row", query_id=20240711_1_2_a)',
    ),
    fault(
        Kind.BAD_VALUE,
        "TrinoUserError(type=USER_ERROR, name=INVALID_CAST_ARGUMENT, message=\"Cannot cast 'timeout' to "
        'BIGINT", query_id=a)',
    ),
    fault(
        Kind.TYPE_MISMATCH,
        'TrinoUserError(type=USER_ERROR, name=TYPE_MISMATCH, message="line 1:8: Cannot apply operator: varchar '
        '/ integer", '
        "query_id=a)",
    ),
    # a public classifier's tests: the time in the query id is not an HTTP status
    broken(
        Infra.PERMISSION,
        'TrinoUserError(type=USER_ERROR, name=PERMISSION_DENIED, message="Access Denied: Cannot select from table '
        'hive.analytics.events", query_id=20260902_123401_00000_abcde)',
        relation="hive.analytics.events",
    ),
    # public benchmark notes
    broken(
        Infra.MEMORY,
        'TrinoQueryError(type=INSUFFICIENT_RESOURCES, name=EXCEEDED_LOCAL_MEMORY_LIMIT, message="Query '
        "exceeded per-node "
        'memory limit of 9GB [Allocated: 6.76GB]", query_id=a)',
    ),
    broken(
        Infra.CONNECTION,
        'TrinoQueryError(type=INTERNAL_ERROR, name=REMOTE_TASK_ERROR, message="Expected response code", '
        "query_id=a)",
    ),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_what_trino_says_is_read_as_what_it_is(case: Case) -> None:
    agrees(case, read(case, "trino"))
