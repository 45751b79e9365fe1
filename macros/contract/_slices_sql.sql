{#- One grouping of the table for all that is promised of the values of one dimension. -#}
{% macro _slices_sql(rows_from, by, slicing) -%}
  {%- set sql -%}
select
  {%- for outer, name in slicing.outer.items() %}
    {{ outer }} as {{ name }}{{ ',' if not loop.last }}
  {%- endfor %}
  from (
    select
    {%- for column in slicing.columns %}
      {{ column }} as onus_by{{ loop.index0 }},
    {%- endfor %}
    {%- for inner, name in slicing.inner.items() %}
      {{ inner }} as {{ name }}{{ ',' if not loop.last }}
    {%- endfor %}
    from {{ rows_from }}
    group by {{ by }}
  ) as onus_sliced
  {%- endset -%}
  {{ return({'answers': slicing.outer.values() | list, 'sql': sql}) }}
{%- endmacro %}
