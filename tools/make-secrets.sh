#!/bin/sh
# Makes the files with passwords that docker-compose.yml mounts, or that Secrets of a cluster are made of:
#
#   tools/make-secrets.sh [FOLDER] [PREFIX]
#
# FOLDER (default: secrets) must not exist. PREFIX stands before the names of the servers: `costing-` in a cluster.
# The folder is its owner's alone; the files in it can be read by every user, because containers run as another one.
set -eu
folder=${1:-secrets}
prefix=${2:-}
if [ -e "$folder" ]; then
  echo "$folder exists: the servers keep the passwords that they were set up with, so nothing is made anew." >&2
  exit 1
fi
random() {
  od -An -N24 -tx1 /dev/urandom | tr -d ' \n'
}
umask 077
mkdir -p "$folder"
postgres=$(random) owner=$(random) app=$(random) nats=$(random) redis=$(random) grafana=$(random)
write() {
  printf '%s\n' "$2" >"$folder/$1"
  chmod 0444 "$folder/$1"
}
write postgres-password "$postgres"
write owner-database-url "postgres://costing_owner:$owner@${prefix}postgresql:5432/costing"
write database-url "postgres://costing_app:$app@${prefix}postgresql:5432/costing"
write nats-auth.conf "authorization { user: \"costing\", password: \"$nats\" }"
write nats-url "nats://costing:$nats@${prefix}nats:4222"
write redis-users.acl "user default on nopass -@all +ping
user costing on >$redis ~* &* +@all -@admin"
write redis-url "redis://costing:$redis@${prefix}redis:6379"
write grafana-password "$grafana"
echo "Passwords are in $folder/. Keep a copy of it where you keep secrets." >&2
