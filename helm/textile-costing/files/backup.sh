#!/bin/sh
# costing-backup [FILE]: a copy of the whole cluster beside the running server, as one tar, to FILE or standard output.
#
# Runs where the data folder is (PGDATA) as the user of the server; psql's variables (PGHOST, PGUSER …) say how to reach it.
# By PostgreSQL's own protocol for it: backup start, copy, backup stop, then the log of the time between, which a temporary
# slot keeps. docs/operating/backup.md says how to restore.
set -eu
: "${PGDATA:?is the data folder of the server}"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
if [ $# -gt 0 ]; then
  exec 3>"$1.part"
elif [ -t 1 ]; then
  echo "costing-backup: name a file, or redirect standard output." >&2
  exit 2
else
  exec 3>&1
fi
export work PGDATA

cat >"$work/copy" <<'COPY'
cd "$PGDATA"
# What a start makes anew. A file that shrinks or goes while it is read is repaired from the log: exit code 1 is right.
tar --create --file=- --warning=no-file-changed --warning=no-file-removed --exclude='./pg_wal/*' \
  --exclude='./pg_replslot/*' --exclude='./pg_dynshmem/*' --exclude='./pg_notify/*' --exclude='./pg_serial/*' \
  --exclude='./pg_snapshots/*' --exclude='./pg_stat_tmp/*' --exclude='./pg_subtrans/*' --exclude='pgsql_tmp*' \
  --exclude='./postmaster.pid' --exclude='./postmaster.opts' --exclude='.s.PGSQL.*' . >&3 || [ $? -eq 1 ]
COPY

cat >"$work/copy-log" <<'LOG'
cd "$PGDATA"
first=$(sed -n 's/^START WAL LOCATION: .* (file \([0-9A-F]*\))$/\1/p' "$work/backup_label")
last=$(cat "$work/last")
set --
for file in pg_wal/????????????????????????; do
  name=${file#pg_wal/}
  if [ ! "$name" \< "$first" ] && [ ! "$name" \> "$last" ]; then set -- "$@" "$file"; fi
done
[ $# -gt 0 ]
# Run by root, it is the server's all the same.
chown --reference="$PGDATA" "$work/backup_label"
tar --create --file=- -C "$work" backup_label -C "$PGDATA" "$@" >&3
LOG

psql --no-psqlrc --quiet --tuples-only --no-align --set=ON_ERROR_STOP=on --dbname="${PGDATABASE:-postgres}" >&2 <<'SQL'
SELECT 1 / (count(*) = 0)::int AS no_other_tablespaces FROM pg_tablespace WHERE spcname NOT IN ('pg_default', 'pg_global') \g /dev/null
SELECT pg_create_physical_replication_slot('costing_backup', true, true) \g /dev/null
SELECT pg_backup_start('costing-backup', true) \g /dev/null
\! sh -eu "$work/copy" && : >"$work/copied"
SELECT labelfile, pg_walfile_name(lsn) AS last FROM pg_backup_stop(false) \gset
\setenv label :labelfile
\setenv last :last
\! printf '%s' "$label" >"$work/backup_label"; printf '%s' "$last" >"$work/last"
\! sh -eu "$work/copy-log" && : >"$work/complete"
SQL

if [ ! -e "$work/copied" ] || [ ! -e "$work/complete" ]; then
  echo "costing-backup: not everything could be copied; what was written is no backup." >&2
  exit 1
fi
exec 3>&-
if [ $# -gt 0 ]; then
  sync "$1.part"
  mv "$1.part" "$1"
fi
