{% test sequential_values(model, field, partition_by) %}
with windowed as (
    select
        {{ field }},
        lag({{ field }}) over (partition by {{ partition_by }} order by {{ field }}) as previous_value
    from {{ model }}
)
select * from windowed
where not ({{ field }} = previous_value + 1 or previous_value is null)
{% endtest %}
