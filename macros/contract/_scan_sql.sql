{#- One statement: the aggregates of a pass over the table, and beside it what needs a grouping or another table. -#}
{% macro _scan_sql(rows_from, measures, beside) -%}
  {%- set text = dbt.type_string() -%}
select
  {%- for sql, name in measures %}
  cast(onus_rows.{{ name }} as {{ text }}) as {{ name }}{{ ',' if not loop.last or beside }}
  {%- endfor %}
  {%- for one in beside %}
    {%- set last = loop.last -%}
    {%- for name in one.answers %}
  cast(onus_{{ one.answers[0] }}.{{ name }} as {{ text }}) as {{ name }}{{ ',' if not (last and loop.last) }}
    {%- endfor %}
  {%- endfor %}
from (
  select
    {%- for sql, name in measures %}
    {{ sql }} as {{ name }}{{ ',' if not loop.last }}
    {%- endfor %}
  from {{ rows_from }}
) as onus_rows
{%- for one in beside %}
cross join (
  {{ one.sql }}
) as onus_{{ one.answers[0] }}
{%- endfor %}
{%- endmacro %}
