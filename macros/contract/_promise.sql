{#- What a declaration promises, by kind of term; see terms/. A promise about a missing column is unknown. -#}
{% macro _promise(table, name, columns, value) -%}
  {%- if name == 'foreign_key' -%}
    {{ return(onus._foreign_key(table, columns, value)) }}
  {%- endif -%}
  {%- for column in columns if not column.there -%}
    {%- if table.there and column.get('undeclared') -%}
      {{ return({'error': 'names the column ' ~ column.name ~ ', which is neither declared nor in the table'}) }}
    {%- endif -%}
    {{ return({'status': 'unknown', 'expected': onus._plain(value)}) }}
  {%- endfor -%}
  {%- if name == 'check' -%}
    {{ return(onus._check(table, value)) }}
  {%- elif not table.there -%}
    {{ return({'status': 'unknown', 'expected': onus._plain(value)}) }}
  {%- elif name in ['not_null', 'unique', 'primary_key'] and value is not true -%}
    {{ return({'error': 'is ' ~ value ~ '; say true, or leave it out'}) }}
  {%- elif name == 'not_null' -%}
    {{ return(onus._not_null(columns)) }}
  {%- elif name == 'unique' -%}
    {{ return(onus._unique(columns)) }}
  {%- elif name == 'primary_key' -%}
    {{ return(onus._primary_key(columns)) }}
  {%- elif name == 'accepted_values' -%}
    {{ return(onus._accepted_values(columns[0], value)) }}
  {%- elif name == 'range' -%}
    {{ return(onus._range(columns[0], value)) }}
  {%- elif name == 'pattern' -%}
    {{ return(onus._pattern(columns[0], value)) }}
  {%- elif name == 'length' -%}
    {{ return(onus._length(columns[0], value)) }}
  {%- elif name == 'null_share' -%}
    {{ return(onus._null_share(columns[0], value)) }}
  {%- elif name == 'distinct_count' -%}
    {{ return(onus._distinct_count(columns[0], value)) }}
  {%- elif name == 'mean' -%}
    {{ return(onus._mean(columns[0], value)) }}
  {%- elif name == 'sum' -%}
    {{ return(onus._sum(columns[0], value)) }}
  {%- elif name == 'percentile' -%}
    {{ return(onus._percentile(columns[0], value)) }}
  {%- endif -%}
{%- endmacro %}
