#!/bin/bash
# Three databases, each with an owner of its own that can reach no other. Runs once, when the volume is empty.
set -euo pipefail
database() { # name, owner, password
  # A literal of psql's own making: a password may hold any character.
  psql -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" -d postgres -v db="$1" -v owner="$2" -v password="$3" <<'SQL'
CREATE ROLE :"owner" LOGIN PASSWORD :'password' CONNECTION LIMIT 100;
CREATE DATABASE :"db" OWNER :"owner";
REVOKE ALL ON DATABASE :"db" FROM PUBLIC;
SQL
}
database restdb rest "$REST_DB_PASSWORD"
database grpcdb grpc "$GRPC_DB_PASSWORD"
database workerdb worker "$WORKER_DB_PASSWORD"
