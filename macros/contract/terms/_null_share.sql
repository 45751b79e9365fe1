{#- The share of rows that are null, between 0 and 1: `{max: 0.05}` or `{max: 5%}`. -#}
{% macro _null_share(column, value) -%}
  {%- set shares = {} -%}
  {%- for key, item in (value.items() if value is mapping else []) -%}
    {%- set text = item | string | trim -%}
    {%- set percent = onus._number(text[:-1]) if text[-1:] == '%' else none -%}
    {%- do shares.update({key: (percent | float) / 100 if percent is not none else item}) -%}
  {%- endfor -%}
  {%- set bounds = onus._bounds(shares if value is mapping else value) -%}
  {%- if 'error' in bounds -%}
    {{ return(bounds) }}
  {%- endif -%}
  {%- for side in ['min', 'max'] if bounds[side] is not none and (bounds[side] | float < 0 or bounds[side] | float > 1) -%}
    {{ return({'error': side ~ ' is ' ~ bounds[side] ~ '; a share lies between 0 and 1'}) }}
  {%- endfor -%}
  {{ return({'expected': bounds.expected, 'promise': 'null_share ' ~ bounds.promise, 'bounds': bounds, 'share': column.sql ~ ' is null'}) }}
{%- endmacro %}
