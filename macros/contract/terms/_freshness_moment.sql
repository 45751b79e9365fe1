{#- The column or expression that says when a row was loaded, as SQL. -#}
{% macro _freshness_moment(table, value) -%}
  {%- set said = value.get('column') or value.expression -%}
  {%- set column = onus._named_column(table, said | string) -%}
  {%- if not table.there -%}
    {{ return({'status': 'unknown'}) }}
  {%- elif column.there and column.kind in ['number', 'text', 'boolean'] -%}
    {{ return({'error': 'needs a date or timestamp, and ' ~ said ~ ' is ' ~ column.type}) }}
  {%- elif column.get('undeclared') and not column.there and value.get('column') -%}
    {{ return({'error': 'names the column ' ~ said ~ ', which is neither declared nor in the table'}) }}
  {%- elif not column.there and (value.get('column') or modules.re.match('^[A-Za-z_][A-Za-z0-9_$]*$', said)) -%}
    {{ return({'status': 'unknown'}) }}
  {%- endif -%}
  {%- for other in table.columns.values() if not other.there and onus._mentions(said ~ ' ' ~ value.get('filter'), other.name) -%}
    {{ return({'status': 'unknown'}) }}
  {%- endfor -%}
  {%- set moment = column.sql if column.there else said -%}
  {%- set type = column.type if column.there -%}
  {%- if not type and value.get('timezone') -%}
    {%- set type = onus.described('select ' ~ moment ~ ' as onus_moment from ' ~ table.relation ~ ' where 1 = 0').values() | list | first -%}
  {%- endif -%}
  {{ return({
    'of': said, 'has_zone': onus.has_time_zone(type or ''), 'moment': 'max(case when ' ~ value.filter ~ ' then ' ~ moment ~ ' end)' if value.get('filter') else 'max(' ~ moment ~ ')'}) }}
{%- endmacro %}
