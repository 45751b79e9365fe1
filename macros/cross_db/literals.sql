{#- Many strings as SQL literals, in one go. -#}
{% macro literals(texts) -%}
  {#- A control character that no text keeps stands between them: escaping looks at one character at a time. -#}
  {%- set mark = '\x1f' -%}
  {%- set bare = [] -%}
  {%- for text in texts -%}{%- do bare.append(text | string | replace(mark, ' ')) -%}{%- endfor -%}
  {%- set whole = onus.literal(bare | join(mark)) -%}
  {%- set literals = [] -%}
  {%- for one in whole[1:-1].split(mark) if texts -%}{%- do literals.append(whole[0] ~ one ~ whole[0]) -%}{%- endfor -%}
  {{ return(literals) }}
{%- endmacro %}
