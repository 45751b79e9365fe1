with people as (
    select
        cast(employees.employee_id as varchar) as employee_key,
        employees.employee_id,
        employees.full_name,
        managers.full_name as manager_name,
        employees.department,
        employees.site,
        employees.monthly_hours,
        tree.depth
    from {{ ref('stg_people__employee') }} as employees
    left join {{ ref('stg_people__employee') }} as managers on managers.employee_id = employees.manager_id
    left join {{ ref('int_employee_hierarchy') }} as tree on tree.employee_id = employees.employee_id
)

select * from people
union all
select '{{ var("unknown_key") }}', -1, 'Unknown', 'Nobody', 'unknown', 'unknown', null, 0
