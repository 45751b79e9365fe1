{% macro surrogate_key(columns) -%}
md5(concat_ws('-', {% for column in columns %}coalesce(cast({{ column }} as varchar), '_null_'){% if not loop.last %}, {% endif %}{% endfor %}))
{%- endmacro %}

{% macro cents_to_euros(column) -%}
round({{ column }} / 100.0, 2)
{%- endmacro %}
