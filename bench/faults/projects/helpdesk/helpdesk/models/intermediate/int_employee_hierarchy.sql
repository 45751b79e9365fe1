with recursive tree as (

    select
        employee_id,
        manager_id,
        0 as depth,
        cast(employee_id as varchar) as path
    from {{ ref('stg_people__employee') }}
    where manager_id is null

    union all

    select
        employees.employee_id,
        employees.manager_id,
        tree.depth + 1 as depth,
        tree.path || '/' || cast(employees.employee_id as varchar) as path
    from {{ ref('stg_people__employee') }} as employees
    inner join tree on employees.manager_id = tree.employee_id
)

select employee_id, manager_id, depth, path
from tree
