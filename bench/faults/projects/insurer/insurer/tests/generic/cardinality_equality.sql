{% test cardinality_equality(model, column_name, to, field) %}
with table_a as (select distinct {{ column_name }} as value from {{ model }}),
table_b as (select distinct {{ field }} as value from {{ to }}),
except_a as (select value from table_a except select value from table_b),
except_b as (select value from table_b except select value from table_a)
select value from except_a
union all
select value from except_b
{% endtest %}
