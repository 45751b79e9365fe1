{% test fewer_rows_than(model, compare_model) %}
with a as (select count(*) as count_our_model from {{ model }}),
b as (select count(*) as count_comparison_model from {{ compare_model }}),
counts as (select * from a cross join b)
select * from counts
where count_our_model >= count_comparison_model
{% endtest %}
