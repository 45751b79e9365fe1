{% test share_at_most(model, column_name, value, share) %}
with counted as (
    select count(*) filter (where {{ column_name }} = '{{ value }}') as found, count(*) as total
    from {{ model }}
)
select found, total from counted where found > {{ share }} * total
{% endtest %}
