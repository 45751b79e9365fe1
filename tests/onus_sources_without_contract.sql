-- What another team's models read promises something.
{{ config(
    enabled=onus.ownership_setting('sources_without_contract', 'enabled', true),
    severity=onus.ownership_setting('sources_without_contract', 'severity', 'warn'),
    fail_calc='coalesce(sum(nodes), 0)',
) }}
{{ onus.render_findings(onus.sources_without_contract() if execute else []) }}
