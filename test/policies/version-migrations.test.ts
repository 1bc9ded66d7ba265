import { cpSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { loadProject, type Project } from '../../lib/cli/project.ts';
import { renderEnvironment } from '../../lib/cli/judge.ts';
import { checkResolved } from '../../lib/governance/engine.ts';
import { rules } from '../../lib/governance/rules/index.ts';
import { catalogOf } from '../../lib/model/catalog.ts';
import { addressText, type Contract } from '../../lib/model/terms/contract.ts';
import type { Environment } from '../../lib/model/terms/environment.ts';
import type { Manifest } from '../../lib/model/manifest.ts';
import { type MigrationPhase, migrationPhases } from '../../lib/model/terms/migration-terms.ts';
import { formatProblem } from '../../lib/model/text/problem.ts';
import { accessMatrix } from '../../lib/policies/access-matrix.ts';
import { type Resolved, resolve } from '../../lib/policies/resolve.ts';
import { explainTopic } from '../../lib/reports/explain.ts';
import { fixtureCopy, systemIn } from '../support/fixture.ts';
import type { StackCopy } from '../support/stack-copy.ts';

const queue = 'sorting/depot/work/vision.read-label';
const dotted = 'ledger/accounts/work/invoices';
const events = 'ledger/accounts/evt/postings';
const namespaced = 'parcels/tracking/evt/parcel-scanned';

/** The stack with a second version of a queue, of topics with and without a version in their names, and of Avro. */
let copy: StackCopy;
beforeAll(() => {
  copy = fixtureCopy();
  for (const topic of [queue, dotted, events, namespaced]) secondVersion(topic);
  const contract = `contracts/${queue}/v2/contract.yaml`;
  copy.edit(contract, '  name: sorting-read-label\n', '');
  copy.edit(contract, ', group: sorting-read-label-v1', '');
  copy.edit(contract, 'renamedFrom: { topic: vision.read-label.v1, object: vision-read-label-v1 }\n', '');
  for (const phase of migrationPhases) loaded.set(phase, inPhase(phase));
});
afterAll(() => copy.dispose());

function secondVersion(topic: string): void {
  cpSync(copy.path(`contracts/${topic}/v1`), copy.path(`contracts/${topic}/v2`), { recursive: true });
}

const loaded = new Map<MigrationPhase, Project>();

function inPhase(phase: MigrationPhase): Project {
  const migrations = [queue, dotted, events, namespaced].map((topic) => `  ${topic}/v2: ${phase}\n`).join('');
  const prod = copy.read('environments/eu-prod.yaml');
  copy.edit('environments/eu-prod.yaml', '\nexceptions:', `\nmigrations:\n${migrations}\nexceptions:`);
  try {
    const project = loadProject({ root: copy.root, today: '2026-11-21', environments: ['eu-prod'] });
    if (!project.ok) throw new Error(project.problems.map(formatProblem).join('\n'));
    return project.value;
  } finally {
    copy.write('environments/eu-prod.yaml', prod);
  }
}

function projectIn(phase: MigrationPhase): Project {
  const project = loaded.get(phase);
  if (project === undefined) throw new Error(phase);
  return project;
}

const resolvedBy = new Map<MigrationPhase, Resolved>();

function resolvedIn(phase: MigrationPhase): Resolved {
  const { catalog, environments } = projectIn(phase);
  const known = resolvedBy.get(phase) ?? resolve(catalog, environments[0] as Environment);
  resolvedBy.set(phase, known);
  return known;
}

interface Topic {
  readonly address: string;
  readonly names: readonly [one: string, two: string];
  /** Derived topics of both versions. */
  readonly derived: readonly (readonly [one: string, two: string])[];
  readonly writer: string;
  readonly reader: string;
}

const topics: readonly Topic[] = [
  {
    address: queue,
    names: ['depot.vision.read-label.v1', 'depot.vision.read-label.v2'],
    derived: [['depot.vision.read-label.dlt.v1', 'depot.vision.read-label.dlt.v2']],
    writer: 'dispatch',
    reader: 'label-reader',
  },
  {
    address: dotted,
    names: ['ledger.invoices', 'ledger.invoices.v2'],
    derived: [['ledger.invoices.dlq', 'ledger.invoices.dlq.v2']],
    writer: 'booking',
    reader: 'invoicing',
  },
  {
    address: events,
    names: ['ledger.postings', 'ledger.postings.v2'],
    derived: [['ledger.postings.dlq', 'ledger.postings.dlq.v2']],
    writer: 'booking',
    reader: 'balances',
  },
  {
    address: namespaced,
    names: ['prod.acme.tracking.evt.parcel-scanned.v1', 'prod.acme.tracking.evt.parcel-scanned.v2'],
    derived: [
      ['prod.acme.tracking.dlt.parcel-scanned.v1', 'prod.acme.tracking.dlt.parcel-scanned.v2'],
      ['prod.acme.tracking.rty.parcel-scanned-1m.v1', 'prod.acme.tracking.rty.parcel-scanned-1m.v2'],
    ],
    writer: 'scanner',
    reader: 'portal',
  },
];

/** What each phase says of the two versions: those that exist, are written, are read; and the mark on the first. */
const expected: Readonly<
  Record<MigrationPhase, { exist: number[]; written: number[]; read: number[]; deprecated: boolean }>
> = {
  before: { exist: [1], written: [1], read: [1], deprecated: false },
  dual: { exist: [1, 2], written: [1, 2], read: [1, 2], deprecated: false },
  cutover: { exist: [1, 2], written: [2], read: [1, 2], deprecated: true },
  drained: { exist: [1, 2], written: [2], read: [2], deprecated: true },
  retired: { exist: [2], written: [2], read: [2], deprecated: false },
};

describe.each(migrationPhases)('phase %s', (phase) => {
  const { exist, written, read, deprecated } = expected[phase];

  test('is accepted by the rules on an environment', () => {
    const { view } = projectIn(phase);
    expect(checkResolved(resolvedIn(phase), view).map(formatProblem)).toEqual([]);
  });

  test.each(topics)('$address has the topics that the phase says', ({ address, names, derived }) => {
    const all = systemIn(resolvedIn(phase), address.split('/')[0] ?? '')
      .families.flatMap((family) => family.topics)
      .filter(({ role }) => role !== 'former');
    const byName = new Map(all.map((topic) => [topic.name.value as string, topic]));
    const there = (pair: readonly string[]) =>
      pair.flatMap((name, index) => (byName.has(name) ? [index + 1] : []));
    for (const pair of [names, ...derived])
      expect({ pair, there: there(pair) }).toEqual({ pair, there: exist });
    expect(byName.get(names[0])?.deprecated).toBe(
      deprecated ? `replaced by ${names[1]} (phase ${phase})` : undefined,
    );
    expect(byName.get(names[1])?.deprecated).toBeUndefined();
  });

  test.each(topics)('$address may be written and read where the phase says', (topic) => {
    const system = systemIn(resolvedIn(phase), topic.address.split('/')[0] ?? '');
    // A right by prefix is about names that do not exist, too.
    const names = exist.map((version) => topic.names[version - 1] as string);
    const rows = accessMatrix(system.principals, names);
    const may = (operation: 'Read' | 'Write', service: string) =>
      topic.names.flatMap((name, index) =>
        rows.some(
          (row) => row.topic === name && row.operations.includes(operation) && row.service === service,
        )
          ? [index + 1]
          : [],
      );
    expect(may('Write', topic.writer)).toEqual(written);
    expect(may('Read', topic.reader)).toEqual(read);
  });

  test('a ScaledJob reads each version of the queue that the phase says', () => {
    const readers = systemIn(resolvedIn(phase), 'sorting')
      .queues.filter(({ family }) => family.address.startsWith(queue))
      .flatMap((one) => one.readers.map(({ scaledJob, topic }) => `${scaledJob} ${topic.name.value}`));
    const both = [
      'sorting-read-label depot.vision.read-label.v1',
      'sorting-depot-vision-read-label-v2 depot.vision.read-label.v2',
    ];
    expect(readers).toEqual(read.map((version) => both[version - 1]));
  });

  test('a service reads both versions in one group', () => {
    const worker = systemIn(resolvedIn(phase), 'ledger').services.find(
      ({ service }) => service.id === 'invoicing',
    );
    const group = worker?.clients.consumers.find((one) => one.group === 'ledger-invoices');
    const names = ['ledger.invoices', 'ledger.invoices.v2'];
    expect(group?.topics).toEqual(read.map((version) => names[version - 1]));
  });

  test('explain tells the phase and where it stands', () => {
    const { facts } = explainTopic(resolvedIn(phase), exist.includes(1) ? events : `${events}/v2`);
    const wanted = `${events}/${exist.includes(1) ? 'v1' : 'v2'}`;
    const again = explainTopic(resolvedIn(phase), wanted).facts ?? facts;
    expect(again?.filter(({ fact }) => fact === 'migration')).toEqual([
      {
        fact: 'migration',
        value: `v1 to v2: phase ${phase}`,
        from: 'environment',
        where: expect.stringMatching(/^environments\/eu-prod\.yaml:\d+:\d+$/),
      },
    ]);
  });
});

test('before is what holds where an environment says nothing', () => {
  const project = loadProject({ root: copy.root, today: '2026-11-21', environments: ['eu-prod'] });
  if (!project.ok) throw new Error(project.problems.map(formatProblem).join('\n'));
  expect(rendered(project.value)).toEqual(objects('before'));
});

test('before renders what is rendered without the second version', () => {
  const without = fixtureCopy();
  try {
    const project = loadProject({ root: without.root, today: '2026-11-21', environments: ['eu-prod'] });
    if (!project.ok) throw new Error(project.problems.map(formatProblem).join('\n'));
    expect(rendered(project.value)).toEqual(objects('before'));
  } finally {
    without.dispose();
  }
});

function rendered(project: Project): Map<string, string> {
  const found = new Map<string, string>();
  const [environment] = project.environments;
  for (const { manifests } of renderEnvironment(resolve(project.catalog, environment as Environment))) {
    for (const manifest of manifests) found.set(idOf(manifest), JSON.stringify(manifest));
  }
  return found;
}

const renderedBy = new Map<MigrationPhase, Map<string, string>>();

function objects(phase: MigrationPhase): Map<string, string> {
  const known = renderedBy.get(phase) ?? rendered(projectIn(phase));
  renderedBy.set(phase, known);
  return known;
}

const idOf = ({ kind, metadata }: Manifest): string => `${kind}/${metadata.name}`;

/** The objects that a step adds, takes away and changes, of those whose name holds `about`. */
function step(from: MigrationPhase, to: MigrationPhase, about: string) {
  const [old, next] = [objects(from), objects(to)];
  const concerned = [...new Set([...old.keys(), ...next.keys()])]
    .filter((id) => id.replaceAll('--', '-').includes(about))
    .sort();
  return {
    added: concerned.filter((id) => !old.has(id)),
    removed: concerned.filter((id) => !next.has(id)),
    changed: concerned.filter((id) => old.has(id) && next.has(id) && old.get(id) !== next.get(id)),
  };
}

describe('each step of the queue', () => {
  const [one, two] = ['sorting-read-label', 'sorting-depot-vision-read-label-v2'];
  const topic = 'KafkaTopic/depot-vision-read--label-v1';

  test('before to dual adds all of the second version and touches nothing of the first', () => {
    expect(step('before', 'dual', 'read-label')).toEqual({
      added: [
        `ConfigMap/${two}`,
        `ConfigMap/${two}-writer`,
        `ExternalSecret/${two}-reader`,
        `ExternalSecret/${two}-scaler`,
        `ExternalSecret/${two}-writer`,
        'KafkaTopic/depot-vision-read--label-dlt-v2',
        'KafkaTopic/depot-vision-read--label-v2',
        `KafkaUser/${two}-reader`,
        `KafkaUser/${two}-scaler`,
        `KafkaUser/${two}-writer`,
        'PrometheusRule/depot-vision-read--label-v2',
        `Role/${two}`,
        `RoleBinding/${two}`,
        `ScaledJob/${two}`,
        `ServiceAccount/${two}`,
        `TriggerAuthentication/${two}-scaler`,
      ],
      removed: [],
      changed: [],
    });
  });

  test('dual to cutover takes the right and the settings to write the first, and marks it', () => {
    expect(step('dual', 'cutover', 'read-label')).toEqual({
      added: [],
      removed: [],
      changed: [`ConfigMap/${one}-writer`, topic, `KafkaUser/${one}-writer`],
    });
  });

  test('cutover to drained takes its reader and the reader`s rights', () => {
    expect(step('cutover', 'drained', 'read-label')).toEqual({
      added: [],
      removed: [
        `ConfigMap/${one}`,
        `ExternalSecret/${one}-reader`,
        `ExternalSecret/${one}-scaler`,
        `Role/${one}`,
        `RoleBinding/${one}`,
        `ScaledJob/${one}`,
        `ServiceAccount/${one}`,
        `TriggerAuthentication/${one}-scaler`,
      ],
      changed: [
        topic,
        `KafkaUser/${one}-reader`,
        `KafkaUser/${one}-scaler`,
        'PrometheusRule/depot-vision-read--label-v1',
      ],
    });
  });

  test('drained to retired deletes the topics and users of the first', () => {
    expect(step('drained', 'retired', 'read-label')).toEqual({
      added: [],
      removed: [
        `ConfigMap/${one}-writer`,
        `ExternalSecret/${one}-writer`,
        'KafkaTopic/depot-vision-read--label-dlt-v1',
        topic,
        `KafkaUser/${one}-reader`,
        `KafkaUser/${one}-scaler`,
        `KafkaUser/${one}-writer`,
        'PrometheusRule/depot-vision-read--label-v1',
      ],
      changed: [],
    });
  });

  test('a user that the phase has taken everything from may still see that the topic is there', () => {
    const user = JSON.parse(objects('drained').get(`KafkaUser/${one}-writer`) ?? '') as {
      spec: { authorization: { acls: unknown } };
    };
    expect(user.spec.authorization.acls).toEqual([
      {
        resource: { type: 'topic', name: 'depot.vision.read-label.v1', patternType: 'literal' },
        operations: ['Describe'],
      },
    ]);
  });
});

describe('each step of topics that services read', () => {
  test.each([
    [
      'invoices',
      ['ledger-invoices', 'ledger-invoices-dlq'],
      ['ledger-invoices-v2', 'ledger-invoices-dlq-v2'],
    ],
    [
      'acme-tracking-evt-parcel-scanned',
      ['prod-acme-tracking-evt-parcel--scanned-v1'],
      ['prod-acme-tracking-evt-parcel--scanned-v2'],
    ],
  ])('%s', (about, first, second) => {
    const topicsOf = (ids: readonly string[]) =>
      ids.filter((id) => id.startsWith('KafkaTopic/')).map((id) => id.slice('KafkaTopic/'.length));
    const steps = migrationPhases.slice(1).map((to, index) => {
      const { added, removed, changed } = step(migrationPhases[index] as MigrationPhase, to, about);
      return { added: topicsOf(added), removed: topicsOf(removed), changed: topicsOf(changed) };
    });
    const marked = first.slice(0, 1);
    expect(steps).toEqual([
      { added: [...second].sort(), removed: [], changed: [] },
      { added: [], removed: [], changed: marked },
      { added: [], removed: [], changed: marked },
      { added: [], removed: [...first].sort(), changed: [] },
    ]);
  });

  test('only the last one deletes a topic or a user, whatever the system', () => {
    const deleted = migrationPhases
      .slice(1, -1)
      .flatMap((to, index) =>
        step(migrationPhases[index] as MigrationPhase, to, '').removed.filter((id) =>
          /^Kafka(?:Topic|User)\//.test(id),
        ),
      );
    expect(deleted).toEqual([]);
  });

  test('no right on a whole namespace outlives a version that is no longer written in it', () => {
    const prefix = 'prod.acme.tracking.evt.';
    const holders = (phase: MigrationPhase) =>
      systemIn(resolvedIn(phase), 'parcels')
        .principals.filter(({ service }) => service === 'scanner')
        .flatMap(({ acls }) => acls.filter(({ resource }) => resource.name === prefix))
        .flatMap(({ operations }) => operations);
    expect(migrationPhases.map(holders)).toEqual([['Write'], ['Write'], [], [], ['Write']]);
  });
});

describe('migrations-in-order', () => {
  const said = (migrations: Record<string, string>): string[] => {
    const { catalog, environments, view } = projectIn('before');
    const environment = {
      ...(environments[0] as Environment),
      migrations: migrations as Environment['migrations'],
    };
    const rule = rules.filter(({ id }) => id === 'migrations-in-order');
    return checkResolved(resolve(catalog, environment), view, rule).map(
      ({ key, what, fix }) => `${key}: ${what} / ${fix}`,
    );
  };

  test('is silent on a move between versions that stand side by side', () => {
    expect(said({ [`${queue}/v2`]: 'dual', [`${events}/v2`]: 'retired' })).toEqual([]);
  });

  test('fires on a slip of the pen', () => {
    expect(said({ [`${dotted.replace('invoices', 'invoces')}/v2`]: 'dual' })).toEqual([
      'migrations.ledger/accounts/work/invoces/v2: no contract stands there / did you mean "ledger/accounts/work/invoices/v2"?',
    ]);
  });

  test('fires on a version whose earlier one went before the move ended, and is silent at its end', () => {
    const { catalog, environments, view } = projectIn('before');
    const left = catalogOf(
      catalog.contracts.filter(({ address }) => addressText(address) !== `${dotted}/v1`),
      catalog.systems,
      catalog.messages,
    );
    const judged = (phase: MigrationPhase) => {
      const environment = { ...(environments[0] as Environment), migrations: { [`${dotted}/v2`]: phase } };
      const rule = rules.filter(({ id }) => id === 'migrations-in-order');
      return checkResolved(resolve(left, environment), { ...view, catalog: left }, rule).map(
        ({ what, fix }) => `${what} / ${fix}`,
      );
    };
    expect(judged('cutover')).toEqual([
      "the phase is cutover, and no earlier version stands beside it / remove the entry; or put the earlier version's contract back until the migration is retired",
    ]);
    expect(judged('retired')).toEqual([]);
  });

  test('fires on a move that begins before the one before it has ended', () => {
    const { catalog, environments, view } = projectIn('before');
    const second = catalog.contracts.find(
      ({ address }) => addressText(address) === `${events}/v2`,
    ) as Contract;
    const third = { ...second, address: { ...second.address, version: 3 } };
    const three = catalogOf([...catalog.contracts, third], catalog.systems, catalog.messages);
    const judged = (first: MigrationPhase, next: MigrationPhase) => {
      const environment = {
        ...(environments[0] as Environment),
        migrations: { [`${events}/v2`]: first, [`${events}/v3`]: next },
      };
      const rule = rules.filter(({ id }) => id === 'migrations-in-order');
      const resolved = resolve(three, environment);
      const names = systemIn(resolved, 'ledger')
        .families.map(({ source }) => source.name.value as string)
        .filter((name) => name.startsWith('ledger.postings'));
      const problems = checkResolved(resolved, { ...view, catalog: three }, rule);
      return { names, problems: problems.map(({ what, fix }) => `${what} / ${fix}`) };
    };
    expect(judged('drained', 'dual').problems).toEqual([
      'the phase is dual, and the migration to v2 before it is at drained / bring ledger/accounts/evt/postings/v2 to retired first, or write before',
    ]);
    expect(judged('retired', 'dual')).toEqual({
      names: ['ledger.postings.v2', 'ledger.postings.v3'],
      problems: [],
    });
    expect(judged('cutover', 'before')).toEqual({
      names: ['ledger.postings', 'ledger.postings.v2'],
      problems: [],
    });
  });
});
