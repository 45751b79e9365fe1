{#- What the scan saw, broken or not: rows, and of each column what was counted anyway. -#}
{% macro _render_observations(scan) -%}
  {%- if not scan -%}
    {{ return('null') }}
  {%- endif -%}
  {%- set columns = [] -%}
  {%- for name, asked in scan.columns.items() -%}
    {%- set seen = [] -%}
    {%- do seen.append('"nulls":' ~ (scan.rows - scan.answers[asked.filled] | int)) -%}
    {%- for key, answer in asked.items() if key != 'filled' -%}
      {#- Numbers are repeated digit by digit; a float between would round them. -#}
      {%- set text = scan.answers[answer] -%}
      {%- do seen.append(onus._json('distinct' if key == 'approximate' else key) ~ ':' ~ (text if text is not none and onus._is_json_number(text) else onus._json(text))) -%}
      {%- if key == 'approximate' -%}{%- do seen.append('"approximate":true') -%}{%- endif -%}
    {%- endfor -%}
    {%- do columns.append(onus._json(name) ~ ':{' ~ seen | join(',') ~ '}') -%}
  {%- endfor -%}
  {{ return('{"rows":' ~ scan.rows ~ ',"columns":{' ~ columns | join(',') ~ '}}') }}
{%- endmacro %}
