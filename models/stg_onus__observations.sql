-- What was recorded of every run, as the hook wrote it.
{{ config(enabled=onus.setting('models', false), materialized='view') }}
{{ onus.recorded() }}
