{% macro ticket_columns() %}
{{ return([
    {"name": "id", "datatype": "bigint", "alias": "ticket_id"},
    {"name": "source_relation", "datatype": "varchar"},
    {"name": "organization_id", "datatype": "bigint", "alias": "account_id"},
    {"name": "requester_email", "datatype": "varchar"},
    {"name": "assignee_id", "datatype": "bigint"},
    {"name": "priority", "datatype": "varchar"},
    {"name": "status", "datatype": "varchar"},
    {"name": "channel", "datatype": "varchar"},
    {"name": "tags", "datatype": "varchar"},
    {"name": "satisfaction", "datatype": "varchar"},
    {"name": "created_at", "datatype": "timestamp"},
    {"name": "solved_at", "datatype": "timestamp"},
    {"name": "_fivetran_deleted", "datatype": "boolean", "alias": "is_deleted"},
    {"name": "_fivetran_synced", "datatype": "timestamp", "alias": "synced_at"},
]) }}
{% endmacro %}
