{#-
  A statement whose failure fails nothing, where the warehouse has a way of saying that. Jinja has none: an error of a
  statement ends the macro, and with it the build.
-#}
{% macro guarded(sql) -%}
  {{ return(adapter.dispatch('guarded', 'onus')(sql)) }}
{%- endmacro %}

{% macro default__guarded(sql) -%}
  {{ return(sql) }}
{%- endmacro %}

{% macro postgres__guarded(sql) -%}
  {#- `execute`, because what the block itself holds is read before it can catch anything. -#}
  {{ return('do ' ~ onus.literal('begin execute ' ~ onus.literal(sql) ~ "; exception when others then raise notice 'onus: %', sqlerrm; end")) }}
{%- endmacro %}

{#- No blocks outside of stored procedures. -#}
{% macro redshift__guarded(sql) -%}
  {{ return(sql) }}
{%- endmacro %}

{% macro snowflake__guarded(sql) -%}
  {{ return('execute immediate ' ~ onus.literal('begin ' ~ sql ~ '; exception when other then return sqlerrm; end')) }}
{%- endmacro %}

{% macro bigquery__guarded(sql) -%}
  {{ return('begin ' ~ sql ~ '; exception when error then select @@error.message; end') }}
{%- endmacro %}
