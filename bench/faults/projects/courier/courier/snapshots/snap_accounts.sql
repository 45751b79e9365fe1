{% snapshot snap_accounts %}
{{ config(unique_key='account_id', strategy='check', check_cols=['segment', 'country']) }}
select account_id, name, segment, country from {{ source('crm', 'accounts') }}
{% endsnapshot %}
