{% test recency(model, field, days) %}
with recency as (select max({{ field }}) as most_recent from {{ model }})
select most_recent from recency where most_recent < current_date - {{ days }}
{% endtest %}
