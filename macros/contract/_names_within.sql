{#- The names in `'a', 'b'`, `a.b` or `"a"."b"`, without their quotes; a version is none of them. -#}
{% macro _names_within(text) -%}
  {%- set bare = modules.re.sub('\\b(?:v|version)\\s*=\\s*[^,]+', '', text) -%}
  {%- set names = [] -%}
  {%- for found in modules.re.findall('"[^"]*"|\'[^\']*\'|`[^`]*`|[^\\s,."\'`]+', bare) -%}
    {%- do names.append(found | trim('"') | trim("'") | trim('`')) -%}
  {%- endfor -%}
  {{ return(names) }}
{%- endmacro %}
