{#- Broken terms as literal rows, errors first, so that a `limit` drops warnings first; no row where none is broken. -#}
{% macro _render_broken(verdict) -%}
  {%- set errors = [] -%}
  {%- set warnings = [] -%}
  {%- for term in verdict.terms if term.status in ['fail', 'warn', 'error'] -%}
    {%- do (warnings if term.status == 'warn' or term.severity == 'warn' else errors).append(term) -%}
  {%- endfor -%}
  {%- for term in errors + warnings -%}
    {%- set values = [
      term.column or '', term.term, 'error' if loop.index0 < errors | length else 'warn',
      onus._json(term.expected), onus._json(term.observed), term.message] -%}
select
  {%- for name in ['column_name', 'term', 'severity', 'expected', 'observed', 'message'] %} {{ onus.literal(values[loop.index0]) }} as {{ name }}{{ ',' if not loop.last }}
  {%- endfor -%}
  {{ '\nunion all\n' if not loop.last }}
  {%- else -%}
select '' as column_name, '' as term, '' as severity, '' as expected, '' as observed, '' as message
from (select 1 as one) as onus_none
where one = 0
  {%- endfor -%}
{%- endmacro %}
