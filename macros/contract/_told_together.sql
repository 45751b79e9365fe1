{#-
  The measures that are asked in one pass. Where counts of different values slow down what stands beside them, they get
  passes of their own in the same statement; many of them share one, because each is one more thing to join.
-#}
{% macro _told_together(plan) -%}
  {%- if not onus.counts_distinct_apart() -%}
    {{ return(plan.measures) }}
  {%- endif -%}
  {%- set together = {} -%}
  {%- set apart = [] -%}
  {%- for sql, name in plan.measures.items() -%}
    {%- if sql.startswith('count(distinct ') -%}
      {%- do apart.append({'sql': sql ~ ' as ' ~ name, 'name': name}) -%}
    {%- else -%}
      {%- do together.update({sql: name}) -%}
    {%- endif -%}
  {%- endfor -%}
  {%- for some in (apart | batch(1 if apart | length <= 8 else apart | length) if apart else []) -%}
    {%- do plan.beside.update({'distinct ' ~ loop.index: {
      'answers': some | map(attribute='name') | list,
      'sql': 'select ' ~ some | map(attribute='sql') | join(', ') ~ ' from ' ~ plan.rows_from}}) -%}
  {%- endfor -%}
  {{ return(together) }}
{%- endmacro %}
