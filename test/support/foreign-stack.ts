import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fc } from './property.ts';
import { stringify } from 'yaml';
import { declaredClasses, type TopicClass } from '../../lib/model/topic-class.ts';

/** Kafka's limit of a topic's name. */
export const longestName = 249;

/** Tenants of `lighthouse`; the name of one begins with that of the other. */
export const tenants = ['acme', 'acme-labs'];

/** What of a contract varies; the rest follows from its class and its number. */
const contractShape = fc.record({
  cls: fc.constantFrom(...declaredClasses.filter((cls) => cls !== 'qrs')),
  /** Most are short; where it is undefined the longest name of its topics has 249 characters. */
  length: fc.option(fc.integer({ min: 6, max: 40 }), { freq: 12 }),
  dotted: fc.boolean(),
  tiers: fc.subarray(['1m', '15m', '2h']),
  deadLetter: fc.boolean(),
  critical: fc.boolean(),
  partitions: fc.integer({ min: 1, max: 12 }),
  compact: fc.boolean(),
  format: fc.constantFrom('json-schema', 'avro', 'protobuf'),
  writers: fc.uniqueArray(fc.nat(3), { minLength: 1, maxLength: 3 }),
  readers: fc.uniqueArray(fc.nat(3), { minLength: 1, maxLength: 3 }),
});
type Shape = typeof contractShape extends fc.Arbitrary<infer T> ? T : never;

/** 300 contracts: 150 of each system. */
export const foreignContracts = fc.array(contractShape, { minLength: 300, maxLength: 300 });

const lighthouse = {
  apiVersion: 'workstreams.io/v1',
  kind: 'System',
  purpose: 'Guides ships of several lines',
  naming: {
    topic: '{env}.{tenant}.{context}.{class}.{topic}.v{version}',
    retry: '{env}.{tenant}.{context}.rty.{topic}-{tier}.v{version}',
    deadLetter: '{env}.{tenant}.{context}.dlt.{topic}.v{version}',
  },
  services: {
    'service-0': {
      purpose: 'Writes in transactions',
      transactionalId: 'beams',
      client: { producers: { both: { transactional: true } } },
    },
    'service-1': { purpose: 'Reads and writes' },
    'service-2': { purpose: 'Reads and writes' },
    'service-3': { purpose: 'Reads and writes', authentication: 'scram-sha-512' },
    watch: { purpose: 'Writes test messages', duties: [{ duty: 'canary', topics: 'all' }] },
    tide: { purpose: 'Writes retries back', duties: [{ duty: 'dispatcher', topics: 'all' }] },
    keeper: { purpose: 'Reads dead letters', duties: [{ duty: 'dead letter operator', topics: 'all' }] },
    'night-log': { purpose: 'Counts what was seen', streams: { application: 'counts' } },
  },
};
const harbour = {
  apiVersion: 'workstreams.io/v1',
  kind: 'System',
  purpose: 'Loads and unloads ships',
  naming: {
    topic: '{region}.{context}.{topic}[.v{version}]',
    segments: {
      region: { values: ['eu', 'us'] },
      topic: {
        pattern: '[a-z][a-z0-9]*([.-][a-z0-9]+)*',
        not: '.*([.-]v[0-9]+|[.]dlq|[.]retry-[0-9]+[a-z]+)',
      },
    },
  },
  services: {
    'service-0': { purpose: 'Reads and writes' },
    'service-1': { purpose: 'Reads and writes' },
    'service-2': { purpose: 'Reads and writes' },
    'service-3': { purpose: 'Reads and writes', authentication: 'scram-sha-512' },
    tide: { purpose: 'Writes retries back', duties: [{ duty: 'dispatcher', topics: 'all' }] },
    keeper: { purpose: 'Reads dead letters', duties: [{ duty: 'dead letter operator', topics: 'all' }] },
    crane: { purpose: 'Sums up what was loaded', streams: {} },
  },
};
interface System {
  readonly id: string;
  readonly context: string;
  readonly declared: object;
  readonly mirrored: readonly TopicClass[];
}
const systems: readonly System[] = [
  { id: 'lighthouse', context: 'coast', declared: lighthouse, mirrored: ['evt', 'aud', 'dlt'] },
  { id: 'harbour', context: 'dock', declared: harbour, mirrored: ['evt', 'work'] },
];

/** What `eu-prod` must have of the stack. */
export interface Expected {
  /** Names, without retries and dead letters. */
  readonly topics: string[];
  /** Names that the mirror copies. */
  readonly mirrored: string[];
  /** How many topics, with retries and dead letters. */
  readonly count: number;
}

/** Writes the stack below `root`. */
export function writeForeignStack(root: string, shapes: readonly Shape[]): Expected {
  const [topics, mirrored]: [string[], string[]] = [[], []];
  let count = 0;
  for (const { id, declared } of systems) write(root, `contracts/${id}/system.yaml`, stringify(declared));
  for (const [index, one] of shapes.entries()) {
    const system = systems[index % 2] as System;
    // A query has two topics, and an event of each system goes through Kafka Streams.
    const cls: TopicClass = index < 4 ? 'qrs' : index < 6 ? 'evt' : one.cls;
    const retriable = cls === 'evt' || cls === 'cmd' || cls === 'work';
    const tiers = retriable ? one.tiers : [];
    const sides = index < 2 ? { writers: [0], readers: [1] } : { writers: [1], readers: [0] };
    const given: Given = {
      ...one,
      ...(cls === 'qrs' ? sides : {}),
      ...{ cls, tiers, deadLetter: cls === 'work' || (retriable && one.deadLetter) },
    };
    const longestOf = (topic: string) =>
      Math.max(
        ...namesOf(system, topic, given)
          .flat()
          .map(({ length }) => length),
      );
    const topic =
      cls === 'qrs'
        ? `height-${index < 2 ? 'requests' : 'replies'}`
        : topicName(index, one.dotted && index % 2 === 1, one.length ?? longestName - longestOf(''));
    const names = namesOf(system, topic, given);
    topics.push(...names.map(([name = '']) => name));
    if (system.mirrored.includes(cls)) {
      // Dead letters are copied together with their topics.
      const letters = given.deadLetter && system.mirrored.includes('dlt');
      mirrored.push(...names.flatMap((all) => [...all.slice(0, 1), ...(letters ? all.slice(-1) : [])]));
    }
    count += names.flat().length;
    const folder = `contracts/${system.id}/${system.context}/${cls}/${topic}/v1`;
    write(root, `${folder}/contract.yaml`, stringify(contractTerms(system.id, index, given)));
    writeMessages(root, folder, given.format);
  }
  for (const name of ['qa', 'eu-prod'])
    write(root, `environments/${name}.yaml`, stringify(environmentTerms(name)));
  return { topics: topics.sort(), mirrored: mirrored.sort(), count };
}

type Given = Omit<Shape, 'cls'> & { readonly cls: TopicClass };

/** A topic's names in `eu-prod`, a list a tenant: first its own, then its retries and dead letters. */
function namesOf({ id }: System, topic: string, { cls, tiers, deadLetter }: Given): string[][] {
  if (id === 'harbour') {
    const name = `eu.dock.${topic}`;
    return [[name, ...tiers.map((tier) => `${name}.retry-${tier}`), ...(deadLetter ? [`${name}.dlq`] : [])]];
  }
  return tenants.map((tenant) => {
    const begin = `prod.${tenant}.coast`;
    return [
      `${begin}.${cls}.${topic}.v1`,
      ...tiers.map((tier) => `${begin}.rty.${topic}-${tier}.v1`),
      ...(deadLetter ? [`${begin}.dlt.${topic}.v1`] : []),
    ];
  });
}

/** `t17-xxxxx`, of this many characters. */
function topicName(index: number, dotted: boolean, length: number): string {
  const begin = `t${index}${dotted ? '.' : '-'}`;
  return begin.padEnd(Math.max(length, begin.length + 1), 'abcdefghi-klmnop9').replace(/-$/, 'z');
}

function contractTerms(system: string, index: number, shape: Given): object {
  const { cls, tiers, deadLetter, writers, readers } = shape;
  const critical = shape.critical && cls === 'evt';
  const single = cls === 'work' || cls === 'cmd';
  const service = (pick: number) => ({ service: `service-${pick}` });
  const canary = cls === 'evt' && system === 'lighthouse' ? [{ service: 'watch' }] : [];
  const compact = shape.compact && !critical && (cls === 'evt' || cls === 'ctl' || cls === 'met');
  const processor = system === 'harbour' ? 'crane' : 'night-log';
  return {
    apiVersion: 'workstreams.io/v1',
    kind: 'Contract',
    purpose: `What happens at light ${index}`,
    owner: { team: 'coast-guard', onCall: 'coast-guard-primary', channel: '#coast' },
    classification: 'internal',
    pii: 'none',
    ...(critical ? { critical, retention: '90d' } : {}),
    key: { field: 'ship', why: 'What one ship does stays in order' },
    partitions: shape.partitions,
    ...(compact ? { cleanup: 'compact,delete' } : {}),
    maxMessageSize: '64KiB',
    load: { messagesPerSecond: 1, bytesPerMessage: '1KiB' },
    serviceLevels: { produceWithin: '1s', consumeWithin: '10m', alertLag: 100 },
    schema: { format: shape.format, compatibility: 'backward' },
    ...(tiers.length === 0 ? {} : { retry: { tiers, attempts: tiers.length + 1 } }),
    ...(deadLetter ? { deadLetter: { triage: 'The on-call reads it and writes it back' } } : {}),
    producers: [...writers.map(service), ...canary],
    consumers: readers.slice(0, single ? 1 : 3).map(service),
    ...(index === 4 || index === 5 ? { processors: [{ service: processor, as: 'source' }] } : {}),
    lifecycle: { state: 'active' },
  };
}

function writeMessages(root: string, folder: string, format: Shape['format']): void {
  const schemas = {
    'json-schema': [
      'value.schema.json',
      {
        $schema: 'https://json-schema.org/draft/2020-12/schema',
        title: 'Sighting',
        description: 'A ship was seen.',
        type: 'object',
        required: ['ship'],
        properties: { ship: { description: 'Which ship.', type: 'string', maxLength: 40 } },
      },
    ],
    avro: [
      'value.schema.avsc',
      {
        type: 'record',
        name: 'Sighting',
        namespace: 'coast',
        doc: 'A ship was seen.',
        fields: [{ name: 'ship', type: 'string', doc: 'Which ship.' }],
      },
    ],
    protobuf: [
      'value.proto',
      'syntax = "proto3";\npackage coast;\n// A ship was seen.\nmessage Sighting {\n  // Which ship.\n  string ship = 1;\n}\n',
    ],
  } as const;
  const [file, schema] = schemas[format];
  write(root, `${folder}/${file}`, typeof schema === 'string' ? schema : JSON.stringify(schema));
  write(root, `${folder}/samples/first.json`, JSON.stringify({ ship: 'Linden' }));
}

function environmentTerms(name: string): object {
  const prod = name === 'eu-prod';
  const peer = {
    region: 'us',
    bootstrapServers: 'kafka-us.example.com:9094',
    authentication: 'scram-sha-512',
    user: 'mirror-for-eu',
    trustedCertificates: 'kafka-us-cluster-ca-cert',
  };
  return {
    apiVersion: 'workstreams.io/v1',
    kind: 'Environment',
    environment: name,
    cluster: name,
    topics: {
      env: prod ? 'prod' : 'qa',
      segments: { region: 'eu' },
      retentionCap: prod ? 'none' : '14d',
      partitionBudget: 100_000,
      storageBudget: '1000TiB',
      loadFactor: 1,
      deletion: prod ? 'approval' : 'allowed',
    },
    kafka: {
      namespace: 'kafka',
      cluster: 'events',
      protocolVersion: '3.9.0',
      provision: 'owner',
      brokers: 3,
      replication: 3,
      minInSync: 2,
      tieredStorage: prod,
      authorization: 'least-privilege',
      quotas: { headroom: 10, atLeast: '1MiB', requestPercentage: 200 },
      listeners: [
        { name: 'tls', port: 9093, tls: true, authentication: 'tls' },
        { name: 'scram', port: 9094, tls: true, authentication: 'scram-sha-512' },
      ],
      clientListener: prod ? 'tls' : 'scram',
    },
    tenants: prod ? tenants : ['acme'],
    workloads: {
      namespaces: { lighthouse: 'lighthouse', harbour: 'harbour' },
      credentials: prod
        ? { delivery: 'external-secrets', secretStore: 'kafka' }
        : { delivery: 'kafka-access' },
      networkPolicy: 'default-deny',
      dns: { namespace: 'kube-system', labels: { 'k8s-app': 'kube-dns' } },
      keda: 'keda',
    },
    images: {
      registry: 'registry.example.com',
      pin: 'tag',
      placeholders: 'allowed',
      placeholder: { repository: 'tools/kafka', tag: '4.2.0' },
      workbench: { repository: 'tools/kafka', tag: '4.2.0' },
      executors: {},
    },
    gitops: 'none',
    promotion: prod ? { from: 'qa' } : 'none',
    alerts: prod ? 'page' : 'ticket',
    canaries: { every: '10m', within: '4m', ...(prod ? {} : { region: 'eu' }) },
    mirror: prod
      ? {
          region: 'eu',
          systems: Object.fromEntries(systems.map(({ id, mirrored }) => [id, mirrored])),
          peers: [peer],
        }
      : 'none',
  };
}

function write(root: string, file: string, text: string): void {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
}
