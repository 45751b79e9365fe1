{#- No value but these. Nulls are another term's affair, as in dbt's own accepted_values. -#}
{% macro _accepted_values(column, value) -%}
  {%- set listed = value.get('values') if value is mapping else value -%}
  {%- if listed is string or listed is mapping or listed is not sequence or not listed -%}
    {{ return({'error': 'says no list of values'}) }}
  {%- endif -%}
  {%- set literals = [] -%}
  {%- set words = [] -%}
  {%- for item in listed if item is not none -%}
    {%- if column.kind == 'number' and onus._number(item) is none -%}
      {{ return({'error': item ~ ' is no number, and the column is ' ~ column.type}) }}
    {%- endif -%}
    {%- set text = item | string | lower if item is boolean or column.kind == 'boolean' else item | string -%}
    {%- do literals.append(onus._number(item) if column.kind == 'number' else onus.literal(text)) -%}
    {%- do words.append(text) -%}
  {%- endfor -%}
  {%- set as_text = column.sql if column.kind == 'text' else 'cast(' ~ column.sql ~ ' as ' ~ dbt.type_string() ~ ')' -%}
  {%- set compared = 'lower(' ~ as_text ~ ')' if column.kind == 'boolean' else (column.sql if column.kind == 'number' else as_text) -%}
  {%- set shown = words[:10] | join(', ') ~ (' and ' ~ (words | length - 10) ~ ' more' if words | length > 10 else '') -%}
  {{ return({
    'expected': listed, 'promise': 'only ' ~ shown, 'sample': as_text,
    'breaks': column.sql ~ ' is not null and ' ~ compared ~ ' not in (' ~ literals | join(', ') ~ ')' if literals
      else column.sql ~ ' is not null',
    'doubt': onus.doubts_among(column.sql, literals) if column.kind == 'text' and literals else none,
    'one': 'holds another value', 'many': 'hold other values'}) }}
{%- endmacro %}
