{% macro hash_key(columns) -%}
md5(concat_ws('||', {% for column in columns %}upper(trim(cast({{ column }} as varchar))){% if not loop.last %}, {% endif %}{% endfor %}))
{%- endmacro %}
