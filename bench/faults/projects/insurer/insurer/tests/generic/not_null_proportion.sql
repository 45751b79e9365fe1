{% test not_null_proportion(model, column_name, at_least) %}
with validation as (
    select sum(case when {{ column_name }} is null then 0 else 1 end) / cast(count(*) as double) as not_null_proportion
    from {{ model }}
)
select not_null_proportion from validation
where not_null_proportion < {{ at_least }}
{% endtest %}
