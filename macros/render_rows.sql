{#- Rows as SQL, with the columns and their types as said: text, integer or boolean; an empty table where there are none. -#}
{% macro render_rows(rows, columns) -%}
  {%- set types = {'text': dbt.type_string(), 'integer': dbt.type_int(), 'boolean': dbt.type_boolean()} -%}
  {%- for row in rows or [{}] -%}
select
    {%- for name, type in columns.items() -%}
      {%- set value = row.get(name) -%}
      {%- if value is none %} cast(null as {{ types[type] }})
      {%- elif type == 'text' %} {{ onus.literal(value) }}
      {%- else %} {{ value | string | lower }}
      {%- endif %} as {{ name }}{{ ',' if not loop.last }}
    {%- endfor -%}
    {{ '\nunion all\n' if not loop.last }}
  {%- endfor -%}
  {{ '\nfrom (select 1 as one) as onus_none where one = 0' if not rows }}
{%- endmacro %}
