{#- A number of the project's own, an aggregate of the table: `{name: share_paid, expression: "…", min: 0.5}`. -#}
{% macro _metric(table, value) -%}
  {%- set name = value.get('name') if value is mapping else none -%}
  {%- set expression = value.get('expression') if value is mapping else none -%}
  {%- if name is not string or not name | trim or expression is not string or not expression | trim -%}
    {{ return({'error': 'is ' ~ value ~ '; say {name: …, expression: "sum(amount) / count(*)", min: …}'}) }}
  {%- endif -%}
  {%- set bounds = {} -%}
  {%- for key, item in value.items() if key not in ['name', 'expression'] -%}{%- do bounds.update({key: item}) -%}{%- endfor -%}
  {%- set bounds = onus._bounds(bounds, 'number', relative=true) -%}
  {%- if 'error' in bounds -%}
    {{ return({'expected': onus._plain(value), 'error': name ~ ': ' ~ bounds.error}) }}
  {%- elif not table.there or onus._mentions_missing(table, expression) -%}
    {{ return({'status': 'unknown', 'expected': onus._plain(value)}) }}
  {%- endif -%}
  {{ return({
    'expected': onus._plain(value), 'promise': name ~ ' ' ~ bounds.promise, 'bounds': bounds,
    'number': '(' ~ expression ~ ')', 'of': name, 'series': 'metric ' ~ name}) }}
{%- endmacro %}
