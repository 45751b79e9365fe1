{#-
  What the table's own history allows: `change: 20%` of the value before, or `{min: -50%, max: 20%}` of it;
  `within: 3 sigma` of the mean of its past. `weekday: true` holds it against the same day of the week alone, `since`
  forgets what was before a date. Empty where nothing of this is said; `error` where it makes no sense.
-#}
{% macro _relative_bounds(value) -%}
  {%- if value.get('change') is none and value.get('within') is none -%}
    {%- if value.get('weekday') is not none or value.get('since') is not none -%}
      {{ return({'error': 'says weekday or since without change or within'}) }}
    {%- endif -%}
    {{ return({}) }}
  {%- elif value.get('change') is not none and value.get('within') is not none -%}
    {{ return({'error': 'says both change and within; say one of them'}) }}
  {%- elif value.get('weekday') is not none and value.weekday is not boolean -%}
    {{ return({'error': 'weekday is ' ~ value.weekday ~ '; say true or false'}) }}
  {%- elif value.get('since') is not none and not onus._is_time(value.since | string) -%}
    {{ return({'error': 'since is ' ~ value.since ~ ', which is no date such as 2026-01-31'}) }}
  {%- endif -%}
  {%- set history = {
    'weekday': value.get('weekday'), 'since': (value.since | string)[:10] if value.get('since') is not none else none} -%}
  {%- set against = ' of the same weekday' if history.weekday else '' -%}
  {%- if value.get('within') is not none -%}
    {%- set sigma = modules.re.match('^([0-9]+([.][0-9]+)?) *(sigma|σ)$', value.within | string | trim) -%}
    {%- if not sigma or sigma.group(1) | float == 0 -%}
      {{ return({'error': 'within is ' ~ value.within ~ '; say 3 sigma'}) }}
    {%- endif -%}
    {%- do history.update({'sigma': sigma.group(1) | float, 'promise': 'within ' ~ sigma.group(1) ~ ' sigma of its history' ~ against}) -%}
    {{ return(history) }}
  {%- endif -%}
  {%- set change = value.change -%}
  {%- set low = onus._share(change.get('min')) if change is mapping else onus._share(change) -%}
  {%- set high = onus._share(change.get('max')) if change is mapping else low -%}
  {%- for side, share in [('min', low), ('max', high)] if share is not none and (share | float > 10 or share | float < -10) -%}
    {{ return({'error': 'change is ' ~ change ~ '; say it in percent: 20%'}) }}
  {%- endfor -%}
  {%- if low is none and high is none or (change is not mapping and low | float <= 0) -%}
    {{ return({'error': 'change is ' ~ change ~ '; say 20%, or {min: -50%, max: 20%}'}) }}
  {%- elif change is mapping and low is not none and high is not none and low | float > high | float -%}
    {{ return({'error': 'change: min ' ~ change.min ~ ' is above max ' ~ change.max}) }}
  {%- endif -%}
  {%- do history.update({
    'low': low | float if change is mapping and low is not none else (0 - low | float if low is not none else none),
    'high': high | float if high is not none else none,
    'promise': 'a change of ' ~ (onus._interval(change.get('min'), change.get('max')) if change is mapping else 'at most ' ~ change) ~ against}) -%}
  {{ return(history) }}
{%- endmacro %}
