import { expect } from '@jest/globals';
import { manifestCheck } from '../../lib/governance/engine.ts';
import { rules } from '../../lib/governance/rules/index.ts';
import type { Environment } from '../../lib/model/terms/environment.ts';
import type { Manifest } from '../../lib/model/manifest.ts';
import { fixture, fixtureEnvironment } from './fixture.ts';

/** Where objects of these tests come from. */
export const place = () => ({ file: 'made/by/a/program.yaml', line: 1, column: 1 });

export function object(kind: string, rest: Record<string, unknown>, name = 'x'): Manifest {
  return { apiVersion: 'v1', kind, metadata: { name, namespace: 'apps' }, ...rest };
}

/** What one rule says of objects: `what / fix`, without the object's name. */
export function said(
  id: string,
  manifests: readonly Manifest[],
  environment: Environment = fixtureEnvironment('eu-prod'),
): string[] {
  const among = rules.filter((rule) => rule.id === id);
  expect(among).toHaveLength(1);
  return manifestCheck(
    environment,
    fixture().view,
    among,
  )(manifests, place).map(({ what, fix, rule, place: where, subject }) => {
    expect(rule).toBe(id);
    expect(where.file).toBe('made/by/a/program.yaml');
    expect(what.startsWith(`${subject}: `)).toBe(true);
    return `${what.slice(what.indexOf(': ') + 2)} / ${fix}`;
  });
}
