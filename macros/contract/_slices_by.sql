{#- The dimension of slices: its columns, their names, and the values that have to be there; or `error`. -#}
{% macro _slices_by(table, value) -%}
  {%- if value is not mapping or not value.get('by') -%}
    {{ return({'error': 'says no dimension; say {by: country, rows: {min: …}}'}) }}
  {%- endif -%}
  {%- set columns = [] -%}
  {%- for name in ([value.by] if value.by is string else value.by) -%}
    {%- set column = onus._named_column(table, name | string) -%}
    {%- if table.there and column.get('undeclared') and not column.there -%}
      {{ return({'error': 'names the column ' ~ name ~ ', which is neither declared nor in the table'}) }}
    {%- endif -%}
    {%- do columns.append(column) -%}
  {%- endfor -%}
  {%- set listed = value.get('values') -%}
  {%- if listed is not none and (listed is string or listed is mapping or listed is not sequence or not listed) -%}
    {{ return({'error': 'values is ' ~ listed ~ ', which is no list'}) }}
  {%- elif listed is not none and columns | length > 1 -%}
    {{ return({'error': 'says values, and those are for one dimension'}) }}
  {%- endif -%}
  {{ return({'columns': columns, 'names': columns | map(attribute='name') | list, 'must_have': listed}) }}
{%- endmacro %}
