select * from {{ ref('base_pharmacy__drugs') }} where is_listed
