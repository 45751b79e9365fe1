{#- Everything that the table of observations holds; no rows where there is no such table yet. -#}
{% macro recorded() -%}
  {%- set columns = onus._record_columns() -%}
  {%- if execute and onus._has_record() -%}
select {{ columns | join(', ') }} from {{ onus.record_relation() }}
  {%- else -%}
select
    {%- for name, type in columns.items() %} cast(null as {{ type }}) as {{ name }}{{ ',' if not loop.last }}{%- endfor %}
from (select 1 as one) as onus_none where one = 0
  {%- endif -%}
{%- endmacro %}
