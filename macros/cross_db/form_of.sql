{#- A text with every stretch of digits as 9, of capitals as A, of small letters as a: `BR-042` and `BR-7` are `A-9`. -#}
{% macro form_of(expression) -%}
  {{ return(adapter.dispatch('form_of', 'onus')(expression)) }}
{%- endmacro %}

{% macro default__form_of(expression) -%}
  {%- set digits = "regexp_replace(" ~ expression ~ ", '[0-9]+', '9', 'g')" -%}
  {{ return("regexp_replace(regexp_replace(" ~ digits ~ ", '[A-Z]+', 'A', 'g'), '[a-z]+', 'a', 'g')") }}
{%- endmacro %}
