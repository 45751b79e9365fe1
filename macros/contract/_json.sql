{#-
  A value as JSON. Not dbt's tojson: it refuses dates, and writes NaN, which is no JSON. In texts, what could end the
  comment, the statement or a literal around them is escaped, and so is what Jinja might take for its own.
-#}
{% macro _json(value) -%}
  {%- if value is none -%}
    {{ return('null') }}
  {%- elif value is boolean -%}
    {{ return('true' if value else 'false') }}
  {%- elif value is number and onus._is_json_number(value | string) -%}
    {{ return(value | string) }}
  {%- elif value is mapping -%}
    {%- set items = [] -%}
    {%- for key, item in value.items() -%}{%- do items.append(onus._json(key | string) ~ ':' ~ onus._json(item)) -%}{%- endfor -%}
    {{ return('{' ~ items | join(',') ~ '}') }}
  {%- elif value is sequence and value is not string -%}
    {%- set items = [] -%}
    {%- for item in value -%}{%- do items.append(onus._json(item)) -%}{%- endfor -%}
    {{ return('[' ~ items | join(',') ~ ']') }}
  {%- endif -%}
  {%- set text = tojson(value | string) -%}
  {{ return(text | replace('*', '\\u002a') | replace('{', '\\u007b') | replace('}', '\\u007d') | replace(';', '\\u003b')
    | replace("'", '\\u0027')) }}
{%- endmacro %}
