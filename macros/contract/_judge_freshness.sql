{#- Whether the newest row is young enough. No row, no newest one: as stale as can be. -#}
{% macro _judge_freshness(term, scan) -%}
  {%- set newest = scan.answers[term.answers.moment] -%}
  {%- set age = scan.answers[term.answers.age] -%}
  {%- set seconds = onus._age_by_calendar(age | float | int, term.calendar, term.has_zone) if age is not none else none -%}
  {%- set error_after = term.seconds.get('error_after') -%}
  {%- set warn_after = term.seconds.get('warn_after') -%}
  {%- set too_old = error_after is not none and (seconds is none or seconds > error_after) -%}
  {%- set old = warn_after is not none and (seconds is none or seconds > warn_after) -%}
  {%- do term.update({
    'observed': {'newest': newest, 'age_seconds': seconds}, 'status': 'fail' if too_old else ('warn' if old else 'pass'),
    'says': (('the newest ' ~ term.of ~ ' is ' ~ onus._duration(seconds) ~ ' old') if seconds is not none else 'no row has a ' ~ term.of)
      ~ '; promised ' ~ ('at most ' ~ term.expected.error_after if too_old else term.promise)}) -%}
{%- endmacro %}
