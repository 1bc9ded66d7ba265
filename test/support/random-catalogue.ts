import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fc } from './property.ts';
import { parse, stringify } from 'yaml';
import { declaredClasses } from '../../lib/model/topic-class.ts';
import { fixtureRoot, type Mutable } from './fixture.ts';

/** Folders of contracts that stand together: what they say of each other stays true. */
const wholes = ['ledger/accounts', 'legacy/as-found', 'parcels/network', 'parcels/tracking', 'sorting/depot'];

const read = (root: string, file: string): Mutable => parse(readFileSync(join(root, file), 'utf8'));
const servicesOf = (system: string): readonly string[] =>
  Object.keys(read(fixtureRoot, `contracts/${system}/system.yaml`).services);

/** One change of a contract: a key and its value, undefined to remove it; of services, which of the system's. */
interface Edit {
  readonly key: string;
  readonly value: unknown;
}

const set =
  (key: string) =>
  (value: unknown): Edit => ({ key, value });
const picks = fc.uniqueArray(fc.nat(30), { maxLength: 4 });

const edit: fc.Arbitrary<Edit> = fc.oneof(
  // Inside the range of some class and outside that of others.
  fc
    .constantFrom(undefined, '30m', '1h', '24h', '48h', '49h', '3d', '7d', '8d', '14d', '30d', '90d', '400d')
    .map(set('retention')),
  fc
    .oneof(fc.integer({ min: 1, max: 60 }), fc.record({ default: fc.integer({ min: 1, max: 9 }) }))
    .map(set('partitions')),
  fc.constantFrom('delete', 'compact', 'compact,delete').map(set('cleanup')),
  fc
    .option(
      fc.record({
        tiers: fc.subarray(['1m', '15m', '2h'], { minLength: 1 }),
        attempts: fc.integer({ min: 1, max: 6 }),
      }),
      { nil: undefined },
    )
    .map(set('retry')),
  fc
    .constantFrom(
      undefined,
      { triage: 'Look' },
      { triage: 'Look', retention: '7d' },
      { triage: 'Look', retention: '60d' },
    )
    .map(set('deadLetter')),
  fc.boolean().map(set('critical')),
  picks.map(set('producers')),
  picks.map(set('consumers')),
  fc
    .record(
      {
        name: fc.constantFrom('worker', `worker-${'x'.repeat(56)}`),
        minReplicas: fc.constantFrom<unknown>(0, 1, 2, { default: 1 }),
        maxReplicas: fc.constantFrom(1, 3, 20),
        lagPerReplica: fc.constantFrom(1, 100, 1_000_000),
        cooldown: fc.constantFrom('1s', '1h'),
      },
      { requiredKeys: [] },
    )
    .map(set('deployment')),
  fc.constantFrom('producer', 'gzip', 'lz4', 'snappy', 'zstd', 'uncompressed').map(set('compression')),
  fc.constantFrom('1KiB', '1MiB', '8MiB', '2047MiB', '2GiB').map(set('maxMessageSize')),
  fc
    .constantFrom<object>(
      { state: 'active' },
      { state: 'deprecated', until: '2027-06-30', successor: 'ledger/accounts/evt/balances/v1' },
      { state: 'retired', since: '2026-10-01' },
    )
    .map(set('lifecycle')),
  fc
    .record({
      rule: fc.constantFrom(
        'retention-in-range',
        'compaction-matches-class',
        'headers-complete',
        'canary-per-event',
      ),
      reason: fc.constant('Tried'),
      until: fc.constantFrom('2026-11-21', '2026-11-20', '2027-06-30'),
    })
    .map((one) => set('exceptions')([one])),
);

/** Where a contract is moved to, or copied to as a second version. */
const move = fc.oneof(
  { weight: 6, arbitrary: fc.constant(undefined) },
  { weight: 1, arbitrary: fc.constantFrom(...declaredClasses).map((to) => ({ class: to as string })) },
  { weight: 1, arbitrary: fc.constant({ version: 'v2' }) },
);

const authentications = {
  none: {
    listeners: [{ name: 'plain', port: 9092, tls: false, authentication: 'none' }],
    authorization: 'none',
    clientListener: 'plain',
  },
  scram: {
    listeners: [{ name: 'scram', port: 9093, tls: true, authentication: 'scram-sha-512' }],
    authorization: 'least-privilege',
    clientListener: 'scram',
  },
  tls: {
    listeners: [
      { name: 'tls', port: 9093, tls: true, authentication: 'tls' },
      { name: 'scram', port: 9094, tls: true, authentication: 'scram-sha-512' },
    ],
    authorization: 'least-privilege',
    clientListener: 'tls',
  },
  oauth: {
    listeners: [
      {
        name: 'oauth',
        port: 9093,
        tls: true,
        authentication: 'oauth',
        oauth: {
          tokenEndpoint: 'https://id.example.com/token',
          issuer: 'https://id.example.com',
          jwks: 'https://id.example.com/jwks',
          scope: 'kafka',
          reach: [{ why: 'Tokens', cidr: '192.0.2.0/24', except: [], ports: [443] }],
        },
      },
      { name: 'scram', port: 9094, tls: true, authentication: 'scram-sha-512' },
    ],
    authorization: 'least-privilege',
    clientListener: 'oauth',
  },
};

const argocd = {
  controller: 'argocd',
  repository: 'https://git.example.com/platform/gitops.git',
  revision: 'main',
  folder: '.',
  namespace: 'argocd',
  project: 'default',
  server: 'https://kubernetes.default.svc',
};
const flux = {
  controller: 'flux',
  source: 'gitops',
  namespace: 'flux-system',
  folder: 'clusters',
  interval: '10m',
};

/** A posture: what an environment may say, most of it independent of the rest. */
const posture = fc.record({
  base: fc.constantFrom('dev', 'qa', 'eu-prod'),
  authentication: fc.constantFrom(...Object.values(authentications)),
  brokers: fc.constantFrom(
    { brokers: 1, replication: 1, minInSync: 1, provision: 'owner' },
    { brokers: 3, replication: 3, minInSync: 2, provision: 'owner' },
    { brokers: 5, replication: 2, minInSync: 1, provision: 'owner' },
    {
      brokers: 1,
      replication: 1,
      minInSync: 1,
      provision: { version: '4.2.0', storage: 'ephemeral', resources: { cpu: '1', memory: '1Gi' } },
    },
  ),
  tieredStorage: fc.boolean(),
  quotas: fc.constantFrom<unknown>('none', { headroom: 10, atLeast: '1MiB', requestPercentage: 200 }),
  retentionCap: fc.constantFrom('none', '1d', '7d'),
  deletion: fc.constantFrom('allowed', 'approval'),
  tenants: fc.subarray(['acme', 'acme-labs', 'a'.repeat(63)], { minLength: 1 }),
  gitops: fc.constantFrom<unknown>('none', argocd, flux),
  credentials: fc.constantFrom(
    { delivery: 'kafka-access' },
    { delivery: 'external-secrets', secretStore: 'kafka' },
    { delivery: 'same-namespace' },
  ),
  alerts: fc.constantFrom('off', 'ticket', 'page'),
  rename: fc.constantFrom('before', 'dual', 'cutover', 'drained', 'retired'),
  queues: fc.constantFrom(
    { topics: true, workbench: true, jobs: true },
    { topics: true, workbench: false, jobs: false },
    { topics: false, workbench: false, jobs: false },
  ),
  mirrored: fc.boolean(),
  canaries: fc.boolean(),
  placeholders: fc.constantFrom('allowed', 'refused'),
});
type Posture = typeof posture extends fc.Arbitrary<infer T> ? T : never;

function environmentTerms(shape: Posture, mirrored: Readonly<Record<string, string[]>>): Mutable {
  const terms = read(fixtureRoot, `environments/${shape.base}.yaml`);
  const { topics, kafka, workloads, images } = terms;
  Object.assign(topics, {
    retentionCap: shape.retentionCap,
    deletion: shape.deletion,
    storageBudget: '100TiB',
    partitionBudget: 5000,
  });
  Object.assign(kafka, shape.authentication, shape.brokers, {
    tieredStorage: shape.tieredStorage,
    quotas: shape.quotas,
  });
  workloads.credentials = shape.credentials;
  // This way asks for one namespace.
  if (shape.credentials.delivery === 'same-namespace') {
    for (const system of Object.keys(workloads.namespaces)) workloads.namespaces[system] = kafka.namespace;
    for (const one of Object.values<Mutable>(terms.queues.executorClasses)) one.namespace = kafka.namespace;
  }
  images.placeholders = shape.placeholders;
  Object.assign(terms.queues, shape.queues);
  for (const address of Object.keys(terms.renames)) terms.renames[address] = shape.rename;
  const { mirror } = read(fixtureRoot, 'environments/eu-prod.yaml');
  mirror.systems = mirrored;
  const { tenants, gitops, alerts } = shape;
  const copies = shape.mirrored && Object.keys(mirrored).length > 0;
  // The region is said once: by the mirror where there is one.
  const rounds = { every: '10m', within: '4m', ...(copies ? {} : { region: 'eu-central' }) };
  return Object.assign(terms, {
    tenants,
    gitops,
    alerts,
    mirror: copies ? mirror : 'none',
    canaries: shape.canaries ? rounds : 'off',
    // There is no other environment.
    promotion: 'none',
  });
}

/** A whole project, as files. */
export const randomProject = fc.record({
  wholes: fc.subarray(wholes, { minLength: 1, maxLength: 2 }),
  posture,
  changes: fc.array(fc.record({ at: fc.nat(40), edit, move }), { maxLength: 3 }),
});
type RandomProject = typeof randomProject extends fc.Arbitrary<infer T> ? T : never;

/** Writes it below `root`, which is emptied before. */
export function writeProject(root: string, { wholes: chosen, posture: shape, changes }: RandomProject): void {
  rmSync(root, { recursive: true, force: true });
  for (const whole of chosen) {
    const system = `contracts/${dirname(whole)}`;
    for (const folder of [`contracts/${whole}`, `${system}/messages`, `${system}/system.yaml`]) {
      if (existsSync(join(fixtureRoot, folder)))
        cpSync(join(fixtureRoot, folder), join(root, folder), { recursive: true });
    }
  }
  const contracts = chosen.flatMap((whole) => contractFiles(root, `contracts/${whole}`));
  for (const file of [...contracts, ...chosen.map((whole) => `contracts/${dirname(whole)}/system.yaml`)])
    writeFileSync(join(root, file), stringify(onlyIn(shape.base, read(root, file))));
  for (const change of changes) applyChange(root, contracts[change.at % contracts.length] ?? '', change);
  const environment = environmentTerms(shape, mirrorable(chosen));
  const systems = new Set(chosen.map((whole) => dirname(whole)));
  const { workloads, images } = environment;
  for (const system of Object.keys(workloads.namespaces))
    if (!systems.has(system)) delete workloads.namespaces[system];
  if (!systems.has('sorting')) {
    Object.assign(environment, { renames: {}, migrations: {} });
    images.executors = {};
  }
  if (!systems.has('parcels')) environment.keys = 'none';
  mkdirSync(join(root, 'environments'), { recursive: true });
  writeFileSync(join(root, 'environments', `${shape.base}.yaml`), stringify(environment));
}

/** The terms of a file where there is one environment: figures by environment are those of that one, and so is what was found. */
function onlyIn(base: string, terms: Mutable): Mutable {
  if (terms === null || typeof terms !== 'object') return terms;
  if (Array.isArray(terms)) return terms.map((one) => onlyIn(base, one));
  if ('default' in terms) return { default: terms[base] ?? terms.default };
  return Object.fromEntries(
    Object.entries(terms).map(([key, value]) => [key === 'eu-prod' ? base : key, onlyIn(base, value)]),
  );
}

function contractFiles(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter(({ name }) => name === 'contract.yaml')
    .map(({ parentPath }) => join(parentPath, 'contract.yaml').slice(root.length + 1))
    .sort();
}

function applyChange(
  root: string,
  file: string,
  { edit: change, move: to }: RandomProject['changes'][number],
): void {
  const folder = dirname(file);
  const [, system = '', context = '', cls = '', topic = '', version = ''] = file.split('/');
  let target = folder;
  if (to !== undefined) {
    const moved = 'class' in to ? [to.class, topic, version] : [cls, topic, to.version];
    target = ['contracts', system, context, ...moved].join('/');
    if (target !== folder) cpSync(join(root, folder), join(root, target), { recursive: true });
  }
  const terms = read(root, join(target, 'contract.yaml'));
  const services = servicesOf(system);
  const { key, value } = change;
  if (value === undefined) delete terms[key];
  else if (key === 'producers' || key === 'consumers')
    terms[key] = (value as number[]).map((pick) => ({ service: services[pick % services.length] }));
  else if (key === 'deployment') {
    for (const consumer of terms.consumers ?? []) consumer.deployment = value;
  } else terms[key] = value;
  writeFileSync(join(root, target, 'contract.yaml'), stringify(terms));
}

function mirrorable(chosen: readonly string[]): Record<string, string[]> {
  return {
    ...(chosen.includes('ledger/accounts') ? { ledger: ['evt', 'work', 'dlt'] } : {}),
    ...(chosen.includes('parcels/tracking') ? { parcels: ['evt', 'aud'] } : {}),
  };
}
