{#- `number`, `text`, `time`, `boolean` or `other`; empty where the adapter knows no types. -#}
{% macro _type_kind(type) -%}
  {%- set word = onus._type_word(type) -%}
  {%- if word in ['', 'unknown', 'none'] -%}
    {{ return('') }}
  {%- elif '[' in type or '<' in type -%}
    {{ return('other') }}
  {%- elif modules.re.match('^(u?(tiny|small|medium|big|huge)?int(eger)?\\d*|number|(big)?numeric|(big)?decimal|dec|fixed|float\\d*|double( precision)?|real|long|short|byte|byteint|decfloat)$', word) -%}
    {{ return('number') }}
  {%- elif modules.re.match('^(n?(var)?char|n?varchar2?|character( varying)?|bpchar|n?text|string|citext|fixedstring|enum)$', word) -%}
    {{ return('text') }}
  {%- elif modules.re.match('^(date(32)?|(small)?datetime(64|2|offset)?|timestamp(_s|_ms|_ns|_ltz|_ntz|_tz|tz)?( with(out)? (local )?time zone)?)$', word) -%}
    {{ return('time') }}
  {%- elif word in ['boolean', 'bool', 'bit'] -%}
    {{ return('boolean') }}
  {%- else -%}
    {{ return('other') }}
  {%- endif -%}
{%- endmacro %}
