-- what is charged is what was agreed
select line_id from {{ ref('fct_invoice_lines') }} where abs(difference) > 0.02
