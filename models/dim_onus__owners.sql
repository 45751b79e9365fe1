-- Who answers for each node, for those who look into the warehouse rather than into YAML.
{{ config(enabled=onus.setting('models', false), materialized='table') }}
{{ onus.render_rows(onus.owners() if execute else [], {
    'unique_id': 'text', 'node': 'text', 'resource_type': 'text', 'team': 'text', 'why': 'text'}) }}
