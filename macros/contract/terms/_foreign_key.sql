{#-
  Every value is one of another table's. As in the warehouse, a key of several columns with a null in it refers to
  nothing. `declared` is a constraint of dbt, or says the same words: `to`, `to_columns`, `expression`.
-#}
{% macro _foreign_key(table, columns, declared) -%}
  {%- set said = onus._foreign_key_said(declared) -%}
  {%- if 'error' in said -%}
    {{ return(said) }}
  {%- endif -%}
  {%- set names = columns | map(attribute='name') | list -%}
  {%- set other = onus._referenced(table, said.to) -%}
  {%- set expected = {'columns': names, 'to': other.get('label', said.to), 'to_columns': said.to_columns or names} -%}
  {%- if 'error' in other -%}
    {{ return({'expected': expected, 'error': other.error}) }}
  {%- elif names | length != expected.to_columns | length -%}
    {{ return({'expected': expected, 'error': 'has ' ~ onus._count(names | length, 'column') ~ ' and refers to ' ~ expected.to_columns | length}) }}
  {%- endif -%}
  {%- for column in columns if not column.there and table.there and column.get('undeclared') -%}
    {{ return({'expected': expected, 'error': 'names the column ' ~ column.name ~ ', which is neither declared nor in the table'}) }}
  {%- endfor -%}
  {%- if columns | rejectattr('there') | list -%}
    {{ return({'status': 'unknown', 'expected': expected}) }}
  {%- elif other.relation is none -%}
    {{ return({'status': 'unknown', 'expected': expected, 'says': 'the table that it refers to, ' ~ other.label ~ ', is missing'}) }}
  {%- endif -%}
  {%- set actual = onus.columns_of(other.relation) -%}
  {%- set present = [] -%}
  {%- set matched = [] -%}
  {%- for name in expected.to_columns -%}
    {%- set column = columns[loop.index0] -%}
    {%- set target = onus._column(actual, name | string) -%}
    {%- if not target.there -%}
      {{ return({'expected': expected, 'error': 'refers to ' ~ other.label ~ '.' ~ name ~ ', and there is no such column'}) }}
    {%- elif target.kind != column.kind and target.kind and column.kind -%}
      {{ return({'expected': expected,
        'error': column.name ~ ' is ' ~ column.type ~ ' and ' ~ other.label ~ '.' ~ name ~ ' is ' ~ target.type ~ '; the two cannot be compared'}) }}
    {%- endif -%}
    {%- do present.append('onus_child.' ~ column.sql ~ ' is not null') -%}
    {%- do matched.append('onus_parent.' ~ target.sql ~ ' = onus_child.' ~ column.sql) -%}
  {%- endfor -%}
  {{ return({
    'expected': expected, 'promise': 'foreign_key to ' ~ other.label ~ ' (' ~ expected.to_columns | join(', ') ~ ')',
    'orphans': present | join(' and ') ~ ' and not exists (select 1 from ' ~ other.relation ~ ' as onus_parent where '
      ~ matched | join(' and ') ~ ')',
    'one': 'refers to nothing in ' ~ other.label, 'many': 'refer to nothing in ' ~ other.label}) }}
{%- endmacro %}
