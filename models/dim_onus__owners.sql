-- Who answers for each node, for those who look into the warehouse rather than into YAML.
{{ config(enabled=onus.setting('models', false), materialized='table') }}
{{ onus.render_owners(onus.owners() if execute else []) }}
