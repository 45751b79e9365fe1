{% snapshot snap_borrowers %}
{{ config(unique_key='borrower_id', strategy='check', check_cols=['full_name', 'post_code', 'segment']) }}
select
    "BorrowerId" as borrower_id,
    "FullName" as full_name,
    "BirthDate" as birth_date,
    "PostCode" as post_code,
    "Segment" as segment
from {{ source('core', 'Borrowers') }}
{% endsnapshot %}
