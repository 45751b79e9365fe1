{#-
  What was recorded of the numbers that are bound by their history: the last ninety days, one value for each day, newest
  first. One query of the record for a table; none where no term asks.
-#}
{% macro _history(table) -%}
  {%- set series = {} -%}
  {%- for term in table.terms if term.bounds is defined and term.bounds.history and term.series is defined -%}
    {%- do series.update({term.series: true}) -%}
  {%- endfor -%}
  {%- if not series or not onus._has_record() -%}
    {{ return({}) }}
  {%- endif -%}
  {%- set literals = [] -%}
  {%- for name in series -%}{%- do literals.append(onus.literal(name)) -%}{%- endfor -%}
  {%- set now = 'cast(' ~ onus.literal(onus._run_started()) ~ ' as ' ~ dbt.type_timestamp() ~ ')' -%}
  {%- set from = (run_started_at - modules.datetime.timedelta(days=90)).strftime('%Y-%m-%d %H:%M:%S') -%}
  {%- set sql -%}
    select measure, column_name, value, days_ago, on_day, is_broken from (
      select measure, coalesce(column_name, '') as column_name, value, {{ dbt.datediff('recorded_at', now, 'day') }} as days_ago,
        cast(cast(recorded_at as date) as {{ dbt.type_string() }}) as on_day,
        case when status in ('fail', 'warn') then 1 else 0 end as is_broken,
        row_number() over (
          partition by measure, column_name, cast(recorded_at as date)
          order by case when status in ('fail', 'warn') then 1 else 0 end, recorded_at desc) as nth
      from {{ onus.record_relation() }}
      where kind = 'observation' and node = {{ onus.literal(table.node.unique_id) }} and scope = {{ onus.literal(table.where or '') }}
        and measure in ({{ literals | join(', ') }}) and invocation_id <> {{ onus.literal(invocation_id) }}
        and recorded_at >= cast({{ onus.literal(from) }} as {{ dbt.type_timestamp() }}) and value is not null
    ) as onus_past
    where nth = 1 order by days_ago
  {%- endset -%}
  {%- set history = {} -%}
  {%- for row in run_query(sql) -%}
    {%- set key = row[0] ~ ' of ' ~ row[1] -%}
    {%- do history.update({key: history.get(key, []) + [{
      'value': row[2] | float, 'days_ago': row[3] | int, 'on_day': row[4] | string, 'is_broken': row[5] | int == 1}]}) -%}
  {%- endfor -%}
  {{ return(history) }}
{%- endmacro %}
