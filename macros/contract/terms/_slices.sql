{#-
  The same promise for every value of a dimension: `{by: country, values: [DE, FR], rows: {min: 10}, mean: {amount: {min: 1}}}`.
  On a column, what is measured is that column: `{by: country, null_share: {max: 5%}}`. Gives one promise for each.
-#}
{% macro _slices(table, value, column=none) -%}
  {%- set by = onus._slices_by(table, value) -%}
  {%- if 'error' in by -%}
    {{ return([{'error': by.error}]) }}
  {%- endif -%}
  {%- set known = ['null_share', 'distinct_count', 'mean', 'sum', 'percentile'] -%}
  {%- set promises = [] -%}
  {%- for name, said in value.items() if name not in ['by', 'values', 'severity'] -%}
    {%- if name == 'rows' and column is none -%}
      {%- do promises.append(onus._slice(by, name, onus._rows(table, said), none)) -%}
    {%- elif name == 'metric' and column is none -%}
      {%- for one in ([said] if said is mapping else said) -%}
        {%- do promises.append(onus._slice(by, name, onus._metric(table, one), none)) -%}
      {%- endfor -%}
    {%- elif name in known and column is not none -%}
      {%- do promises.append(onus._slice(by, name, onus._promise(table, name, [column], said), column)) -%}
    {%- elif name in known and said is mapping and 'min' not in said and 'max' not in said -%}
      {%- for column_name, bounds in said.items() -%}
        {%- set named = onus._named_column(table, column_name | string) -%}
        {%- do promises.append(onus._slice(by, name, onus._promise(table, name, [named], bounds), named)) -%}
      {%- endfor -%}
    {%- elif name in known -%}
      {%- do promises.append({'error': name ~ ' says no column; say ' ~ name ~ ': {amount: {max: …}}'}) -%}
    {%- else -%}
      {%- do promises.append({'error': name ~ ' is unknown; known are by, values, ' ~ ('rows, metric, ' if column is none else '') ~ known | join(', ') ~ ' and severity'}) -%}
    {%- endif -%}
  {%- endfor -%}
  {%- if not promises and by.must_have is not none -%}
    {%- do promises.append(onus._slice(by, none, {'expected': {}, 'promise': ''}, column)) -%}
  {%- endif -%}
  {{ return(promises or [{'error': 'promises nothing; say rows: {min: …}, values: […] or mean: {amount: {min: …}}'}]) }}
{%- endmacro %}
