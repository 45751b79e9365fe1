{% macro key_of(column) -%}
md5(upper(trim(cast({{ column }} as varchar))))
{%- endmacro %}
