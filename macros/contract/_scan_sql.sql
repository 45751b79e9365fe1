{#- One statement: the aggregates of a pass over the table, and beside it one grouping for each composite key. -#}
{% macro _scan_sql(rows_from, measures, keys) -%}
  {%- set text = dbt.type_string() -%}
select
  {%- for sql, name in measures %}
  cast(onus_rows.{{ name }} as {{ text }}) as {{ name }}{{ ',' if not loop.last or keys }}
  {%- endfor %}
  {%- for name in keys.values() %}
  cast(onus_{{ name }}.{{ name }} as {{ text }}) as {{ name }}{{ ',' if not loop.last }}
  {%- endfor %}
from (
  select
    {%- for sql, name in measures %}
    {{ sql }} as {{ name }}{{ ',' if not loop.last }}
    {%- endfor %}
  from {{ rows_from }}
) as onus_rows
{%- for columns, name in keys.items() %}
cross join (
  select coalesce(sum(onus_n) - count(*), 0) as {{ name }}
  from (
    select {{ columns }}, count(*) as onus_n from {{ rows_from }}
    where {{ columns | replace(', ', ' is not null and ') }} is not null
    group by {{ columns }}
  ) as onus_grouped
) as onus_{{ name }}
{%- endfor %}
{%- endmacro %}
