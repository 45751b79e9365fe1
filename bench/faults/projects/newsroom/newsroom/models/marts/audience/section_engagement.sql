select
    articles.section,
    views.viewed_on,
    views.device,
    count(*) as views,
    avg(views.seconds_read) as mean_seconds
from {{ ref('fct_article_views') }} as views
left join {{ ref('stg_cms__articles') }} as articles on articles.article_id = views.article_id
group by all
