{% test equal_rowcount(model, compare_model, compare_where="1=1") %}
with a as (select count(*) as count_a from {{ model }}),
b as (select count(*) as count_b from {{ compare_model }} where {{ compare_where }}),
final as (select count_a, count_b, abs(count_a - count_b) as diff_count from a cross join b)
select * from final
where diff_count > 0
{% endtest %}
