import { describe, expect, test } from '@jest/globals';
import { renderEnvironment } from '../../lib/cli/judge.ts';
import type { Manifest } from '../../lib/model/manifest.ts';
import { type MigrationPhase, migrationPhases } from '../../lib/model/terms/migration-terms.ts';
import { accessMatrix } from '../../lib/policies/access-matrix.ts';
import { contractWith, environmentWith, resolvedIn, systemIn, renamesAt } from '../support/shipped.ts';

const queues = ['toolrun.verify', 'toolrun.generate', 'agentwork.coder'] as const;
const environments = ['local', 'dev', 'staging', 'prod'] as const;

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

function named(queue: string, names: readonly string[]): string[] {
  return names.map((name) => (name === 'new' ? `transformation.${queue}.v1` : `${queue}.v1`)).sort();
}

describe.each(environments.flatMap((name) => migrationPhases.map((phase) => [name, phase] as const)))(
  '%s in phase %s',
  (name, phase) => {
    const { topics, written, read, deprecated } = expected[phase];
    const resolved = inPhase(name, phase, true);
    const system = systemIn(resolved, 'workrequests');

    test.each(queues)('%s has the topics that the phase says', (queue) => {
      const family = system.families.find(({ address }) => address.includes(queue));
      const live = family?.topics.filter(({ role }) => role === 'source' || role === 'former') ?? [];
      expect(live.map((topic) => topic.name.value as string).sort()).toEqual(named(queue, topics));
      const former = live.find(({ role }) => role === 'former');
      expect(former?.object.value).toBe(topics.includes('old') ? `${queue.replace('.', '-')}-v1` : undefined);
      expect(former?.deprecated).toBe(
        deprecated ? `renamed to transformation.${queue}.v1 (phase ${phase})` : undefined,
      );
      expect(family?.deadLetter?.name.value).toBe(`transformation.${queue}.dlt.v1`);
    });

    test.each(queues)('%s is read by one ScaledJob a topic, in the group of the inventory', (queue) => {
      const found = system.queues.find(({ family }) => family.address.includes(queue));
      const base = `workrequests-${queue.replace('.', '-')}`;
      expect(found?.group.value).toBe(`${base}-v1`);
      expect(found?.readers.map(({ topic }) => topic.name.value as string).sort()).toEqual(
        named(queue, read),
      );
      expect(found?.readers.map(({ scaledJob }) => scaledJob as string).sort()).toEqual(
        read.length === 2 ? [base, `${base}-former`] : [base],
      );
    });

    test.each(queues)('%s may be written and read only where the phase says', (queue) => {
      const both = named(queue, ['new', 'old']);
      const rows = accessMatrix(system.principals, both);
      const may = (operation: 'Read' | 'Write', service: string) =>
        rows
          .filter((row) => row.operations.includes(operation) && row.service === service)
          .map(({ topic }) => topic)
          .sort();
      const authenticated = name !== 'local';
      const executor = `${queue.split('.')[0]}-executor`;
      expect(may('Write', 'transformation-domain')).toEqual(authenticated ? named(queue, written) : []);
      expect(may('Read', executor)).toEqual(authenticated ? named(queue, read) : []);
      expect(may('Write', executor)).toEqual([]);
    });
  },
);

/** The objects of toolrun.verify that a step adds and takes away, and those that change. */
function step(environment: string, from: MigrationPhase, to: MigrationPhase) {
  const objects = (phase: MigrationPhase) => {
    const found = new Map<string, string>();
    for (const { manifests } of renderEnvironment(inPhase(environment, phase))) {
      for (const manifest of manifests) found.set(idOf(manifest), JSON.stringify(manifest));
    }
    return found;
  };
  const [old, next] = [objects(from), objects(to)];
  const about = (id: string) => id.includes('toolrun-verify');
  return {
    added: [...next.keys()].filter((id) => about(id) && !old.has(id)).sort(),
    removed: [...old.keys()].filter((id) => about(id) && !next.has(id)).sort(),
    changed: [...next.keys()].filter((id) => about(id) && old.has(id) && old.get(id) !== next.get(id)).sort(),
  };
}

const idOf = ({ kind, metadata }: Manifest): string => `${kind}/${metadata.name}`;

describe('each step between phases, in prod', () => {
  test('before to dual adds the new topic and its reader; the reader of the old one takes another name', () => {
    expect(step('prod', 'before', 'dual')).toEqual({
      added: ['KafkaTopic/transformation-toolrun-verify-v1', 'ScaledJob/workrequests-toolrun-verify-former'],
      removed: [],
      changed: [
        'ConfigMap/workrequests-toolrun-verify-writer',
        'KafkaUser/workrequests-toolrun-verify-reader',
        'KafkaUser/workrequests-toolrun-verify-scaler',
        'KafkaUser/workrequests-toolrun-verify-writer',
        'PrometheusRule/transformation-toolrun-verify-v1',
        'ScaledJob/workrequests-toolrun-verify',
      ],
    });
  });

  test('dual to cutover takes the right to write the old topic, and marks it', () => {
    expect(step('prod', 'dual', 'cutover')).toEqual({
      added: [],
      removed: [],
      changed: [
        'ConfigMap/workrequests-toolrun-verify-writer',
        'KafkaTopic/toolrun-verify-v1',
        'KafkaUser/workrequests-toolrun-verify-writer',
      ],
    });
  });

  test('cutover to drained takes the reader of the old topic, and its rights', () => {
    expect(step('prod', 'cutover', 'drained')).toEqual({
      added: [],
      removed: ['ScaledJob/workrequests-toolrun-verify-former'],
      changed: [
        'KafkaTopic/toolrun-verify-v1',
        'KafkaUser/workrequests-toolrun-verify-reader',
        'KafkaUser/workrequests-toolrun-verify-scaler',
        'PrometheusRule/transformation-toolrun-verify-v1',
      ],
    });
  });

  test('drained to retired deletes the old topic, and what watched it', () => {
    expect(step('prod', 'drained', 'retired')).toEqual({
      added: [],
      removed: ['KafkaTopic/toolrun-verify-v1'],
      changed: ['PrometheusRule/transformation-toolrun-verify-v1'],
    });
  });
});

test('a contract that never had another name is the same in every phase', () => {
  const contract = contractWith('toolrun.verify', (terms) => delete terms.renamedFrom);
  const topics = migrationPhases.map((phase) => {
    const environment = environmentWith('prod', (terms) => {
      renamesAt(terms, phase);
    });
    return systemIn(resolvedIn(environment, [contract]), 'workrequests').families[0]?.topics.map(
      ({ name }) => name.value,
    );
  });
  expect(topics).toEqual(
    migrationPhases.map(() => ['transformation.toolrun.verify.v1', 'transformation.toolrun.verify.dlt.v1']),
  );
});
