{#- The warehouse's word for each kind of type. -#}
{% macro _published_types() -%}
  {{ return({
    'text': dbt.type_string(), 'integer': dbt.type_bigint(), 'number': onus.type_double(), 'boolean': dbt.type_boolean(),
    'moment': dbt.type_timestamp(), 'day': 'date'}) }}
{%- endmacro %}
