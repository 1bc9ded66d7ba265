import { describe, expect, test } from '@jest/globals';
import { compareObjects } from '../../../lib/plan/compare.ts';
import { fixture, fixtureObjects } from '../../support/fixture.ts';
import { type Edits, withFragment } from './edit.ts';
import { brokerEdits } from './brokers.ts';
import { clientEdits } from './clients.ts';
import { deliveryEdits } from './delivery.ts';
import { headEdits } from './heads.ts';
import { jobEdits } from './jobs.ts';
import { kubernetesEdits } from './kubernetes.ts';
import { mirrorEdits } from './mirrors.ts';
import { topicEdits } from './topics.ts';
import { topicSettingEdits } from './topic-settings.ts';
import { userEdits } from './users.ts';
import { workloadEdits } from './workloads.ts';

const { environments } = fixture();
const all: readonly Edits[] = [
  ...topicSettingEdits,
  ...topicEdits,
  ...userEdits,
  ...brokerEdits,
  ...mirrorEdits,
  ...clientEdits,
  ...jobEdits,
  ...workloadEdits,
  ...deliveryEdits,
  ...headEdits,
  ...kubernetesEdits,
];

describe.each(all.map((one) => [`${one.base.kind}: ${one.about}`, one] as const))('%s', (_title, edits) => {
  const { base, at = '', beside = [], rows } = edits;
  test.each(rows.map((row) => [`${JSON.stringify(row[0])} -> ${JSON.stringify(row[1])}`, row] as const))(
    '%s',
    (_row, [before, after, risk, words = '']) => {
      const sides = [before, after].map((fragment) => {
        const one = withFragment(base, at, fragment);
        return [...(one === undefined ? [] : [one]), ...beside];
      });
      const { changes } = compareObjects(sides[0] ?? [], sides[1] ?? []);
      const told = changes.filter(({ kind, name }) => kind === base.kind && name === base.metadata.name);
      if (risk === 'none') {
        expect(told).toEqual([]);
        return;
      }
      expect(told.map((one) => one.risk)).toEqual([risk]);
      const worst = told.flatMap((one) => [one, ...one.fields].filter((each) => each.risk === risk));
      expect(worst.map(({ says }) => says)).toContainEqual(expect.stringContaining(words));
    },
  );
});

describe('the table', () => {
  test('has 300 edits and more, and tells each once', () => {
    const told = all.flatMap(({ base, at, beside, rows }) =>
      rows.map(([before, after]) => JSON.stringify([base, at, beside, before, after])),
    );
    expect(told.length).toBeGreaterThanOrEqual(300);
    expect(new Set(told).size).toBe(told.length);
  });

  test('is about every kind that is rendered', () => {
    const rendered = environments.flatMap(({ environment }) => fixtureObjects(environment));
    const known = new Set(all.map(({ base }) => base.kind));
    expect([...new Set(rendered.map(({ kind }) => kind))].filter((kind) => !known.has(kind))).toEqual([]);
  });
});
