{#-
  Makes the table of observations where it is missing. Gives whether rows can be put into it; where they cannot, says so
  in one line of the log, because memory is worth less than the build.
-#}
{% macro _ready_record() -%}
  {%- set relation = onus.record_relation() -%}
  {%- if not onus.is_writable(relation) -%}
    {%- do log('onus: nothing is recorded, ' ~ relation ~ ' cannot be written to, or on this warehouse nobody said that it may (vars: onus: record: true)', info=true) -%}
    {{ return(false) }}
  {%- endif -%}
  {%- set present = onus._recorded_columns() -%}
  {%- if not present -%}
    {%- do run_query(onus.guarded(onus.schema_sql(relation))) -%}
    {%- do run_query(onus.guarded(onus.record_table_sql(relation, onus._record_columns()))) -%}
    {%- set present = onus._recorded_columns() -%}
  {%- endif -%}
  {%- for name in onus._record_columns() if name not in present -%}
    {%- do log('onus: nothing is recorded, ' ~ relation ~ (' has no column ' ~ name if present else ' cannot be made'), info=true) -%}
    {{ return(false) }}
  {%- endfor -%}
  {{ return(true) }}
{%- endmacro %}
