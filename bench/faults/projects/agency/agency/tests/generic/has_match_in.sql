{# Every combination of values has its match in another relation. #}
{% test has_match_in(model, other, keys) %}
select distinct {% for mine in keys %}mine.{{ mine }}{{ ", " if not loop.last }}{% endfor %}
from {{ model }} as mine
where not exists (
    select 1 from {{ other }} as other
    where {% for mine, theirs in keys.items() %}other.{{ theirs }} = mine.{{ mine }}{{ " and " if not loop.last }}{% endfor %}
)
{% endtest %}
