{{ config(meta={'owner': 'risk@lendwell.example'}) }}
select * from {{ ref('rpt_npl') }} where default_rate > 0.25
