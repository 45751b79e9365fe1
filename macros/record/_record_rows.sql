{#- One row for each term of a verdict and for each number that its scan saw, as SQL. -#}
{% macro _record_rows(verdict) -%}
  {%- set rows = [] -%}
  {%- for term in verdict.terms -%}
    {%- set value = term.observed.get('value') if term.observed is mapping else term.observed -%}
    {%- do rows.append({
      'kind': 'term', 'column': term.column, 'measure': term.term, 'status': term.status, 'severity': term.severity,
      'value': value, 'expected': onus._json(term.expected), 'text': onus._json(term.observed), 'message': term.get('message')}) -%}
  {%- endfor -%}
  {%- for one in onus._series_of(verdict).values() -%}
    {%- do rows.append(one) -%}
  {%- endfor -%}
  {{ return(onus._render_rows(verdict, rows)) }}
{%- endmacro %}
