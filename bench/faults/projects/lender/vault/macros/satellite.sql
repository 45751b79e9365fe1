{% macro satellite(staged, key, hash_diff, columns) -%}
with staged as (

    select {{ key }}, {{ hash_diff }} as hash_diff, {{ columns | join(', ') }}, load_ts
    from {{ staged }}

)

{% if is_incremental() -%}
, newest as (

    select {{ key }}, hash_diff
    from {{ this }}
    qualify row_number() over (partition by {{ key }} order by load_ts desc) = 1

)

select staged.*
from staged
left join newest on newest.{{ key }} = staged.{{ key }}
where newest.hash_diff is distinct from staged.hash_diff
{%- else -%}
select * from staged
{%- endif %}
{%- endmacro %}
