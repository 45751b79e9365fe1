{# The staging models of all ad platforms, united by the names of their columns. #}
{% macro union_platforms(platforms) -%}
{%- for platform in platforms %}
select '{{ platform }}' as platform, staged.*
from {{ ref('stg_ads__' ~ platform) }} as staged
{{ "union all by name" if not loop.last }}
{%- endfor %}
{%- endmacro %}
