import { expect, test } from '@jest/globals';
import type { InventoryOutput } from '../../lib/reports/outputs/inventory.ts';
import { payloadName } from '../../lib/model/schemas/schema-text.ts';
import { inventoryCsv, inventoryMarkdown, inventoryOf } from '../../lib/reports/inventory.ts';
import { contractWith, fixture, fixtureRoot, resolvedIn, systemIn } from '../support/fixture.ts';
import { workstreams } from '../support/workstreams.ts';

const inventory = (...args: string[]) => workstreams('inventory', '--root', fixtureRoot, ...args);

test('queues have a table of their own, with the environments that have them', async () => {
  const { code, stdout, stderr } = await inventory('--env', 'dev', 'qa', '--system', 'sorting');
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toBe(`# Inventory

Work queues are enabled in:

- \`dev\`: topics on, workbench on, ScaledJobs on
- \`qa\`: topics on, workbench on, ScaledJobs off

## sorting in dev

| Queue purpose | Kafka topic | KafkaTopic resource | KEDA ScaledJob | Consumer group | Notes |
|---|---|---|---|---|---|
| Days whose routes are to be planned, by region | \`depot.batch.plan-routes.v2\` | \`KafkaTopic/depot-batch-plan--routes-v2\` | \`ScaledJob/sorting-depot-batch-plan-routes-v2\` | \`sorting-depot-batch-plan-routes-v2\` | placeholder until there is an executor |
| Pictures whose labels are to be read | \`depot.vision.read-label.v1\` | \`KafkaTopic/depot-vision-read--label-v1\` | \`ScaledJob/sorting-read-label\` | \`sorting-read-label-v1\` | placeholder until there is an executor |
| Pictures whose labels are to be read | \`vision.read-label.v1\` | \`KafkaTopic/vision-read-label-v1\` | \`ScaledJob/sorting-read-label-former\` | \`sorting-read-label-v1\` | renamed to depot.vision.read-label.v1 (phase cutover); placeholder until there is an executor |

Besides, 3 topics for retries and dead letters.

## sorting in qa

| Queue purpose | Kafka topic | KafkaTopic resource | KEDA ScaledJob | Consumer group | Notes |
|---|---|---|---|---|---|
| Days whose routes are to be planned | \`depot.batch.plan-routes.v1\` | \`KafkaTopic/depot-batch-plan--routes-v1\` | – | \`sorting-depot-batch-plan-routes-v1\` | – |
| Days whose routes are to be planned, by region | \`depot.batch.plan-routes.v2\` | \`KafkaTopic/depot-batch-plan--routes-v2\` | – | \`sorting-depot-batch-plan-routes-v2\` | – |
| Pictures whose labels are to be read | \`depot.vision.read-label.v1\` | \`KafkaTopic/depot-vision-read--label-v1\` | – | \`sorting-read-label-v1\` | – |
| Pictures whose labels are to be read | \`vision.read-label.v1\` | \`KafkaTopic/vision-read-label-v1\` | – | \`sorting-read-label-v1\` | – |

Besides, 5 topics for retries and dead letters.
`);
});

test('topics of services have a table of their own', () => {
  const resolved = resolvedIn('eu-prod');
  const ledger = { ...resolved, systems: [systemIn(resolved, 'ledger')] };
  expect(inventoryMarkdown([ledger], inventoryOf(ledger))).toBe(`# Inventory

## ledger in eu-prod

| Topic | Producer | Consumer | Retention | Payload schema | Notes |
|---|---|---|---|---|---|
| \`ledger.repairs\` | – | – | 2d | OperationsJournalRecord | – |
| \`ledger.balances\` | balances | reminders | 7d | Balance | Deployment ledger-reminders is scaled by lag, 2 to 3 replicas |
| \`ledger.postings\` | booking | balances | 30d | Posting | message.timestamp.type LogAppendTime (contract); segment.bytes 256MiB (contract) |
| \`ledger.invoices\` | booking | invoicing | 7d | Invoice order | – |

Besides, 2 topics for retries and dead letters.
`);
});

test('a row of every topic of every environment, derived ones too', () => {
  const topics = fixture().environments.map((environment) => {
    const resolved = resolvedIn(environment);
    const families = resolved.systems.flatMap((system) => system.families);
    const rows = inventoryOf(resolved);
    expect(rows.map(({ topic }) => topic).sort()).toEqual(
      families.flatMap((family) => family.topics.map(({ name }) => name.value as string)).sort(),
    );
    return rows.length;
  });
  expect(topics).toEqual([30, 48, 33]);
});

test('groups of services are named as their rights are, by tenant where there are tenants', () => {
  const row = inventoryOf(resolvedIn('eu-prod')).find(
    ({ topic }) => topic === 'prod.acme-labs.tracking.evt.parcel-scanned.v1',
  );
  expect(row?.consumerGroups).toEqual(['parcels-acme-labs--router', 'parcels-acme-labs--portal']);
});

test('CSV has a row a topic, and a purpose that a spreadsheet would run is text', () => {
  const formula = contractWith('batch.plan-routes', (terms) => {
    terms.purpose = '=cmd|"/c calc"!A1';
    delete terms.retry;
  });
  const rows = inventoryOf(resolvedIn('eu-prod', [formula]));
  expect(inventoryCsv(rows)).toBe(
    [
      'environment,system,topic,role,class,purpose,kafkaTopic,scaledJobs,consumerGroups,producers,consumers,retention,payloadSchema,owner,notes,scaledObjects,settings',
      `eu-prod,sorting,depot.batch.plan-routes.v1,source,work,"'=cmd|""/c calc""!A1",KafkaTopic/depot-batch-plan--routes-v1,ScaledJob/sorting-depot-batch-plan-routes,sorting-depot-batch-plan-routes-v1,dispatch,route-planner,7d,Sorting task of batch.plan-routes,sorting,placeholder until there is an executor,,`,
      'eu-prod,sorting,depot.batch.plan-routes.dlt.v1,dead-letter,dlt,dead letters of depot.batch.plan-routes.v1,KafkaTopic/depot-batch-plan--routes-dlt-v1,,,,,30d,Sorting task of batch.plan-routes,sorting,,,',
      '',
    ].join('\r\n'),
  );
});

test('text of a contract cannot end a cell, mention a team or bring HTML', () => {
  const hostile = contractWith('vision.read-label', (terms) => {
    terms.purpose = 'a|b @platform <b>x</b> ```';
  });
  const resolved = resolvedIn('eu-prod', [hostile]);
  expect(inventoryMarkdown([resolved], inventoryOf(resolved))).toContain(
    '| a\\|b @\u200bplatform &lt;b&gt;x&lt;/b&gt; \\`\\`\\` | `depot.vision.read-label.v1` |',
  );
});

test.each([
  [{ title: 'Command on ledger.commands' }, 'Command'],
  [{ title: 'Run that is due on schedule_tasks' }, 'Run that is due'],
  [{}, ''],
  [true, ''],
])('the payload of %j is %j', (schema, name) => {
  expect(payloadName(schema)).toBe(name);
});

test('JSON has the same rows', async () => {
  const { stdout } = await inventory('--env', 'eu-prod', '--system', 'sorting', '--format', 'json');
  expect((JSON.parse(stdout) as InventoryOutput).topics.slice(0, 1)).toEqual([
    {
      environment: 'eu-prod',
      system: 'sorting',
      role: 'source',
      class: 'work',
      purpose: 'Days whose routes are to be planned',
      topic: 'depot.batch.plan-routes.v1',
      resource: 'KafkaTopic/depot-batch-plan--routes-v1',
      scaledJobs: ['ScaledJob/sorting-depot-batch-plan-routes'],
      scaledObjects: [],
      consumerGroups: ['sorting-depot-batch-plan-routes-v1'],
      producers: ['dispatch'],
      consumers: ['route-planner'],
      retention: '7d',
      settings: [],
      schema: 'Sorting task of batch.plan-routes',
      owner: 'sorting',
      notes: ['placeholder until there is an executor'],
    },
  ]);
});

test('a system or an environment that is not there is named with the nearest', async () => {
  const [system, environment, format] = await Promise.all([
    inventory('--system', 'sortin'),
    inventory('--env', 'eu-prodd'),
    inventory('--format', 'html'),
  ]);
  expect(system).toEqual({
    code: 1,
    stdout: '',
    stderr: 'there is no system "sortin"\n  did you mean "sorting"?\n',
  });
  expect([environment.code, environment.stdout]).toEqual([1, '']);
  expect(environment.stderr).toContain('there is no environment "eu-prodd"\n  did you mean "eu-prod"?');
  expect(format.code).toBe(64);
  expect(format.stderr).toContain('Allowed choices are markdown, csv, json.');
});
