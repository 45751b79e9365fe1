#!/bin/sh
# Install Dagster into .venv-dagster and Airflow into .venv-airflow, with dbt and this repository's plugin, so that the
# tests can run the recipes of examples/orchestrators for real.
#
# Changes nothing where they are there already. Where one cannot be had it prints one line with the reason; its test is
# then skipped.
set -eu

DAGSTER='dagster==1.13.27 dagster-dbt==0.29.27'
AIRFLOW='apache-airflow==3.3.2 astronomer-cosmos==1.15.1'
DBT='dbt-core==1.11.16 dbt-duckdb==1.11.1 duckdb==2.0.0'

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
python=${PYTHON:-python3}
[ -x "$root/.venv/bin/python" ] && python=$root/.venv/bin/python
uv=$root/.venv/bootstrap/bin/uv
log=$(mktemp)
trap 'rm -f "$log"' EXIT

install() {
    if [ -x "$uv" ]; then
        VIRTUAL_ENV=$1 "$uv" pip install --quiet $2
    else
        "$1/bin/python" -m pip install --quiet --disable-pip-version-check $2
    fi
}

have() {
    venv=$root/.venv-$1
    [ "$(cat "$venv/.installed" 2>/dev/null)" = "$2" ] && return 0
    if { [ -x "$venv/bin/python" ] || "$python" -m venv "$venv"; } >"$log" 2>&1 &&
        install "$venv" "$2 $DBT" >"$log" 2>&1 && install "$venv" "-e $root" >"$log" 2>&1; then
        printf '%s\n' "$2" >"$venv/.installed"
    else
        echo "$1 is not installed: $(grep -v '^[[:space:]]*$' "$log" | tail -n 1)" >&2
    fi
}

have dagster "$DAGSTER"
have airflow "$AIRFLOW"
