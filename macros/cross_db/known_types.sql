{#-
  Those of the declared types that the warehouse has. Only they are put into SQL: a type that it does not have would
  break the statement, and with it every other term.
-#}
{% macro known_types(types) -%}
  {{ return(adapter.dispatch('known_types', 'onus')(types)) }}
{%- endmacro %}

{#- No catalog of types to ask: what is declared is taken as known, and the warehouse says so where it is not. -#}
{% macro default__known_types(types) -%}
  {{ return(types) }}
{%- endmacro %}

{% macro duckdb__known_types(types) -%}
  {%- set known = [] -%}
  {%- set names = [] -%}
  {%- for row in run_query('select distinct lower(type_name) from duckdb_types()') -%}
    {%- do names.append(row[0]) -%}
  {%- endfor -%}
  {%- for type in types if onus._type_word(type) in names + ['struct', 'map', 'union', 'double precision', 'character varying', 'array'] -%}
    {%- do known.append(type) -%}
  {%- endfor -%}
  {{ return(known) }}
{%- endmacro %}

{#- to_regtype answers null for a type it does not find, but raises what it cannot read: that is not asked. -#}
{% macro postgres__known_types(types) -%}
  {%- set asked = [] -%}
  {%- set selected = [] -%}
  {%- for type in types if modules.re.match('^[A-Za-z_"][A-Za-z0-9_ ".]*([(] *[0-9]+ *(, *[0-9]+ *)?[)])?[A-Za-z ]*([[][0-9]*[]])*$', type) -%}
    {%- do asked.append(type) -%}
    {%- do selected.append('to_regtype(' ~ onus.literal(type) ~ ') is not null') -%}
  {%- endfor -%}
  {%- set known = [] -%}
  {%- for row in (run_query('select ' ~ selected | join(', ')) if asked else []) -%}
    {%- for type in asked -%}
      {%- if row[loop.index0] -%}{%- do known.append(type) -%}{%- endif -%}
    {%- endfor -%}
  {%- endfor -%}
  {{ return(known) }}
{%- endmacro %}

{#- to_regtype is younger than the PostgreSQL that Redshift comes from. -#}
{% macro redshift__known_types(types) -%}
  {%- set words = ['smallint', 'int2', 'integer', 'int', 'int4', 'bigint', 'int8', 'decimal', 'numeric', 'real', 'float4',
    'double precision', 'float8', 'float', 'boolean', 'bool', 'char', 'character', 'nchar', 'bpchar', 'varchar',
    'character varying', 'nvarchar', 'text', 'date', 'timestamp', 'timestamp without time zone', 'timestamptz',
    'timestamp with time zone', 'time', 'timetz', 'geometry', 'geography', 'hllsketch', 'super', 'varbyte'] -%}
  {{ return(onus._types_among(types, words)) }}
{%- endmacro %}

{% macro snowflake__known_types(types) -%}
  {%- set words = ['number', 'decimal', 'dec', 'numeric', 'int', 'integer', 'bigint', 'smallint', 'tinyint', 'byteint',
    'float', 'float4', 'float8', 'double', 'double precision', 'real', 'decfloat', 'varchar', 'char', 'character',
    'string', 'text', 'nchar', 'nvarchar', 'binary', 'varbinary', 'boolean', 'date', 'datetime', 'time', 'timestamp',
    'timestamp_ltz', 'timestamp_ntz', 'timestamp_tz', 'variant', 'object', 'array', 'map', 'vector', 'geography',
    'geometry'] -%}
  {{ return(onus._types_among(types, words)) }}
{%- endmacro %}

{% macro bigquery__known_types(types) -%}
  {%- set words = ['int64', 'int', 'smallint', 'integer', 'bigint', 'tinyint', 'byteint', 'numeric', 'decimal',
    'bignumeric', 'bigdecimal', 'float64', 'bool', 'boolean', 'string', 'bytes', 'date', 'datetime', 'time',
    'timestamp', 'interval', 'geography', 'json', 'array', 'struct', 'range'] -%}
  {{ return(onus._types_among(types, words)) }}
{%- endmacro %}

{% macro spark__known_types(types) -%}
  {%- set words = ['boolean', 'tinyint', 'byte', 'smallint', 'short', 'int', 'integer', 'bigint', 'long', 'float', 'real',
    'double', 'decimal', 'dec', 'numeric', 'string', 'varchar', 'char', 'binary', 'date', 'timestamp', 'timestamp_ltz',
    'timestamp_ntz', 'interval', 'array', 'map', 'struct', 'void', 'variant'] -%}
  {{ return(onus._types_among(types, words)) }}
{%- endmacro %}
