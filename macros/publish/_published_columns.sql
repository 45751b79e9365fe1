{#- The columns of a published table by name, each with its kind of type: text, integer, number, boolean, moment or day. -#}
{% macro _published_columns(table) -%}
  {%- set columns = {
    'loads': {},
    'incidents': {
      'incident_id': 'text', 'episode': 'integer', 'is_present': 'boolean', 'project': 'text', 'state': 'text',
      'team': 'text', 'team_name': 'text', 'title': 'text', 'cause': 'text', 'confidence': 'text', 'is_counted': 'boolean',
      'origin_id': 'text', 'origin': 'text', 'origin_column': 'text', 'opened_at': 'moment', 'team_since': 'moment',
      'acknowledged_at': 'moment', 'resolved_at': 'moment', 'seconds_to_acknowledge': 'number',
      'seconds_to_repair': 'number', 'nodes_hit': 'integer', 'teams_hit': 'integer', 'exposures_hit': 'integer',
      'is_superseded': 'boolean', 'is_return': 'boolean'},
    'hits': {'incident_id': 'text', 'episode': 'integer', 'kind': 'text', 'hit_id': 'text', 'hit': 'text'},
    'exposures': {
      'measured_on': 'day', 'unique_id': 'text', 'exposure': 'text', 'project': 'text', 'owner': 'text', 'url': 'text',
      'health': 'text', 'since': 'moment', 'open_incidents': 'integer', 'incident_id': 'text', 'title': 'text',
      'teams': 'text', 'upstream_nodes': 'integer'},
    'owners': {
      'unique_id': 'text', 'node': 'text', 'resource_type': 'text', 'project': 'text', 'team': 'text',
      'team_name': 'text', 'why': 'text', 'is_fallback': 'boolean'},
    'coverage': {
      'measured_on': 'day', 'team': 'text', 'team_name': 'text', 'nodes': 'integer', 'owned': 'integer',
      'tables': 'integer', 'promised': 'integer', 'relied_on': 'integer', 'relied_on_promised': 'integer'}} -%}
  {%- set all = {'publisher': 'text', 'load_id': 'text', 'loaded_at': 'moment'} -%}
  {%- do all.update(columns[table]) -%}
  {{ return(all) }}
{%- endmacro %}
