{# The n-th part of a campaign's name, which every platform separates in its own way. #}
{% macro campaign_part(name, separator, position) -%}
trim(split_part({{ name }}, '{{ separator }}', {{ position }}))
{%- endmacro %}
