import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { safeLoad } from 'js-yaml';
import { goldenFolder } from './golden.ts';

interface Rule {
  readonly alert?: string;
  readonly record?: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

export interface RuleGroup {
  readonly name: string;
  readonly rules: readonly Rule[];
}

interface PlainRule {
  readonly spec: { readonly groups: readonly RuleGroup[] };
}

/** The groups of every PrometheusRule that an environment renders: `test/golden` is what it renders. */
export function renderedGroups(environment: string): RuleGroup[] {
  const folder = join(goldenFolder, environment);
  return readdirSync(folder)
    .flatMap((file) => readFileSync(join(folder, file), 'utf8').split(/^---\n/m))
    .filter((text) => /^kind: PrometheusRule$/m.test(text))
    .flatMap((text) => (safeLoad(text) as PlainRule).spec.groups);
}
