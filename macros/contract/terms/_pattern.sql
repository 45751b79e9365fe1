{#- A regular expression, in the warehouse's dialect, is found in every value. Nulls are another term's affair. -#}
{% macro _pattern(column, value) -%}
  {%- if value is not string or not value -%}
    {{ return({'error': 'is ' ~ value ~ '; say a regular expression'}) }}
  {%- elif column.kind in ['number', 'time', 'boolean'] -%}
    {{ return({'error': 'is for text, and the column is ' ~ column.type}) }}
  {%- endif -%}
  {%- set text = column.sql if column.kind == 'text' else 'cast(' ~ column.sql ~ ' as ' ~ dbt.type_string() ~ ')' -%}
  {{ return({
    'expected': value, 'promise': 'pattern ' ~ value, 'sample': text,
    'breaks': column.sql ~ ' is not null and not ' ~ onus.matches(text, value),
    'doubt': onus.doubts_match(text, value),
    'one': 'does not match', 'many': 'do not match'}) }}
{%- endmacro %}
