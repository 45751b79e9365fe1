select session_key, minutes from {{ ref('fct_sessions') }} where minutes > 24 * 60
