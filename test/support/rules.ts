import type { Manifest } from '../../lib/model/manifest.ts';
import { fixtureObjects } from './fixture.ts';

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

/** The groups of every PrometheusRule among objects. */
export function groupsIn(manifests: readonly Manifest[]): RuleGroup[] {
  return manifests
    .filter(({ kind }) => kind === 'PrometheusRule')
    .flatMap(({ spec }) => (spec as { groups: RuleGroup[] }).groups);
}

/** The groups of an environment of the fixture. */
export function renderedGroups(environment: string): RuleGroup[] {
  return groupsIn(fixtureObjects(environment));
}
