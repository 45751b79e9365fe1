-- a method that paid something in the month before still does
select method, paid_month from {{ ref('rpt_cashflow') }}
where received_before > 0 and received < 0.15 * received_before and paid_month < date_trunc('month', current_date)
