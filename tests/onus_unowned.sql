-- Every node has somebody who answers for it.
{{ config(
    enabled=onus.ownership_setting('unowned', 'enabled', true),
    severity=onus.ownership_setting('unowned', 'severity', 'warn'),
    fail_calc='coalesce(sum(nodes), 0)',
) }}
{{ onus.render_findings(onus.unowned() if execute else []) }}
