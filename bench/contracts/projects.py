"""A dbt project for each way of testing, all on the same database."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from contracts.measuring import TABLE
from contracts.terms import Term, contract_yaml, tests_yaml
from contracts.warehouses import Warehouse

#: The sides that use the package.
WITH_PACKAGE = ("contract", "observing", "observed")
#: What dbt has no generic test for, written as dbt_utils writes it.
_NATIVE = """
{% test expression_is_true(model, expression, column_name=none) %}
select 1 from {{ model }} where not ({{ expression }})
{% endtest %}
{% test rows_at_least(model, least) %}
select n from (select count(*) as n from {{ model }}) as counted where n < {{ least }}
{% endtest %}
{% test null_share_at_most(model, column_name, most) %}
select share from (
  select avg(case when {{ column_name }} is null then 1.0 else 0.0 end) as share from {{ model }}
) as measured where share > {{ most }}
{% endtest %}
"""

#: The shapes of dbt_expectations 0.10, from memory of its SQL: the package itself comes from the dbt hub alone.
_EXPECTATIONS = """
{% macro grouped(model, expression) %}
with grouped_expression as (
  select {{ expression }} as expression from {{ model }}
), validation_errors as (
  select * from grouped_expression where not (expression = true)
)
select * from validation_errors
{% endmacro %}
{% test expect_expression_is_true(model, expression, column_name=none) %}
{{ grouped(model, '(' ~ expression ~ ')') }}
{% endtest %}
{% test expect_not_null(model, column_name) %}
{{ grouped(model, column_name ~ ' is not null') }}
{% endtest %}
{% test expect_rows_at_least(model, least) %}
{{ grouped(model, '(count(*) >= ' ~ least ~ ')') }}
{% endtest %}
{% test expect_null_share_at_most(model, column_name, most) %}
{%- set nulls = 'sum(case when ' ~ column_name ~ ' is null then 1.0 else 0.0 end)' %}
{{ grouped(model, '(' ~ nulls ~ ' / count(*) <= ' ~ most ~ ')') }}
{% endtest %}
{% test expect_accepted_values(model, column_name, values) %}
with all_values as (
  select {{ column_name }} as value_field from {{ model }}
), set_values as (
  {%- for value in values %}
  select cast('{{ value }}' as varchar) as value_field {{ 'union all' if not loop.last }}
  {%- endfor %}
), unique_set_values as (
  select distinct value_field from set_values
), validation_errors as (
  select v.value_field from all_values v left join unique_set_values s on v.value_field = s.value_field
  where s.value_field is null
)
select * from validation_errors
{% endtest %}
{% test expect_unique(model, column_name) %}
with column_values as (
  select row_number() over (order by {{ column_name }}) as row_index, {{ column_name }} from {{ model }}
  where not ({{ column_name }} is null)
), unique_columns as (
  select row_index, {{ column_name }}, count(*) over (partition by {{ column_name }}) as n_records
  from column_values
), validation_errors as (
  select * from unique_columns where n_records > 1
)
select * from validation_errors
{% endtest %}
"""


def write_project(folder: Path, side: str, warehouse: Warehouse, terms: Sequence[Term], package: Path) -> None:
    """The project of one side.

    `contract`, `observing` (every column besides), `observed` (without any promise), `native` or `expectations`.
    """
    tables: dict[str, dict[str, Any]] = {
        "contract": contract_yaml(terms),
        "observing": contract_yaml(terms),
        "observed": {"name": TABLE},
        "native": tests_yaml(terms, "", warehouse.matches),
        "expectations": tests_yaml(terms, "expect_", warehouse.matches),
    }
    (folder / "models").mkdir(parents=True, exist_ok=True)
    (folder / "macros").mkdir(exist_ok=True)
    project: dict[str, Any] = {"name": "bench", "version": "1.0.0", "profile": "bench", "model-paths": ["models"]}
    if side in WITH_PACKAGE:
        # the question is what the same checks cost; what a contract measures besides is a line of its own
        quiet = {"observations": "none", "statistics": False} if side == "contract" else {}
        quiet |= {"observe": ["source:*"]} if side == "observed" else {}
        project["vars"] = {"onus": {"record": False} | quiet}
        packages = {"packages": [{"local": str(package)}]}
        (folder / "packages.yml").write_text(yaml.safe_dump(packages), encoding="utf-8")
    macros = {"native": _NATIVE, "expectations": _EXPECTATIONS}.get(side, "")
    (folder / "macros" / "tests.sql").write_text(macros, encoding="utf-8")
    (folder / "dbt_project.yml").write_text(yaml.safe_dump(project), encoding="utf-8")
    profile = {"bench": {"target": "dev", "outputs": {"dev": {**warehouse.output, "threads": 1}}}}
    (folder / "profiles.yml").write_text(yaml.safe_dump(profile), encoding="utf-8")
    source = {"name": "raw", "schema": "main", "tables": [tables[side]]}
    text = yaml.safe_dump({"version": 2, "sources": [source]}, sort_keys=False)
    (folder / "models" / "sources.yml").write_text(text, encoding="utf-8")
