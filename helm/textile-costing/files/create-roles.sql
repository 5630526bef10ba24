-- Run once by the image of PostgreSQL, in the empty cluster, as its superuser. One role owns the database and migrates,
-- the other runs API, workers and commands (docs/operating/security.md). The passwords are those of the URLs that the
-- programs read, so that each stands in one place; they consist of letters and digits.
\set ON_ERROR_STOP on
\set owner_password `sed 's#^[^:]*://[^:]*:\([^@]*\)@.*$#\1#' "$OWNER_DATABASE_URL_FILE"`
\set app_password `sed 's#^[^:]*://[^:]*:\([^@]*\)@.*$#\1#' "$DATABASE_URL_FILE"`
CREATE ROLE costing_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE costing_app LOGIN PASSWORD :'app_password';
-- Two tables become costing_app's.
GRANT costing_app TO costing_owner;
CREATE DATABASE costing OWNER costing_owner;
REVOKE ALL ON DATABASE costing FROM PUBLIC;
GRANT CONNECT, TEMPORARY ON DATABASE costing TO costing_app;
