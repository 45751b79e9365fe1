{#- Whether a text is a value, in which `*` stands for anything. -#}
{% macro _is_like(text, value) -%}
  {%- if '*' not in value -%}
    {{ return(text == value) }}
  {%- endif -%}
  {%- set pattern = modules.re.sub('([.^$+?(){}|\\[\\]\\\\])', '[\\1]', value) | replace('[^]', '\\^') | replace('*', '.*') -%}
  {{ return(modules.re.match('^' ~ pattern ~ '$', text) is not none) }}
{%- endmacro %}
