import { describe, expect, test } from '@jest/globals';
import { manifestCheck } from '../../lib/governance/engine.ts';
import { monitoringObjectSize } from '../../lib/governance/rules/monitoring-object-size.ts';
import type { Manifest } from '../../lib/model/manifest.ts';
import { fixture, fixtureEnvironment } from '../support/fixture.ts';

const object = (kind: string, rest: Record<string, unknown>): Manifest => ({
  apiVersion: 'v1',
  kind,
  metadata: { name: 'x', namespace: 'apps' },
  ...rest,
});

/** What the rule says of each object, by its kind. */
const said = (...manifests: Manifest[]): string[] =>
  manifestCheck(fixtureEnvironment('eu-prod'), fixture().view, [monitoringObjectSize])(manifests, () => ({
    file: 'made/by/a/program.yaml',
    line: 1,
    column: 1,
  })).map(({ what, fix }) => `${what} / ${fix}`);

describe('monitoring-object-size', () => {
  const rules = (bytes: number) =>
    object('PrometheusRule', { spec: { groups: [{ name: 'x'.repeat(bytes) }] } });
  const files = (kind: string, bytes: number) => object(kind, { data: { 'x.json': 'x'.repeat(bytes) } });

  test('fires above half a mebibyte of rules, and a mebibyte of a ConfigMap', () => {
    expect(said(rules(512 * 1024), files('ConfigMap', 1024 * 1024))).toEqual([
      'ConfigMap apps/x: has 1025KiB, and 1MiB is the most / split what it holds',
      'PrometheusRule apps/x: has 513KiB, and 512KiB is the most / split what it holds',
    ]);
  });

  test('is silent below, and on what has no such limit', () => {
    expect(said(rules(511 * 1024), files('ConfigMap', 1023 * 1024), files('Secret', 2048 * 1024))).toEqual(
      [],
    );
  });
});
