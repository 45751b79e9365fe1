"""Plants faults in real dbt projects and scores whether `onus report` names the right team."""
