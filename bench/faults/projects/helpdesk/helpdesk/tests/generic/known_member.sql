{% test known_member(model, column_name, at_most=0) %}
select avg(case when {{ column_name }} = '{{ var("unknown_key") }}' then 1.0 else 0.0 end) as unknown_share
from {{ model }}
having avg(case when {{ column_name }} = '{{ var("unknown_key") }}' then 1.0 else 0.0 end) > {{ at_most }}
{% endtest %}
