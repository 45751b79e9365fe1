-- nobody reads before signing up
select views.view_id
from {{ ref('fct_article_views') }} as views
join {{ ref('dim_users') }} as users on users.user_id = views.user_id
where views.viewed_at < users.signed_up_at
