{#-
  A number held against its own past: `status`, `observed` and what it says; empty where its past does not bind it.

  Days on which it was broken are no measure of what is usual, unless `since` says that everything from then on is.
  A band of sigmas needs eight days, and takes the same weekday where there are eight of those. It is never narrower
  than one percent: a number that has not moved so far may move by a hair.
-#}
{% macro _held_against_history(term, scan, value) -%}
  {%- set bound = term.bounds.history -%}
  {%- if not bound -%}
    {{ return({}) }}
  {%- endif -%}
  {%- set days = [] -%}
  {%- set alike = [] -%}
  {%- for day in scan.history.get(term.series ~ ' of ' ~ (term.column or ''), []) -%}
    {%- if (bound.since is none and not day.is_broken) or (bound.since is not none and day.on_day >= bound.since) -%}
      {%- do days.append(day.value) -%}
      {%- if day.days_ago % 7 == 0 and day.days_ago > 0 -%}{%- do alike.append(day.value) -%}{%- endif -%}
    {%- endif -%}
  {%- endfor -%}
  {%- set needed = 8 if bound.sigma is defined else 1 -%}
  {%- set by_weekday = bound.weekday is true or (bound.sigma is defined and bound.weekday is none and alike | length >= needed) -%}
  {%- set past = alike if by_weekday else days -%}
  {%- set observed = {'value': value, 'days': past | length} -%}
  {%- set weekday = run_started_at.strftime('%A') -%}
  {%- if by_weekday -%}{%- do observed.update({'weekday': weekday}) -%}{%- endif -%}
  {%- set unit = weekday if by_weekday else 'day' -%}
  {%- if past | length < needed -%}
    {{ return({'status': 'unknown', 'observed': observed, 'says': (
      'history holds ' ~ past | length ~ ' of the ' ~ onus._count(needed, unit) ~ ' that it needs; promised ' ~ bound.promise)}) }}
  {%- endif -%}
  {%- if bound.sigma is defined -%}
    {%- set mean = past | sum / past | length -%}
    {%- set squares = [] -%}
    {%- for one in past -%}{%- do squares.append((one - mean) * (one - mean)) -%}{%- endfor -%}
    {%- set sigma = (squares | sum / (past | length - 1)) ** 0.5 -%}
    {%- set reach = [bound.sigma * sigma, mean | abs * 0.01] | max -%}
    {%- set low = mean - reach -%}
    {%- set high = mean + reach -%}
    {%- set against = 'the last ' ~ onus._count(past | length, unit) ~ ' allow ' -%}
  {%- else -%}
    {%- set before = past[0] -%}
    {%- do observed.update({'previous': before}) -%}
    {%- if before == 0 -%}
      {{ return({'status': 'unknown', 'observed': observed,
        'says': 'it was 0 before, and nothing is a share of 0; promised ' ~ bound.promise}) }}
    {%- endif -%}
    {%- set low = before + before | abs * bound.low if bound.low is not none else none -%}
    {%- set high = before + before | abs * bound.high if bound.high is not none else none -%}
    {%- set against = 'the ' ~ unit ~ ' before had ' if by_weekday else 'before it was ' -%}
  {%- endif -%}
  {%- do observed.update({'low': onus._rounded(low), 'high': onus._rounded(high)}) -%}
  {%- set broken = (low is not none and value < low) or (high is not none and value > high) -%}
  {%- set usual = observed.low ~ ' to ' ~ observed.high if bound.sigma is defined else onus._rounded(past[0]) -%}
  {{ return({'status': 'fail' if broken else 'pass', 'observed': observed, 'says': against ~ usual ~ '; promised ' ~ bound.promise}) }}
{%- endmacro %}
