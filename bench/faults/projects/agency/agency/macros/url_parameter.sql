{% macro url_parameter(url, name) -%}
nullif(regexp_extract({{ url }}, '[?&]{{ name }}=([^&#]+)', 1), '')
{%- endmacro %}
