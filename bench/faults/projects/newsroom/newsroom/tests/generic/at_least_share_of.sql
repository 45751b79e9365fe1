{% test at_least_share_of(model, column_name, share) %}
-- every group has at least this share of the rows of the usual group
with counted as (select {{ column_name }} as part, count(*) as n from {{ model }} group by 1)
select part, n from counted where n < {{ share }} * (select median(n) from counted)
{% endtest %}
