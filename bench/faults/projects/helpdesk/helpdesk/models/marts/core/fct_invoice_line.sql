{{ config(
    materialized='incremental', incremental_strategy='delete+insert', unique_key='invoice_line_key',
    on_schema_change='append_new_columns'
) }}
select
    {{ surrogate_key(['lines.invoice_id', 'lines.line_number']) }} as invoice_line_key,
    lines.invoice_id,
    invoices.account_id,
    invoices.invoice_month,
    invoices.currency,
    lines.sku,
    lines.quantity,
    {{ in_euros('lines.unit_cents', 'rates.per_eur') }} as unit_price,
    {{ in_euros('lines.quantity * lines.unit_cents', 'rates.per_eur') }} as amount
from {{ ref('stg_billing__invoice_line') }} as lines
inner join {{ ref('stg_billing__invoice') }} as invoices on invoices.invoice_id = lines.invoice_id
left join {{ ref('stg_fx__rate') }} as rates
    on rates.currency = invoices.currency and rates.rate_month = invoices.invoice_month
{% if is_incremental() %}
where invoices.invoice_month >= (select max(invoice_month) - interval 1 month from {{ this }})
{% endif %}
