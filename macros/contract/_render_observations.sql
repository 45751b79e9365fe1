{#- What the scan saw, broken or not: rows, and of each declared column what was counted anyway. -#}
{% macro _render_observations(scan) -%}
  {%- if not scan -%}
    {{ return('null') }}
  {%- endif -%}
  {%- set columns = [] -%}
  {%- for name, asked in scan.columns.items() -%}
    {%- set seen = [] -%}
    {%- for key, answer in asked.items() -%}
      {#- Numbers are repeated digit by digit; a float between would round them. -#}
      {%- set text = scan.answers[answer] -%}
      {%- do seen.append(onus._json(key) ~ ':' ~ (text if text is not none and onus._is_json_number(text) else onus._json(text))) -%}
    {%- endfor -%}
    {%- do columns.append(onus._json(name) ~ ':{' ~ seen | join(',') ~ '}') -%}
  {%- endfor -%}
  {{ return('{"rows":' ~ scan.rows ~ ',"columns":{' ~ columns | join(',') ~ '}}') }}
{%- endmacro %}
