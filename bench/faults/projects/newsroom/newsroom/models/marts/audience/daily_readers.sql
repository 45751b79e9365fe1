select
    viewed_on,
    count(distinct user_id) as readers,
    sum(views) as views,
    avg(views) over (order by viewed_on rows between 6 preceding and current row) as views_7d
from (select viewed_on, user_id, count(*) as views from {{ ref('fct_article_views') }} group by 1, 2)
group by viewed_on, views
qualify row_number() over (partition by viewed_on order by views desc) = 1
