{% test recency(model, field, days) %}
with recency as (select max({{ field }}) as most_recent from {{ model }})
select * from recency
where most_recent < current_date - {{ days }} or most_recent is null
{% endtest %}
