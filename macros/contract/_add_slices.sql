{#- What is promised of every value of a dimension; `value` may list several dimensions. -#}
{% macro _add_slices(table, value, contract, column=none) -%}
  {%- for one in (value if value is sequence and value is not string and value is not mapping else [value]) -%}
    {%- for promise in onus._slices(table, one, column) -%}
      {%- set of_column = column.name if column is not none else promise.get('for_column') -%}
      {%- set said = (one.get('severity') or '') | string | lower if one is mapping else '' -%}
      {%- do onus._add_term(table, 'slices', of_column, promise, said or none, contract) -%}
    {%- endfor -%}
  {%- endfor -%}
{%- endmacro %}
