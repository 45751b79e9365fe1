{#- The share of rows that are null, between 0 and 1: `{max: 0.05}` or `{max: 5%}`. -#}
{% macro _null_share(column, value) -%}
  {%- set shares = {} -%}
  {%- for key, item in (value.items() if value is mapping else []) -%}
    {%- set share = onus._share(item) if key in ['min', 'max'] else none -%}
    {%- do shares.update({key: share | float if share is not none else item}) -%}
  {%- endfor -%}
  {%- set bounds = onus._bounds(shares if value is mapping else value, 'number', relative=true) -%}
  {%- if 'error' in bounds -%}
    {{ return(bounds) }}
  {%- endif -%}
  {%- for side in ['min', 'max'] if bounds[side] is not none and (bounds[side] | float < 0 or bounds[side] | float > 1) -%}
    {{ return({'error': side ~ ' is ' ~ bounds[side] ~ '; a share lies between 0 and 1'}) }}
  {%- endfor -%}
  {{ return({
    'expected': bounds.expected, 'promise': 'null_share ' ~ bounds.promise, 'bounds': bounds, 'filled': column.sql,
    'number': '(count(*) - count(' ~ column.sql ~ ')) * 1.0 / nullif(count(*), 0)', 'of': 'null_share',
    'series': 'null_share'}) }}
{%- endmacro %}
