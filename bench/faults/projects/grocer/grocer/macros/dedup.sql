{% macro latest_by(relation, key, stamp) -%}
select * from {{ relation }}
qualify row_number() over (partition by {{ key }} order by {{ stamp }} desc) = 1
{%- endmacro %}
