{#- The foreign keys of a table: `{columns: [a, b], to: …, to_columns: [c, d]}`, or a list of them. -#}
{% macro _add_foreign_keys(table, value, contract) -%}
  {%- for one in (value if value is sequence and value is not string and value is not mapping else [value]) -%}
    {%- set listed = one.get('columns') if one is mapping else none -%}
    {%- if not listed -%}
      {%- do onus._add_term(table, 'foreign_key', none, {
        'error': "says no columns; say {columns: [customer_id], to: ref('customers'), to_columns: [id]}"}, none, contract) -%}
    {%- else -%}
      {%- set columns = [] -%}
      {%- for name in ([listed] if listed is string else listed) -%}
        {%- do columns.append(onus._named_column(table, name | string)) -%}
      {%- endfor -%}
      {%- set said = (one.get('severity') or '') | string | lower -%}
      {%- do onus._add_term(table, 'foreign_key', columns[0].name if columns | length == 1 else none,
        onus._promise(table, 'foreign_key', columns, one), said or none, contract) -%}
    {%- endif -%}
  {%- endfor -%}
{%- endmacro %}
