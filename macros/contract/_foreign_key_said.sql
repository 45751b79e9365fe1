{#- What a foreign key refers to, `to` and `to_columns`, from dbt's words or from SQL: `other (id) on delete cascade`. -#}
{% macro _foreign_key_said(declared) -%}
  {%- if declared is not mapping -%}
    {{ return({'error': 'is ' ~ declared ~ "; say {to: ref('customers'), to_columns: [id]}"}) }}
  {%- endif -%}
  {%- for key in declared if key not in ['columns', 'to', 'to_columns', 'severity', 'expression', 'type', 'name', 'warn_unenforced', 'warn_unsupported'] -%}
    {{ return({'error': key ~ ' is unknown; known are columns, to, to_columns and severity'}) }}
  {%- endfor -%}
  {%- set listed = declared.get('to_columns') or [] -%}
  {%- set to_columns = [listed] if listed is string else listed | list -%}
  {%- if declared.get('to') -%}
    {{ return({'to': declared.to | string | trim, 'to_columns': to_columns}) }}
  {%- endif -%}
  {%- set sql = modules.re.match('^\\s*(?:references\\s+)?([^()]+?)\\s*(?:\\(([^()]*)\\).*)?$', declared.get('expression') or '') -%}
  {%- if not sql -%}
    {{ return({'error': "does not say what it refers to; say to: ref('customers') and to_columns: [id]"}) }}
  {%- endif -%}
  {%- set named = [] -%}
  {%- for name in (sql.group(2) or '').split(',') if name | trim -%}
    {%- do named.append(name | trim | trim('"') | trim('`')) -%}
  {%- endfor -%}
  {{ return({'to': sql.group(1) | trim, 'to_columns': named}) }}
{%- endmacro %}
