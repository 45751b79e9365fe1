{#-
  A condition on a text column that every value outside of a list meets, and that costs less than looking the value up
  in the list; none where a warehouse has no cheaper one. It may be met by values of the list: who asks it asks `not in`
  of what is left.
-#}
{% macro doubts_among(column, literals) -%}
  {{ return(adapter.dispatch('doubts_among', 'onus')(column, literals)) }}
{%- endmacro %}

{% macro default__doubts_among(column, literals) -%}
  {{ return(none) }}
{%- endmacro %}

{#-
  A function of one column is answered once for each value of a block's dictionary, `in` for each row: on a column of
  twenty values that is a tenth of the time. Long lists are the other way round where there is no dictionary.
-#}
{% macro duckdb__doubts_among(column, literals) -%}
  {{ return('coalesce(list_position([' ~ literals | join(', ') ~ '], ' ~ column ~ '), 0) = 0' if literals | length <= 30 else none) }}
{%- endmacro %}
