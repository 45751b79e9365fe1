select
    user_id,
    viewed_on,
    count(*) as views,
    count(distinct article_id) as articles,
    sum(seconds_read) as seconds_read
from {{ ref('fct_article_views') }}
group by 1, 2
