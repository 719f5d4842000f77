#!/bin/sh
# Lets Grafana's published types judge the dashboards: each JSON becomes a TypeScript constant of type Dashboard, whose panels have
# the options of their kind.
set -eu
cd "$(dirname "$0")"
[ -d node_modules/@grafana/schema ] || npm install --silent --no-audit --no-fund --ignore-scripts --no-package-lock >&2
source=node_modules/dashboards.ts
{
  cat <<'TYPES'
import type { DataQuery } from './@grafana/schema/dist/types/common/common.gen';
import type { Dashboard, FieldConfigSource, Panel, RowPanel } from './@grafana/schema/dist/types/raw/dashboard/x/types.gen';
import type { Options as StatOptions } from './@grafana/schema/dist/types/raw/composable/stat/panelcfg/x/types.gen';
import type { FieldConfig as LineConfig, Options as LineOptions } from './@grafana/schema/dist/types/raw/composable/timeseries/panelcfg/x/types.gen';

// In JSON an enum's value is its text.
type Plain<T> = T extends string ? `${T}` : T extends object ? { [K in keyof T]: Plain<T[K]> } : T;
// Dashboard leaves open what belongs to a plugin: options, custom fields, queries. Prometheus' query has no published type.
type Kind<Type, Options, Custom> = Omit<Panel, 'type' | 'options' | 'fieldConfig' | 'targets'> & {
  type: Type;
  options: Partial<Options>;
  fieldConfig: Omit<FieldConfigSource, 'defaults'> & { defaults: Omit<FieldConfigSource['defaults'], 'custom'> & { custom?: Custom } };
  targets: (DataQuery & { expr: string; legendFormat: string })[];
};
type Checked = Plain<Omit<Dashboard, 'panels'> & {
  panels: (Kind<'stat', StatOptions, never> | Kind<'timeseries', LineOptions, LineConfig> | (RowPanel & { type: 'row' }))[];
}>;
TYPES
  for file in ../grafana/dashboards/*.json; do
    echo "export const $(basename "$file" .json): Checked = $(cat "$file");"
  done
} > "$source"
node_modules/.bin/tsc --noEmit --strict --skipLibCheck --moduleResolution bundler --module esnext --target es2022 "$source"
