import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runChild, type Usage } from './child.ts';

/** An import of the topics and users of others, from one environment. */
export interface ImportMeasured extends Usage {
  readonly environment: string;
  readonly topics: number;
  readonly users: number;
}

const repository = join(import.meta.dirname, '..');
const replicas = { dev: 1, staging: 3 } as const;

/** Imports the same topics and users from two environments, one after the other, into one system. */
export function measureImport(work: string, topics: number, users: number): ImportMeasured[] {
  const root = join(work, 'import');
  mkdirSync(root);
  for (const name of ['contracts', 'environments'])
    cpSync(join(repository, name), join(root, name), { recursive: true });
  try {
    return (Object.keys(replicas) as (keyof typeof replicas)[]).map((environment) => {
      const live = join(root, `${environment}.json`);
      writeFileSync(live, exportOf(environment, topics, users));
      const { output, ...usage } = runChild([
        ...[join(repository, 'bin', 'workstreams.js'), 'import', '--root', root, '--live', live],
        ...['--env', environment, '--system', 'inherited'],
      ]);
      if (!output.startsWith(`${environment}: ${topics} topics, ${users} users: no change\n`))
        throw new Error(output.slice(0, 1000));
      return { environment, topics, users, ...usage };
    });
  } finally {
    rmSync(root, { recursive: true });
  }
}

/** Each team has topics of its own prefix, and users that may read them and write one of them. */
function exportOf(environment: keyof typeof replicas, topics: number, users: number): string {
  const teams = 40;
  const topicAt = (index: number) => `team${index % teams}.orders-${index}.events`;
  const object = (kind: string, name: string, spec: object) => ({
    apiVersion: 'kafka.strimzi.io/v1',
    kind,
    metadata: { name, namespace: `ameide-${environment}`, labels: { 'strimzi.io/cluster': 'kafka' } },
    spec,
  });
  const right = (type: string, name: string, patternType: string, operations: string[]) => ({
    resource: { type, name, patternType },
    operations,
  });
  const items = [
    ...Array.from({ length: topics }, (_, index) =>
      object('KafkaTopic', topicAt(index), {
        partitions: 6,
        replicas: replicas[environment],
        config: { 'retention.ms': 604_800_000 * (1 + (index % 3)), 'min.insync.replicas': 1 },
      }),
    ),
    ...Array.from({ length: users }, (_, index) => {
      const name = `team${index % teams}-app${index}`;
      const acls = [
        right('topic', `team${index % teams}.`, 'prefix', ['Describe', 'Read']),
        right('group', name, 'prefix', ['Read']),
        right('topic', topicAt(index), 'literal', ['Write']),
      ];
      return object('KafkaUser', name, {
        authentication: { type: 'scram-sha-512' },
        authorization: { type: 'simple', acls },
      });
    }),
  ];
  return JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
}
