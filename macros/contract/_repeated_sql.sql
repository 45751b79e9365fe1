{#- How many rows repeat the key of an earlier one; a row with a null in its key is like no other. -#}
{% macro _repeated_sql(rows_from, keys) -%}
select coalesce(sum(onus_n) - count(*), 0) as onus_answer
  from (
    select count(*) as onus_n from {{ rows_from }}
    where {{ keys | join(' is not null and ') }} is not null
    group by {{ keys | join(', ') }}
  ) as onus_grouped
{%- endmacro %}
