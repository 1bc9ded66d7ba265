import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { markdownTable } from '../../lib/model/text/markdown.ts';
import { RegistryClient } from '../../lib/registry/client.ts';
import { avroPairs } from '../support/avro-pairs.ts';
import { jsonPairs } from '../support/json-pairs.ts';
import { protoPairs } from '../support/proto-pairs.ts';
import { describeWithRegistry } from '../support/registry/suite.ts';
import { verdictDifferences } from '../support/registry/verdict-differences.ts';
import { repository } from '../support/repository.ts';

interface Pair {
  readonly format: 'AVRO' | 'JSON' | 'PROTOBUF';
  readonly what: string;
  readonly old: string;
  readonly next: string;
  /** Whether it holds, by our rules. */
  readonly backward: boolean;
  readonly forward: boolean;
}

/** The pairs of other tests, whose answers they know. JSON Schemas without a draft: at 2020-12 this registry breaks off. */
const pairs: readonly Pair[] = [
  ...avroPairs.map(([what, old, next, backward, forward]) => ({
    format: 'AVRO' as const,
    what,
    old: JSON.stringify(old),
    next: JSON.stringify(next),
    backward,
    forward,
  })),
  ...jsonPairs.map(([what, old, next, backward, forward]) => ({
    format: 'JSON' as const,
    what,
    old: JSON.stringify(old),
    next: JSON.stringify(next),
    backward: backward.length === 0,
    forward: forward.length === 0,
  })),
  ...protoPairs.map(({ what, old, next, backward, forward, kept = [] }) => ({
    format: 'PROTOBUF' as const,
    what,
    old,
    next,
    backward: backward.length + kept.length === 0,
    forward: forward.length + kept.length === 0,
  })),
];

describeWithRegistry('the verdicts of a registry', (registry) => {
  test('differ from ours where it is known, and nowhere else', async () => {
    const wait = () => Promise.resolve();
    const client = new RegistryClient({ url: registry().url, fetch, wait });
    const different = await Promise.all(
      pairs.map(async ({ format, what, old, next, ...ours }, index) => {
        const subject = `pair-${index}`;
        const sent = (schema: string) => ({ schema, schemaType: format, references: [] });
        await client.register(subject, sent(old));
        const found: string[] = [];
        for (const mode of ['backward', 'forward'] as const) {
          await client.setConfig(subject, mode === 'backward' ? 'BACKWARD' : 'FORWARD');
          const says = (await client.verdict(subject, sent(next)))?.says ?? 'nothing';
          if ((says === 'compatible') !== ours[mode]) found.push(`${format}: ${what}: ${mode}: ${says}`);
        }
        return found;
      }),
    );
    const known = verdictDifferences.flatMap((one) => one.pairs.map((pair) => `${one.format}: ${pair}`));
    expect(different.flat().sort()).toEqual(known.sort());
    expect(pairs.length).toBeGreaterThan(190);
  });
});

test('decision 0023 lists them', () => {
  const table = markdownTable(
    ['format', 'change', 'the registry', 'right', 'why', 'verdicts'],
    verdictDifferences.map(({ format, change, registry: says, right, why, pairs: those }) => [
      format,
      change,
      says,
      right,
      why,
      String(those.length),
    ]),
  );
  const page = readFileSync(join(repository, 'docs/decisions/0023-schema-registry.md'), 'utf8');
  expect(page).toContain(table);
});
