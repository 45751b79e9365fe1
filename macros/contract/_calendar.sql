{#- The time zone and the days that count towards an age: none of them where nothing is said; or `error`. -#}
{% macro _calendar(value) -%}
  {%- set week = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] -%}
  {%- set zone = value.get('timezone') -%}
  {%- set days = value.get('days') -%}
  {%- set holidays = [] -%}
  {#- dbt v2 lists none; there, one that does not exist ends the test with dbt's own message. -#}
  {%- set zones = modules.pytz.all_timezones -%}
  {%- if zone is not none and zones is defined and zone not in zones -%}
    {{ return({'error': 'timezone is ' ~ zone ~ '; say one such as Europe/Berlin'}) }}
  {%- elif days is not none and (days is string or days is mapping or days is not sequence or not days) -%}
    {{ return({'error': 'days is ' ~ days ~ '; say a list of ' ~ week | join(', ')}) }}
  {%- endif -%}
  {%- for day in days or [] if day not in week -%}
    {{ return({'error': 'days has ' ~ day ~ '; known are ' ~ week | join(', ')}) }}
  {%- endfor -%}
  {%- for day in value.get('holidays') or [] -%}
    {%- if not onus._is_time(day | string) -%}
      {{ return({'error': 'holidays has ' ~ day ~ ', which is no date such as 2026-12-25'}) }}
    {%- endif -%}
    {%- do holidays.append((day | string)[:10]) -%}
  {%- endfor -%}
  {%- set numbers = [] -%}
  {%- for day in week if not days or day in days -%}{%- do numbers.append(week.index(day)) -%}{%- endfor -%}
  {{ return({'zone': zone, 'numbers': numbers, 'holidays': holidays, 'counts_all': not days and not holidays}) }}
{%- endmacro %}
