{#- `{min: …, max: …}` as texts fit for SQL, with `promise` in words; or `error` with the reason why they are no bounds. -#}
{% macro _bounds(value, kind='number') -%}
  {%- if value is not mapping -%}
    {{ return({'error': 'is ' ~ value ~ '; say {min: …, max: …}'}) }}
  {%- endif -%}
  {%- set bounds = {'min': none, 'max': none, 'expected': onus._plain(value)} -%}
  {%- for key, item in value.items() if key != 'severity' -%}
    {%- if key not in ['min', 'max'] -%}
      {{ return({'error': key ~ ' is not a bound; known are min and max'}) }}
    {%- elif kind == 'number' and onus._number(item) is none -%}
      {{ return({'error': key ~ ' is ' ~ item ~ ', which is no number'}) }}
    {%- elif kind == 'time' and not modules.re.match('^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])([ T]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]+)?)?)?(Z|[-+][0-9]{2}:?[0-9]{2})?$', item | string) -%}
      {{ return({'error': key ~ ' is ' ~ item ~ ', which is no date such as 2026-01-31'}) }}
    {%- endif -%}
    {%- do bounds.update({key: onus._number(item) if kind == 'number' else item | string}) -%}
  {%- endfor -%}
  {%- set both = bounds.min is not none and bounds.max is not none -%}
  {%- if bounds.min is none and bounds.max is none -%}
    {{ return({'error': 'says neither min nor max'}) }}
  {%- elif both and (bounds.min | float > bounds.max | float if kind == 'number' else bounds.min > bounds.max) -%}
    {{ return({'error': 'min ' ~ bounds.min ~ ' is above max ' ~ bounds.max}) }}
  {%- endif -%}
  {%- if both -%}
    {%- do bounds.update({'promise': bounds.min if bounds.min == bounds.max else bounds.min ~ ' to ' ~ bounds.max}) -%}
  {%- else -%}
    {%- do bounds.update({'promise': 'at least ' ~ bounds.min if bounds.min is not none else 'at most ' ~ bounds.max}) -%}
  {%- endif -%}
  {{ return(bounds) }}
{%- endmacro %}
