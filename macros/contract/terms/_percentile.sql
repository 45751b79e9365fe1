{#- A percentile of a number, `{p: 95, max: 10}`: between two rows it is interpolated, as percentile_cont does. -#}
{% macro _percentile(column, value) -%}
  {%- set p = onus._number(value.get('p')) if value is mapping else none -%}
  {%- if p is none or p | float < 0 or p | float > 100 -%}
    {{ return({'error': 'is ' ~ value ~ '; say {p: 95, max: …}, with p between 0 and 100'}) }}
  {%- endif -%}
  {%- set bounds = {} -%}
  {%- for key, item in value.items() if key != 'p' -%}{%- do bounds.update({key: item}) -%}{%- endfor -%}
  {%- set share = ((p | float) / 100) | round(8) -%}
  {%- set promise = onus._of_numbers(column, bounds, 'percentile ' ~ p, onus.percentile(column.sql, share)) -%}
  {%- if 'error' not in promise -%}
    {%- do promise.update({'expected': onus._plain(value)}) -%}
  {%- endif -%}
  {{ return(promise) }}
{%- endmacro %}
