-- Whoever a node says it belongs to is a team that exists.
{{ config(
    enabled=onus.ownership_setting('unknown_teams', 'enabled', true),
    severity=onus.ownership_setting('unknown_teams', 'severity', 'warn'),
    fail_calc='coalesce(sum(nodes), 0)',
) }}
{{ onus.render_findings(onus.unknown_teams() if execute else []) }}
