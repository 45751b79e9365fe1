{#-
  The numbers of a verdict that its table is remembered by, each once: what the scan observed of columns, and what terms
  with bounds measured. A number that broke its bounds is marked, so that it does not become the measure of what is usual.
-#}
{% macro _series_of(verdict) -%}
  {%- set series = {} -%}
  {%- set seen = verdict.observations or {} -%}
  {%- if seen.get('rows') is not none -%}
    {%- do onus._add_to_series(series, none, 'rows', seen.rows) -%}
  {%- endif -%}
  {%- for column, measured in (seen.get('columns') or {}).items() -%}
    {%- if seen.rows -%}
      {%- do onus._add_to_series(series, column, 'null_share', (measured.nulls / seen.rows) | round(6)) -%}
    {%- endif -%}
    {%- if measured.get('distinct') is not none -%}
      {%- do onus._add_to_series(series, column, 'distinct_estimate' if measured.get('approximate') else 'distinct_count', measured.distinct) -%}
    {%- endif -%}
    {%- for word in ['min', 'max', 'mean', 'newest', 'shortest', 'longest'] if measured.get(word) is not none -%}
      {%- do onus._add_to_series(series, column, word, measured[word]) -%}
    {%- endfor -%}
  {%- endfor -%}
  {%- for term in verdict.terms if term.term in ['rows', 'null_share', 'distinct_count', 'mean', 'sum', 'percentile', 'metric'] -%}
    {%- set said = term.expected if term.expected is mapping else {} -%}
    {%- set measure = term.term ~ (' ' ~ said.get('p') if term.term == 'percentile' else (' ' ~ said.get('name') if term.term == 'metric' else '')) -%}
    {%- set value = term.observed.get('value') if term.observed is mapping else term.observed -%}
    {%- if value is number -%}
      {%- do onus._add_to_series(series, term.column, measure, value) -%}
      {%- if term.status in ['fail', 'warn'] -%}
        {%- do series[measure ~ ' of ' ~ (term.column or '')].update({'status': term.status}) -%}
      {%- endif -%}
    {%- endif -%}
  {%- endfor -%}
  {{ return(series) }}
{%- endmacro %}
