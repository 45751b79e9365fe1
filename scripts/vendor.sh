#!/bin/sh
# Fetch the libraries that the report's page carries, from npm at pinned versions, into the package with their licences.
#
# What it writes is committed: nobody needs it to build, test or use Onus. Run it to move to another version.
set -eu

DAGRE='@dagrejs/dagre@3.1.3'

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
vendor=$root/plugin/dbt_onus/report/page/vendor
command -v npm >/dev/null 2>&1 || { echo 'npm is missing' >&2; exit 1; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
(cd "$work" && npm pack --silent "$DAGRE" >/dev/null && tar -xzf ./*.tgz)
mkdir -p "$vendor"
# Every page is a copy, and its licence wants to be in all copies; the map it points to is not shipped.
{
    printf '/*! %s\n\n' "$DAGRE"
    cat "$work/package/LICENSE"
    printf '*/\n'
    grep -v -e '^//# sourceMappingURL=' -e '^/\*! For license information' "$work/package/dist/dagre.min.js"
} >"$vendor/dagre.min.js"
cp "$work/package/LICENSE" "$vendor/dagre.LICENSE"
echo "$DAGRE" >"$vendor/VERSIONS"
