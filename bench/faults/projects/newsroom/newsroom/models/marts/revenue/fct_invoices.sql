select * from {{ ref('int_invoices') }}
