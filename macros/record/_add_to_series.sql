{#- Remember one number, or the text of a moment, of a table or column. The first of a kind stays. -#}
{% macro _add_to_series(series, column, measure, value) -%}
  {%- set key = measure ~ ' of ' ~ (column or '') -%}
  {%- if key not in series -%}
    {%- do series.update({key: {
      'kind': 'observation', 'column': column, 'measure': measure, 'status': none, 'value': value if value is number else none,
      'text': none if value is number else value | string}}) -%}
  {%- endif -%}
{%- endmacro %}
