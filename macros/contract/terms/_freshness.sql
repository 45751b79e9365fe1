{#-
  How old the newest row is: `{column, warn_after, error_after}`, with dbt's `{count, period}`. `timezone` is that of
  timestamps without one; with `days: [mon, …, fri]` and `holidays` the age stands still on all other days.
-#}
{% macro _freshness(table, value) -%}
  {%- if value is not mapping or not (value.get('column') or value.get('expression')) -%}
    {{ return({'error': 'says no column; say {column: …, warn_after: {count: 1, period: day}}'}) }}
  {%- endif -%}
  {%- set expected = {} -%}
  {%- set seconds = {} -%}
  {%- for key, bound in value.items() if key not in ['severity', 'column', 'expression', 'filter', 'timezone', 'days', 'holidays'] -%}
    {%- set unit = {'minute': 60, 'hour': 3600, 'day': 86400}.get(bound.get('period') | string) if bound is mapping else none -%}
    {%- if key not in ['warn_after', 'error_after'] -%}
      {{ return({'error': key ~ ' is unknown; known are column, warn_after, error_after, timezone, days and holidays'}) }}
    {%- elif unit is none or onus._number(bound.get('count')) is none -%}
      {{ return({'error': key ~ ' is ' ~ bound ~ '; say {count: 12, period: hour}, with a period of minute, hour or day'}) }}
    {%- endif -%}
    {%- do seconds.update({key: bound.count | int * unit}) -%}
    {%- do expected.update({key: bound.count ~ ' ' ~ bound.period ~ ('s' if bound.count | int != 1 else '')}) -%}
  {%- endfor -%}
  {%- if not seconds -%}
    {{ return({'error': 'says neither warn_after nor error_after'}) }}
  {%- elif seconds | length == 2 and seconds.warn_after > seconds.error_after -%}
    {{ return({'error': 'warn_after ' ~ expected.warn_after ~ ' is longer than error_after ' ~ expected.error_after}) }}
  {%- endif -%}
  {%- set calendar = onus._calendar(value) -%}
  {%- if 'error' in calendar -%}
    {{ return(calendar) }}
  {%- endif -%}
  {%- for key in ['timezone', 'days', 'holidays'] if value.get(key) -%}{%- do expected.update({key: value[key]}) -%}{%- endfor -%}
  {%- set moment = onus._freshness_moment(table, value) -%}
  {%- do moment.update({'expected': expected, 'seconds': seconds, 'calendar': calendar,
    'promise': 'at most ' ~ (expected.get('warn_after') or expected.error_after)}) -%}
  {{ return(moment) }}
{%- endmacro %}
