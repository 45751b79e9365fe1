{#-
  Put one term on the list. `promise` is what the file of its kind in terms/ made of the declaration: what has to be
  measured, or `error` with the reason why it makes no sense, or a status that is already known.
-#}
{% macro _add_term(table, name, column, promise, severity=none, contract={}) -%}
  {%- set said = severity or onus._severity_said(name, contract)
    or onus._severity_said(name, onus._contract_of(table.node)) or 'error' -%}
  {%- set term = {
    'term': name, 'column': column, 'severity': 'warn' if table.severity == 'warn' else said,
    'expected': none, 'observed': none, 'status': none, 'says': none} -%}
  {%- do term.update(promise) -%}
  {%- if said not in ['warn', 'error'] -%}
    {%- do term.update({'severity': 'error', 'error': 'severity is ' ~ said ~ '; it can be warn or error'}) -%}
  {%- endif -%}
  {%- if 'error' in term -%}
    {%- do term.update({'status': 'error', 'says': 'term ' ~ name ~ ': ' ~ term.error}) -%}
  {%- endif -%}
  {#- Said twice, by a constraint and by the contract, it is one term. -#}
  {%- set same = [name, column, term.expected, term.says] | string -%}
  {%- if same not in table.said -%}
    {%- do table.said.update({same: true}) -%}
    {%- do table.terms.append(term) -%}
  {%- endif -%}
{%- endmacro %}
