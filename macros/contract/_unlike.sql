{#- That a text is not as `like` of _like_of says. -#}
{% macro _unlike(expression, like) -%}
  {{ return('(' ~ expression ~ ' not like ' ~ onus.literal(like.like) ~ ' or ' ~ expression ~ ' like ' ~ onus.literal(like.unlike) ~ ')') }}
{%- endmacro %}
