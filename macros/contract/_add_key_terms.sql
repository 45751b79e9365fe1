{#- not_null, unique and primary_key of the table: `id`, `[a, b]` (one key of two columns), `[[a, b], c]` (two keys). -#}
{% macro _add_key_terms(table, name, value, contract) -%}
  {%- set listed = [value] if value is string else value -%}
  {%- if listed is mapping or listed is not sequence or not listed -%}
    {%- do onus._add_term(table, name, none, {'error': 'says no columns'}, none, contract) -%}
  {%- else -%}
    {%- set nested = [] -%}
    {%- for item in listed if item is not string -%}{%- do nested.append(item) -%}{%- endfor -%}
    {%- set keys = listed if nested or name == 'not_null' else [listed] -%}
    {%- for key in keys -%}
      {%- set columns = [] -%}
      {%- for column_name in ([key] if key is string else key) -%}
        {%- do columns.append(onus._named_column(table, column_name | string)) -%}
      {%- endfor -%}
      {%- do onus._add_term(table, name, columns[0].name if columns | length == 1 else none,
        onus._promise(table, name, columns, true), none, contract) -%}
    {%- endfor -%}
  {%- endif -%}
{%- endmacro %}
