{#- How many rows refer to a row of another table that is not there. -#}
{% macro _orphans_sql(rows_from, orphans) -%}
select count(*) as onus_answer
  from (select * from {{ rows_from }}) as onus_child
  where {{ orphans }}
{%- endmacro %}
