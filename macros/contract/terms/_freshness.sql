{#- How old the newest row is: `{column, warn_after, error_after}`, with dbt's `{count, period}`. -#}
{% macro _freshness(table, value) -%}
  {%- if value is not mapping or not (value.get('column') or value.get('expression')) -%}
    {{ return({'error': 'says no column; say {column: …, warn_after: {count: 1, period: day}}'}) }}
  {%- endif -%}
  {%- set expected = {} -%}
  {%- set seconds = {} -%}
  {%- for key, bound in value.items() if key not in ['severity', 'column', 'expression', 'filter'] -%}
    {%- set unit = {'minute': 60, 'hour': 3600, 'day': 86400}.get(bound.get('period') | string) if bound is mapping else none -%}
    {%- if key not in ['warn_after', 'error_after'] -%}
      {{ return({'error': key ~ ' is unknown; known are column, warn_after and error_after'}) }}
    {%- elif unit is none or onus._number(bound.get('count')) is none -%}
      {{ return({'error': key ~ ' is ' ~ bound ~ '; say {count: 12, period: hour}, with a period of minute, hour or day'}) }}
    {%- endif -%}
    {%- do seconds.update({key: bound.count | int * unit}) -%}
    {%- do expected.update({key: bound.count ~ ' ' ~ bound.period ~ ('s' if bound.count | int != 1 else '')}) -%}
  {%- endfor -%}
  {%- if not seconds -%}
    {{ return({'error': 'says neither warn_after nor error_after'}) }}
  {%- endif -%}
  {%- set moment = onus._freshness_moment(table, value) -%}
  {%- do moment.update({'expected': expected, 'seconds': seconds,
    'promise': 'at most ' ~ (expected.get('warn_after') or expected.error_after)}) -%}
  {{ return(moment) }}
{%- endmacro %}
