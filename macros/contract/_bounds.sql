{#-
  `{min: …, max: …}` as texts fit for SQL, with `promise` in words; or `error` with the reason why they are no bounds.
  With `relative`, the table's own history may bound it too: see _relative_bounds.
-#}
{% macro _bounds(value, kind='number', relative=false) -%}
  {%- set known = 'min, max, change and within' if relative else 'min and max' -%}
  {%- if value is not mapping -%}
    {{ return({'error': 'is ' ~ value ~ '; say {min: …, max: …}'}) }}
  {%- endif -%}
  {%- set history = onus._relative_bounds(value) if relative else {} -%}
  {%- if 'error' in history -%}
    {{ return(history) }}
  {%- endif -%}
  {%- set bounds = {'min': none, 'max': none, 'expected': onus._plain(value), 'history': history} -%}
  {%- for key, item in value.items() if key != 'severity' and not (relative and key in ['change', 'within', 'weekday', 'since']) -%}
    {%- if key not in ['min', 'max'] -%}
      {{ return({'error': key ~ ' is not a bound; known are ' ~ known}) }}
    {%- elif kind == 'number' and onus._number(item) is none -%}
      {{ return({'error': key ~ ' is ' ~ item ~ ', which is no number'}) }}
    {%- elif kind == 'time' and not onus._is_time(item | string) -%}
      {{ return({'error': key ~ ' is ' ~ item ~ ', which is no date such as 2026-01-31'}) }}
    {%- endif -%}
    {%- do bounds.update({key: onus._number(item) if kind == 'number' else item | string}) -%}
  {%- endfor -%}
  {%- set both = bounds.min is not none and bounds.max is not none -%}
  {%- if bounds.min is none and bounds.max is none and not history -%}
    {{ return({'error': 'says none of ' ~ known if relative else 'says neither min nor max'}) }}
  {%- elif both and (bounds.min | float > bounds.max | float if kind == 'number' else bounds.min > bounds.max) -%}
    {{ return({'error': 'min ' ~ bounds.min ~ ' is above max ' ~ bounds.max}) }}
  {%- endif -%}
  {%- set said = bounds.min is not none or bounds.max is not none -%}
  {%- do bounds.update({'promise': onus._interval(bounds.min, bounds.max) if said else history.promise}) -%}
  {{ return(bounds) }}
{%- endmacro %}
