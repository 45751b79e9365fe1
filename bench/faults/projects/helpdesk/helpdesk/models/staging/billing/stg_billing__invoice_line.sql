with lines as (
    select
        invoices.invoice_id,
        unnest(cast(invoices.lines as json[])) as line,
        generate_subscripts(cast(invoices.lines as json[]), 1) as line_number
    from {{ ref('stg_billing__invoice') }} as invoices
)

select
    invoice_id,
    line_number,
    line ->> '$.sku' as sku,
    cast(line ->> '$.qty' as integer) as quantity,
    cast(line ->> '$.unit_cents' as bigint) as unit_cents
from lines
