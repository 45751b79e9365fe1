{#- A verdict as JSON, which stands in a comment: `/* onus {json} */`. Its format is described in docs/contracts.md. -#}
{% macro _verdict_json(verdict) -%}
  {%- set scan = verdict.scan -%}
  {%- set terms = [] -%}
  {%- for term in verdict.terms -%}
    {%- do terms.append(
      '{"term":' ~ onus._json(term.term) ~ ',"column":' ~ onus._json(term.column) ~ ',"status":"' ~ term.status
      ~ '","expected":' ~ onus._json(term.expected) ~ ',"observed":' ~ onus._json(term.observed)
      ~ ',"severity":"' ~ term.severity ~ '"' ~ (',"message":' ~ onus._json(term.message) if term.message is defined else '') ~ '}') -%}
  {%- endfor -%}
  {{ return('{"version":1,"node":' ~ onus._json(verdict.node.unique_id) ~ ',"name":' ~ onus._json(verdict.label)
    ~ ',"where":' ~ onus._json(verdict.where) ~ ',"rows":' ~ onus._json(scan.rows if scan else none)
    ~ ',"terms":[' ~ terms | join(',') ~ '],"observations":' ~ onus._render_observations(scan) ~ '}') }}
{%- endmacro %}
