{#- The columns of the table of observations, with their types. -#}
{% macro _record_columns() -%}
  {%- set text = dbt.type_string() -%}
  {{ return({
    'recorded_at': dbt.type_timestamp(), 'invocation_id': text, 'node': text, 'name': text, 'scope': text, 'kind': text,
    'column_name': text, 'measure': text, 'status': text, 'severity': text, 'value': onus.type_double(), 'expected': text,
    'observed': text, 'message': text}) }}
{%- endmacro %}
