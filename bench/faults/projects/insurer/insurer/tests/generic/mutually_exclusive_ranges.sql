{% test mutually_exclusive_ranges(model, lower, upper, partition_by) %}
with window_functions as (
    select
        {{ partition_by }} as partition_by_col,
        {{ lower }} as lower_bound,
        {{ upper }} as upper_bound,
        lead({{ lower }}) over (partition by {{ partition_by }} order by {{ lower }}, {{ upper }}) as next_lower_bound
    from {{ model }}
)
select * from window_functions
where not (lower_bound < upper_bound and upper_bound <= coalesce(next_lower_bound, upper_bound))
{% endtest %}
