#!/bin/sh
# Lets Grafana's published types judge the dashboards: each JSON becomes a TypeScript constant of type Dashboard.
set -eu
cd "$(dirname "$0")"
[ -d node_modules/@grafana/schema ] || npm install --silent --no-audit --no-fund --ignore-scripts --no-package-lock >&2
source=node_modules/dashboards.ts
{
  echo "import type { Dashboard } from './@grafana/schema/dist/types/raw/dashboard/x/types.gen';"
  # In JSON an enum's value is its text.
  # shellcheck disable=SC2016
  echo 'type Plain<T> = T extends string ? `${T}` : T extends object ? { [K in keyof T]: Plain<T[K]> } : T;'
  for file in ../grafana/dashboards/*.json; do
    echo "export const $(basename "$file" .json): Plain<Dashboard> = $(cat "$file");"
  done
} > "$source"
node_modules/.bin/tsc --noEmit --strict --skipLibCheck --moduleResolution bundler --module esnext --target es2022 "$source"
