select id from {{ source('stripe', 'charges') }}
