{% test unique_combination_of_columns(model, combination) %}
with validation_errors as (
    select {{ combination | join(', ') }}
    from {{ model }}
    group by {{ combination | join(', ') }}
    having count(*) > 1
)
select * from validation_errors
{% endtest %}
