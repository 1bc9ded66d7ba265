import { describe, expect, test } from '@jest/globals';
import { renderEnvironment } from '../../lib/cli/judge.ts';
import type { Manifest } from '../../lib/model/manifest.ts';
import { type MigrationPhase, migrationPhases } from '../../lib/model/terms/migration-terms.ts';
import { accessMatrix } from '../../lib/policies/access-matrix.ts';
import { contractWith, environmentWith, resolvedIn, systemIn, renamesAt } from '../support/fixture.ts';

const queue = 'vision.read-label';
const environments = ['dev', 'qa', 'eu-prod'] as const;

/** What the design says of each phase; `old` and `new` stand for a queue's two names. */
const expected: Readonly<
  Record<MigrationPhase, { topics: string[]; written: string[]; read: string[]; deprecated: boolean }>
> = {
  before: { topics: ['old'], written: ['old'], read: ['old'], deprecated: false },
  dual: { topics: ['new', 'old'], written: ['new', 'old'], read: ['new', 'old'], deprecated: false },
  cutover: { topics: ['new', 'old'], written: ['new'], read: ['new', 'old'], deprecated: true },
  drained: { topics: ['new', 'old'], written: ['new'], read: ['new'], deprecated: true },
  retired: { topics: ['new'], written: ['new'], read: ['new'], deprecated: false },
};

function inPhase(environment: string, phase: MigrationPhase, jobs?: boolean) {
  return resolvedIn(
    environmentWith(environment, (terms) => {
      renamesAt(terms, phase);
      terms.queues.jobs = jobs ?? terms.queues.jobs;
    }),
  );
}

function named(names: readonly string[]): string[] {
  return names.map((name) => (name === 'new' ? `depot.${queue}.v1` : `${queue}.v1`)).sort();
}

describe.each(environments.flatMap((name) => migrationPhases.map((phase) => [name, phase] as const)))(
  '%s in phase %s',
  (name, phase) => {
    const { topics, written, read, deprecated } = expected[phase];
    const resolved = inPhase(name, phase, true);
    const system = systemIn(resolved, 'sorting');

    test('the queue has the topics that the phase says', () => {
      const family = system.families.find(({ address }) => address.includes(queue));
      const live = family?.topics.filter(({ role }) => role === 'source' || role === 'former') ?? [];
      expect(live.map((topic) => topic.name.value as string).sort()).toEqual(named(topics));
      const former = live.find(({ role }) => role === 'former');
      expect(former?.object.value).toBe(topics.includes('old') ? `${queue.replace('.', '-')}-v1` : undefined);
      expect(former?.deprecated).toBe(
        deprecated ? `renamed to depot.${queue}.v1 (phase ${phase})` : undefined,
      );
      expect(family?.deadLetter?.name.value).toBe(`depot.${queue}.dlt.v1`);
    });

    test('the queue is read by one ScaledJob a topic, in the group that it had', () => {
      const found = system.queues.find(({ family }) => family.address.includes(queue));
      const base = 'sorting-read-label';
      expect(found?.group.value).toBe(`${base}-v1`);
      expect(found?.readers.map(({ topic }) => topic.name.value as string).sort()).toEqual(named(read));
      expect(found?.readers.map(({ scaledJob }) => scaledJob as string).sort()).toEqual(
        read.length === 2 ? [base, `${base}-former`] : [base],
      );
    });

    test('the queue may be written and read only where the phase says', () => {
      const both = named(['new', 'old']);
      const rows = accessMatrix(system.principals, both);
      const may = (operation: 'Read' | 'Write', service: string) =>
        rows
          .filter((row) => row.operations.includes(operation) && row.service === service)
          .map(({ topic }) => topic)
          .sort();
      const authenticated = name !== 'dev';
      const executor = 'label-reader';
      expect(may('Write', 'dispatch')).toEqual(authenticated ? named(written) : []);
      expect(may('Read', executor)).toEqual(authenticated ? named(read) : []);
      expect(may('Write', executor)).toEqual([]);
    });
  },
);

/** The objects of the queue that a step adds and takes away, and those that change. */
function step(environment: string, from: MigrationPhase, to: MigrationPhase) {
  const objects = (phase: MigrationPhase) => {
    const found = new Map<string, string>();
    for (const { manifests } of renderEnvironment(inPhase(environment, phase))) {
      for (const manifest of manifests) found.set(idOf(manifest), JSON.stringify(manifest));
    }
    return found;
  };
  const [old, next] = [objects(from), objects(to)];
  const about = (id: string) => id.replaceAll('--', '-').includes('read-label');
  return {
    added: [...next.keys()].filter((id) => about(id) && !old.has(id)).sort(),
    removed: [...old.keys()].filter((id) => about(id) && !next.has(id)).sort(),
    changed: [...next.keys()].filter((id) => about(id) && old.has(id) && old.get(id) !== next.get(id)).sort(),
  };
}

const idOf = ({ kind, metadata }: Manifest): string => `${kind}/${metadata.name}`;

describe('each step between phases, in eu-prod', () => {
  test('before to dual adds the new topic and its reader; the reader of the old one takes another name', () => {
    expect(step('eu-prod', 'before', 'dual')).toEqual({
      added: ['KafkaTopic/depot-vision-read--label-v1', 'ScaledJob/sorting-read-label-former'],
      removed: [],
      changed: [
        'KafkaUser/sorting-read-label-reader',
        'KafkaUser/sorting-read-label-scaler',
        'KafkaUser/sorting-read-label-writer',
        'PrometheusRule/depot-vision-read--label-v1',
        'ScaledJob/sorting-read-label',
      ],
    });
  });

  test('dual to cutover takes the right to write the old topic, and marks it', () => {
    expect(step('eu-prod', 'dual', 'cutover')).toEqual({
      added: [],
      removed: [],
      changed: ['KafkaTopic/vision-read-label-v1', 'KafkaUser/sorting-read-label-writer'],
    });
  });

  test('cutover to drained takes the reader of the old topic, and its rights', () => {
    expect(step('eu-prod', 'cutover', 'drained')).toEqual({
      added: [],
      removed: ['ScaledJob/sorting-read-label-former'],
      changed: [
        'KafkaTopic/vision-read-label-v1',
        'KafkaUser/sorting-read-label-reader',
        'KafkaUser/sorting-read-label-scaler',
        'PrometheusRule/depot-vision-read--label-v1',
      ],
    });
  });

  test('drained to retired deletes the old topic, and what watched it', () => {
    expect(step('eu-prod', 'drained', 'retired')).toEqual({
      added: [],
      removed: ['KafkaTopic/vision-read-label-v1'],
      changed: ['PrometheusRule/depot-vision-read--label-v1'],
    });
  });
});

test('a contract that never had another name is the same in every phase', () => {
  const contract = contractWith('vision.read-label', (terms) => delete terms.renamedFrom);
  const topics = migrationPhases.map((phase) => {
    const environment = environmentWith('eu-prod', (terms) => {
      renamesAt(terms, phase);
    });
    return systemIn(resolvedIn(environment, [contract]), 'sorting').families[0]?.topics.map(
      ({ name }) => name.value,
    );
  });
  expect(topics).toEqual(
    migrationPhases.map(() => ['depot.vision.read-label.v1', 'depot.vision.read-label.dlt.v1']),
  );
});
