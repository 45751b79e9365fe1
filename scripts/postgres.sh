#!/bin/sh
# Install Debian's PostgreSQL server, which the tests start for themselves as an unprivileged user on a free port.
#
# Changes nothing where there is a server already. Where it cannot be had it prints one line with the reason and exits
# with 1: the tests that need it are then skipped.
set -eu

give_up() {
    echo "PostgreSQL is not installed: $1" >&2
    exit 1
}

command -v initdb >/dev/null 2>&1 && exit 0
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 && exit 0

command -v apt-get >/dev/null 2>&1 || give_up 'install its server (initdb, pg_ctl) yourself; here is no apt-get'
[ "$(id -u)" = 0 ] || give_up 'only root can install it: apt-get install postgresql'

log=$(mktemp)
trap 'rm -f "$log"' EXIT
export DEBIAN_FRONTEND=noninteractive
# the package would make and start a cluster of its own, which nothing here uses
mkdir -p /etc/postgresql-common
[ -e /etc/postgresql-common/createcluster.conf ] ||
    echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.conf
{ apt-get update -q && apt-get install -qy --no-install-recommends postgresql; } >"$log" 2>&1 ||
    give_up "$(grep -v '^[[:space:]]*$' "$log" | tail -n 1)"
