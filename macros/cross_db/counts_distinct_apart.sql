{#- Whether a count of different values is cheaper in a pass of its own than among other aggregates. -#}
{% macro counts_distinct_apart() -%}
  {{ return(adapter.dispatch('counts_distinct_apart', 'onus')()) }}
{%- endmacro %}

{% macro default__counts_distinct_apart() -%}
  {{ return(false) }}
{%- endmacro %}

{#- Whatever else is counted in such a pass is copied along: five times the time, with thirty terms. -#}
{% macro duckdb__counts_distinct_apart() -%}
  {{ return(true) }}
{%- endmacro %}
