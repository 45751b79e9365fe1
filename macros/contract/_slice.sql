{#- A promise about the table, or about a column of it, as one about each value of a dimension. -#}
{% macro _slice(by, name, promise, column) -%}
  {%- set expected = {'by': by.names} -%}
  {%- if name is not none -%}{%- do expected.update({'term': name}) -%}{%- endif -%}
  {%- if by.must_have is not none -%}{%- do expected.update({'values': by.must_have}) -%}{%- endif -%}
  {%- if promise.get('expected') is mapping -%}{%- do expected.update(promise.expected) -%}{%- endif -%}
  {%- set slice = {'expected': expected} -%}
  {%- if column is not none -%}{%- do slice.update({'for_column': column.name}) -%}{%- endif -%}
  {%- if 'error' in promise -%}
    {%- do slice.update({'error': name ~ ': ' ~ promise.error}) -%}
  {%- elif promise.get('bounds') and promise.bounds.history -%}
    {%- do slice.update({'error': name ~ ' is bound by its history, which slices do not have; say min and max'}) -%}
  {%- elif promise.get('status') or by.columns | map(attribute='there') | select('equalto', false) | list -%}
    {%- do slice.update({'status': 'unknown'}) -%}
  {%- else -%}
    {%- set dimension = by.names | join(', ') -%}
    {%- do slice.update({
      'by': by.columns, 'dimension': dimension, 'of': promise.get('of'),
      'promise': (promise.promise ~ ('' if name != 'rows' else (' row' if promise.promise[-2:] == ' 1' else ' rows')) ~ ' for each ' if promise.promise else 'those values of ') ~ dimension}) -%}
    {%- if promise.get('number') -%}
      {%- do slice.update({'sliced': promise.number, 'bounds': promise.bounds}) -%}
    {%- endif -%}
    {%- if by.must_have is not none -%}
      {%- set literals = [] -%}
      {%- for item in by.must_have -%}{%- do literals.append(onus.literal(item | string)) -%}{%- endfor -%}
      {%- do slice.update({'must_have': literals}) -%}
    {%- endif -%}
  {%- endif -%}
  {{ return(slice) }}
{%- endmacro %}
