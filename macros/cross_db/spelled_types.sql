{#- Declared types as the warehouse spells them, one for one; only types that it has may be asked. -#}
{% macro spelled_types(types) -%}
  {{ return(adapter.dispatch('spelled_types', 'onus')(types)) }}
{%- endmacro %}

{% macro default__spelled_types(types) -%}
  {%- set selected = [] -%}
  {%- for type in types -%}{%- do selected.append('cast(null as ' ~ type ~ ') as t' ~ loop.index) -%}{%- endfor -%}
  {{ return(onus.described('select ' ~ selected | join(', ')).values() | list if types else []) }}
{%- endmacro %}

{#- The catalog knows a type by name; its length and precision are put back where format_type puts them. -#}
{% macro postgres__spelled_types(types) -%}
  {%- set selected = [] -%}
  {%- for type in types -%}{%- do selected.append('cast(to_regtype(' ~ onus.literal(type) ~ ') as text)') -%}{%- endfor -%}
  {%- set spelled = [] -%}
  {%- for row in (run_query('select ' ~ selected | join(', ')) if types else []) -%}
    {%- for type in types -%}
      {%- set size = modules.re.sub('^[^(]*([(][^)]*[)])?.*$', '\\1', type) | replace(' ', '') if '(' in type else '' -%}
      {%- do spelled.append(modules.re.sub('^([^ \\[]+( varying)?)', '\\1' ~ size, row[loop.index0])) -%}
    {%- endfor -%}
  {%- endfor -%}
  {{ return(spelled) }}
{%- endmacro %}

{% macro redshift__spelled_types(types) -%}
  {{ return(onus.default__spelled_types(types)) }}
{%- endmacro %}
