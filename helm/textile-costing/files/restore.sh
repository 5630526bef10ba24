#!/bin/sh
# costing-restore [FILE]: makes the data folder (PGDATA), which must be absent or empty, from a backup in FILE or on standard
# input. Runs as the user of the server, which starts afterwards as usual and repairs the copy from the log in it.
set -eu
: "${PGDATA:?is the data folder of the server}"
if [ -n "$(ls -A "$PGDATA" 2>/dev/null)" ]; then
  echo "costing-restore: $PGDATA is not empty: move it away first." >&2
  exit 1
fi
part=$PGDATA.restoring
rm -rf "$part"
mkdir -p "$part"
# Two archives, one after the other: the cluster, and the log of the time in which it was copied.
if ! tar --extract --ignore-zeros --preserve-permissions --file="${1:--}" --directory="$part" ||
  [ ! -s "$part/backup_label" ] || [ ! -s "$part/PG_VERSION" ]; then
  rm -rf "$part"
  echo "costing-restore: that is no complete backup; $PGDATA is as it was." >&2
  exit 1
fi
chmod 0700 "$part"
if [ -d "$PGDATA" ]; then rmdir "$PGDATA"; fi
mv "$part" "$PGDATA"
echo "costing-restore: $PGDATA is restored; start the server." >&2
