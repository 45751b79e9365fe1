select device_model from {{ ref('visit_costs') }} where mean_cost not between 30 and 400
