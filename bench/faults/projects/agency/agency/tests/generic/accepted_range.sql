{% test accepted_range(model, column_name, min_value=none, max_value=none) %}
with meet_condition as (
    select * from {{ model }}
),

validation_errors as (
    select *
    from meet_condition
    where 1 = 2
        {%- if min_value is not none %}
        or not {{ column_name }} >= {{ min_value }}
        {%- endif %}
        {%- if max_value is not none %}
        or not {{ column_name }} <= {{ max_value }}
        {%- endif %}
)

select * from validation_errors
{% endtest %}
