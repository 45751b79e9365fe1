{# One column per stage: when a lead came into it first. #}
{% macro stage_dates(stages) -%}
{%- for stage in stages %}
min(changed_at) filter (where stage = '{{ stage }}') as {{ stage }}_at{{ "," if not loop.last }}
{%- endfor %}
{%- endmacro %}
