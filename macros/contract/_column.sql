{#- A column by its declared name: how SQL calls it, its type, and whether the table has it. -#}
{% macro _column(actual, name, exact=false) -%}
  {%- set found = [name] if name in actual else [] -%}
  {%- if not found and not exact -%}
    {%- for real in actual if real | lower == name | lower -%}
      {%- do found.append(real) -%}
    {%- endfor -%}
  {%- endif -%}
  {%- if not found -%}
    {{ return({'name': name, 'there': false, 'sql': none, 'type': none, 'kind': none, 'actual': none}) }}
  {%- endif -%}
  {%- set type = actual[found[0]] | string -%}
  {{ return({
    'name': name, 'there': true, 'sql': onus.quoted(found[0]), 'type': type, 'kind': onus._type_kind(type),
    'actual': found[0]}) }}
{%- endmacro %}
