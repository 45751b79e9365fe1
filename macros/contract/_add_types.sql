{#-
  Term types: declared and actual type are both asked of the warehouse, so `string` and `VARCHAR` are the same where the
  warehouse says so. Length and precision count only where they are declared.
-#}
{% macro _add_types(table) -%}
  {%- set declared = {} -%}
  {%- for column in table.node.columns.values() if column.get('data_type') -%}
    {%- do declared.update({column.name: column.data_type | string | trim}) -%}
  {%- endfor -%}
  {%- set expected = onus._types_as_warehouse(declared) if declared and table.there else {} -%}
  {%- for name, type in declared.items() -%}
    {%- set column = table.columns[name] -%}
    {%- set promise = {'expected': type, 'observed': column.type, 'status': 'pass'} -%}
    {%- if not column.there or not column.kind -%}
      {%- do promise.update({'status': 'unknown'}) -%}
    {%- elif name not in expected -%}
      {%- do promise.update({'error': 'the warehouse has no type ' ~ type}) -%}
    {%- elif onus._type_compared(expected[name], type) != onus._type_compared(column.type, type) -%}
      {%- do promise.update({'status': 'fail', 'says': 'the type is ' ~ column.type ~ '; promised ' ~ type}) -%}
    {%- endif -%}
    {%- do onus._add_term(table, 'types', name, promise, none, onus._contract_of(table.node.columns[name])) -%}
  {%- endfor -%}
{%- endmacro %}
