#!/bin/sh
# Install Debian's Chromium, in which the tests look at the pages, and axe-core, which judges them.
#
# Changes nothing where both are there already. Where one cannot be had it prints one line with the reason and exits
# with 1: the tests that need it are then skipped. axe-core stays in .cache; it is not shipped.
set -eu

AXE='axe-core@4.14.1'

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
axe=$root/.cache/axe-core

give_up() {
    echo "the pages are not tested in a browser: $1" >&2
    exit 1
}

log=$(mktemp)
trap 'rm -f "$log"' EXIT

if ! command -v chromium >/dev/null 2>&1; then
    command -v apt-get >/dev/null 2>&1 || give_up 'install chromium yourself; here is no apt-get'
    [ "$(id -u)" = 0 ] || give_up 'only root can install it: apt-get install chromium'
    export DEBIAN_FRONTEND=noninteractive
    { apt-get update -q && apt-get install -qy --no-install-recommends chromium fonts-dejavu-core; } >"$log" 2>&1 ||
        give_up "$(grep -v '^[[:space:]]*$' "$log" | tail -n 1)"
fi

if [ "$(cat "$axe/.installed" 2>/dev/null)" != "$AXE" ]; then
    command -v npm >/dev/null 2>&1 || give_up 'npm is missing, and with it axe-core'
    rm -rf "$axe" && mkdir -p "$axe"
    (cd "$axe" && npm pack --silent "$AXE") >"$log" 2>&1 || give_up "npm pack failed: $(tail -n 1 "$log")"
    tar -xzf "$axe"/*.tgz -C "$axe" --strip-components=1 package/axe.min.js package/LICENSE
    rm -f "$axe"/*.tgz
    echo "$AXE" >"$axe/.installed"
fi
