{#- The key of a row, of several columns of it. -#}
{% macro key_of(columns) -%}
md5({% for column in columns %}coalesce(cast({{ column }} as varchar), '?'){% if not loop.last %} || '|' || {% endif %}{% endfor %})
{%- endmacro %}
