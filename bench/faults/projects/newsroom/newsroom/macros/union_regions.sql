{% macro union_regions(table, columns) -%}
{% for region in var('regions') -%}
select {{ columns | join(', ') }}, '{{ region }}' as region
from {{ source('billing_' ~ region, table) }}
where not coalesce(_fivetran_deleted, false)
{% if not loop.last %}union all
{% endif %}
{%- endfor %}
{%- endmacro %}
