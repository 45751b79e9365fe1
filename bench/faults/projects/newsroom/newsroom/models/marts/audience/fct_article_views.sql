{{ config(materialized='incremental', unique_key='view_id', on_schema_change='append_new_columns') }}

select * from {{ ref('stg_app__article_views') }}

{% if is_incremental() %}
where synced_at > (select coalesce(max(synced_at), '1970-01-01'::timestamp) from {{ this }})
{% endif %}
