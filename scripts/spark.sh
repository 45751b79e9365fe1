#!/bin/sh
# Install Spark and dbt-spark into .venv-spark, so that the tests can run the dbt package on a real Spark.
#
# Changes nothing where both are there already. Where they cannot be had it prints one line with the reason and exits
# with 1: the tests that need them are then skipped.
set -eu

PACKAGES='dbt-core==1.11.16 dbt-spark[session]==1.11.0 pyspark==4.3.0'

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
venv=$root/.venv-spark

give_up() {
    echo "Spark is not installed: $1" >&2
    exit 1
}

command -v java >/dev/null 2>&1 || give_up 'it needs Java 17 or later, and there is no java'
version=$(java -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p' | head -n 1)
[ "${version:-0}" -ge 17 ] || give_up "it needs Java 17 or later, and java is ${version:-of an unknown version}"

[ "$(cat "$venv/.installed" 2>/dev/null)" = "$PACKAGES" ] && exit 0

python=${PYTHON:-python3}
[ -x "$root/.venv/bin/python" ] && python=$root/.venv/bin/python
uv=$root/.venv/bootstrap/bin/uv

log=$(mktemp)
trap 'rm -f "$log"' EXIT

reason() {
    grep -v '^[[:space:]]*$' "$log" | tail -n 1
}

[ -x "$venv/bin/python" ] || "$python" -m venv "$venv" >"$log" 2>&1 || give_up "no virtual environment: $(reason)"
# shellcheck disable=SC2086  # a list
if [ -x "$uv" ]; then
    VIRTUAL_ENV=$venv "$uv" pip install --quiet $PACKAGES >"$log" 2>&1 || give_up "$(reason)"
else
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check $PACKAGES >"$log" 2>&1 || give_up "$(reason)"
fi
echo "$PACKAGES" >"$venv/.installed"
