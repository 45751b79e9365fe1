select id as article_id, section, author, published_at, is_paywalled from {{ source('cms', 'articles') }}
