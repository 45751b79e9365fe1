{#-
  What LIKE can say of a regular expression whose parts are told apart by one character, as the two sides of an address
  are: `^[^@]+@[^@]+$` is `_%@_%` and never `%@%@%`. Gives both, or an empty mapping for every other expression.
-#}
{% macro _like_of(pattern) -%}
  {%- set found = modules.re.match('^\\^\\[\\^([A-Za-z0-9@/:=,;# -])\\][+*]', pattern) -%}
  {%- if not found or pattern[-1:] != '$' -%}
    {{ return({}) }}
  {%- endif -%}
  {%- set mark = found.group(1) -%}
  {%- set free = '[^' ~ mark ~ ']' -%}
  {%- set inner = pattern[1:-1] -%}
  {#- Beside those parts there may be nothing but characters that stand for themselves, in both. -#}
  {%- set rest = inner | replace(free ~ '+', '') | replace(free ~ '*', '') | replace('\\.', '') -%}
  {%- if not modules.re.match('^[A-Za-z0-9@/:=,;# -]*$', rest) or rest[-1:] == '\n' -%}
    {{ return({}) }}
  {%- endif -%}
  {%- set like = inner | replace(free ~ '+', '_%') | replace(free ~ '*', '%') | replace('\\.', '.') -%}
  {%- set marks = like.split(mark) | length -%}
  {{ return({'like': like, 'unlike': '%' ~ ((mark ~ '%') * marks)}) }}
{%- endmacro %}
