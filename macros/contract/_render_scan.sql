{#- The scan as a comment, where `vars: {onus: {show_scan: true}}` asks for it; what could end the comment is taken apart. -#}
{% macro _render_scan(scan) -%}
  {%- if scan and onus.setting('show_scan', false) -%}
    {%- for statement in scan.statements %}
/* scan
{{ statement | replace('*/', '* /') | replace('/*', '/ *') }}
*/
    {%- endfor %}
{# the line ends here #}
  {%- endif -%}
{%- endmacro %}
