{#-
  Seconds of an age that count: read in the time zone that was said, without the days that do not count. Past four
  hundred days it no longer matters how many there were.
-#}
{% macro _age_by_calendar(seconds, calendar, has_zone) -%}
  {%- if calendar.zone is none and calendar.counts_all -%}
    {{ return(seconds) }}
  {%- endif -%}
  {%- set zone = modules.pytz.timezone(calendar.zone or 'UTC') -%}
  {%- set now = modules.datetime.datetime.now(modules.pytz.utc) -%}
  {%- set moment = now - modules.datetime.timedelta(seconds=seconds) -%}
  {%- if calendar.zone is not none and not has_zone -%}
    {%- set local = modules.datetime.datetime.strptime(moment.strftime('%Y-%m-%d %H:%M:%S'), '%Y-%m-%d %H:%M:%S') -%}
    {%- set moment = zone.localize(local) -%}
  {%- endif -%}
  {%- set age = (now - moment).total_seconds() | int -%}
  {%- if calendar.counts_all or age <= 0 -%}
    {{ return(age) }}
  {%- endif -%}
  {%- set ends = now.astimezone(zone) -%}
  {%- set since_midnight = ends.strftime('%H') | int * 3600 + ends.strftime('%M') | int * 60 + ends.strftime('%S') | int -%}
  {%- set counted = [] -%}
  {%- for back in range([(age + 86399) // 86400 + 1, 400] | min) -%}
    {%- set day = ends - modules.datetime.timedelta(days=back) -%}
    {#- Seconds before now at which this day began and ended. -#}
    {%- set began = since_midnight + back * 86400 -%}
    {%- set ended = [began - 86400, 0] | max -%}
    {%- if day.weekday() in calendar.numbers and day.strftime('%Y-%m-%d') not in calendar.holidays and age > ended -%}
      {%- do counted.append([began, age] | min - ended) -%}
    {%- endif -%}
  {%- endfor -%}
  {{ return(counted | sum) }}
{%- endmacro %}
