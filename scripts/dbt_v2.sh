#!/bin/sh
# Install dbt v2 beside the pinned dbt 1.x, so that the tests can run the dbt package on both engines.
#
# Makes .venv-v2/dbt, a launcher. Changes nothing when that is already there. Where dbt v2 cannot be had it prints
# one line with the reason and exits with 1: the tests that need it are then skipped.
# `dbt_v2.sh REQUIREMENT FOLDER` installs another of its releases into another virtual environment.
#
# dbt v2 is a Rust binary. Newer releases fetch it while they install; this one is the last whose wheel holds it.
# Its DuckDB driver is dlopen'ed from the system first, and Node's DuckDB bindings ship that very library.
set -eu

DBT=${1:-dbt==2.0.0rc196}
LIBDUCKDB='@duckdb/node-bindings-linux-x64@1.5.4-r.1'

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
venv=${2:-$root/.venv-v2}
lib=$root/.cache/libduckdb
stamp="$DBT $LIBDUCKDB"

give_up() {
    echo "dbt v2 is not installed: $1" >&2
    exit 1
}

if [ -x "$venv/dbt" ] && [ "$(cat "$venv/.installed" 2>/dev/null)" = "$stamp" ] && [ -f "$lib/libduckdb.so" ]; then
    exit 0
fi

[ "$(uname -s) $(uname -m)" = 'Linux x86_64' ] || give_up "there is no wheel for $(uname -s) $(uname -m), only for Linux x86_64"
command -v npm >/dev/null 2>&1 || give_up 'npm is missing, and with it the DuckDB library that dbt v2 loads'

python=${PYTHON:-python3}
[ -x "$root/.venv/bin/python" ] && python=$root/.venv/bin/python
uv=$root/.venv/bootstrap/bin/uv

log=$(mktemp)
trap 'rm -f "$log"' EXIT

reason() {
    grep -v '^[[:space:]]*$' "$log" | tail -n 1
}

[ -x "$venv/bin/python" ] || "$python" -m venv "$venv" >"$log" 2>&1 || give_up "no virtual environment: $(reason)"
if [ -x "$uv" ]; then
    VIRTUAL_ENV=$venv "$uv" pip install --quiet --only-binary :all: "$DBT" >"$log" 2>&1 || give_up "$(reason)"
else
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --only-binary :all: "$DBT" >"$log" 2>&1 ||
        give_up "$(reason)"
fi

if [ ! -f "$lib/libduckdb.so" ]; then
    mkdir -p "$lib"
    (cd "$lib" && npm pack --silent "$LIBDUCKDB") >"$log" 2>&1 || give_up "npm pack failed: $(reason)"
    tar -xzf "$lib"/*.tgz -C "$lib" --strip-components=1 || give_up 'the DuckDB library cannot be unpacked'
    rm -f "$lib"/*.tgz
    [ -f "$lib/libduckdb.so" ] || give_up "there is no libduckdb.so in $LIBDUCKDB"
fi

cat >"$venv/dbt" <<LAUNCHER
#!/bin/sh
LD_LIBRARY_PATH="$lib\${LD_LIBRARY_PATH:+:\$LD_LIBRARY_PATH}" exec "$venv/bin/dbt" "\$@"
LAUNCHER
chmod +x "$venv/dbt"
"$venv/dbt" --version >"$log" 2>&1 || give_up "it does not start: $(reason)"
echo "$stamp" >"$venv/.installed"
