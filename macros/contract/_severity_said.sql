{#- What a contract says of a term's severity: in the term, or under `severity` for all terms or by term. -#}
{% macro _severity_said(name, contract) -%}
  {%- set value = contract.get(name) -%}
  {%- set severity = contract.get('severity') -%}
  {%- if value is mapping and value.get('severity') -%}
    {{ return(value.severity | string | lower) }}
  {%- elif severity is mapping -%}
    {{ return((severity.get(name) or '') | string | lower) }}
  {%- else -%}
    {{ return((severity or '') | string | lower) }}
  {%- endif -%}
{%- endmacro %}
