import { afterAll, expect, test } from '@jest/globals';
import { inventoryCsv, inventoryMarkdown, inventoryOf, payloadName } from '../../lib/reports/inventory.ts';
import { ProjectCopy } from '../support/project-copy.ts';
import { contractWith, resolvedIn, shipped } from '../support/shipped.ts';
import { workstreams } from '../support/workstreams.ts';

const copy = new ProjectCopy();
afterAll(() => copy.dispose());

test('queues stand in the shape of the WorkRequests inventory, with the environments that have them', async () => {
  const { code, stdout, stderr } = await workstreams('inventory', '--env', 'dev', '--root', copy.root);
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toBe(`# Inventory

Work queues are enabled in:

- \`dev\`: topics on, workbench on, ScaledJobs off

## workrequests in dev

| Queue purpose | Kafka topic | KafkaTopic resource | KEDA ScaledJob | Consumer group | Notes |
|---|---|---|---|---|---|
| Work requests that a coding agent carries out for the transformation capability | \`transformation.agentwork.coder.v1\` | \`KafkaTopic/transformation-agentwork-coder-v1\` | – | \`workrequests-agentwork-coder-v1\` | – |
| Work requests that a coding agent carries out for the transformation capability | \`agentwork.coder.v1\` | \`KafkaTopic/agentwork-coder-v1\` | – | \`workrequests-agentwork-coder-v1\` | – |
| Work requests that a tool generates from: code and documents of the transformation capability | \`transformation.toolrun.generate.v1\` | \`KafkaTopic/transformation-toolrun-generate-v1\` | – | \`workrequests-toolrun-generate-v1\` | – |
| Work requests that a tool generates from: code and documents of the transformation capability | \`toolrun.generate.v1\` | \`KafkaTopic/toolrun-generate-v1\` | – | \`workrequests-toolrun-generate-v1\` | – |
| Work requests that a tool verifies: checks of what the transformation capability produced | \`transformation.toolrun.verify.v1\` | \`KafkaTopic/transformation-toolrun-verify-v1\` | – | \`workrequests-toolrun-verify-v1\` | – |
| Work requests that a tool verifies: checks of what the transformation capability produced | \`toolrun.verify.v1\` | \`KafkaTopic/toolrun-verify-v1\` | – | \`workrequests-toolrun-verify-v1\` | – |

Besides, 3 topics for retries and dead letters.
`);
});

test('a row of every topic of every environment, derived ones too', () => {
  const topics = shipped().environments.map((environment) => {
    const resolved = resolvedIn(environment);
    const families = resolved.systems.flatMap((system) => system.families);
    const rows = inventoryOf(resolved);
    expect(rows.map(({ topic }) => topic).sort()).toEqual(
      families.flatMap((family) => family.topics.map(({ name }) => name.value as string)).sort(),
    );
    return rows.length;
  });
  expect(topics).toHaveLength(4);
});

test('groups of services are named as their rights are, by tenant where there are tenants', () => {
  const row = inventoryOf(resolvedIn('prod')).find(
    ({ topic }) => topic === 'prod.acme.prism.evt.policy-updated.v1',
  );
  expect(row?.consumerGroups).toContain('omninode-acme--gateway-edge');
});

test('CSV has a row a topic, and a purpose that a spreadsheet would run is text', () => {
  const formula = contractWith('toolrun.verify', (terms) => {
    terms.purpose = '=cmd|"/c calc"!A1';
  });
  const rows = inventoryOf(resolvedIn('prod', [formula]));
  expect(inventoryCsv(rows)).toBe(
    [
      'environment,system,topic,role,class,purpose,kafkaTopic,scaledJobs,consumerGroups,producers,consumers,retention,payloadSchema,owner,notes,scaledObjects,settings',
      `prod,workrequests,transformation.toolrun.verify.v1,source,work,"'=cmd|""/c calc""!A1",KafkaTopic/transformation-toolrun-verify-v1,ScaledJob/workrequests-toolrun-verify,workrequests-toolrun-verify-v1,transformation-domain,toolrun-executor,7d,WorkRequestQueueMessage,transformation-platform,placeholder until there is an executor,,`,
      'prod,workrequests,transformation.toolrun.verify.dlt.v1,dead-letter,dlt,dead letters of transformation.toolrun.verify.v1,KafkaTopic/transformation-toolrun-verify-dlt-v1,,,,,30d,WorkRequestQueueMessage,transformation-platform,,,',
      '',
    ].join('\r\n'),
  );
});

test('text of a contract cannot end a cell, mention a team or bring HTML', () => {
  const hostile = contractWith('toolrun.verify', (terms) => {
    terms.purpose = 'a|b @platform <b>x</b> ```';
  });
  const resolved = resolvedIn('prod', [hostile]);
  expect(inventoryMarkdown([resolved], inventoryOf(resolved))).toContain(
    '| a\\|b @\u200bplatform &lt;b&gt;x&lt;/b&gt; \\`\\`\\` | `transformation.toolrun.verify.v1` |',
  );
});

test.each([
  [{ title: 'Command on rnle.commands' }, 'Command'],
  [{ title: 'Run that is due on schedule_tasks' }, 'Run that is due'],
  [{}, ''],
  [true, ''],
])('the payload of %j is %j', (schema, name) => {
  expect(payloadName(schema)).toBe(name);
});

test('JSON has the same rows', async () => {
  const { stdout } = await workstreams('inventory', '--env', 'prod', '--root', copy.root, '--format', 'json');
  expect((JSON.parse(stdout) as unknown[]).slice(0, 1)).toEqual([
    {
      environment: 'prod',
      system: 'workrequests',
      role: 'source',
      class: 'work',
      purpose: 'Work requests that a coding agent carries out for the transformation capability',
      topic: 'transformation.agentwork.coder.v1',
      resource: 'KafkaTopic/transformation-agentwork-coder-v1',
      scaledJobs: ['ScaledJob/workrequests-agentwork-coder'],
      scaledObjects: [],
      consumerGroups: ['workrequests-agentwork-coder-v1'],
      producers: ['transformation-domain'],
      consumers: ['agentwork-executor'],
      retention: '7d',
      settings: [],
      schema: 'WorkRequestQueueMessage',
      owner: 'transformation-platform',
      notes: ['placeholder until there is an executor'],
    },
  ]);
});

test('a system or an environment that is not there is named with the nearest', async () => {
  const [system, environment, format] = await Promise.all([
    workstreams('inventory', '--system', 'workrequest', '--root', copy.root),
    workstreams('inventory', '--env', 'prodd', '--root', copy.root),
    workstreams('inventory', '--format', 'html'),
  ]);
  expect(system).toEqual({
    code: 1,
    stdout: '',
    stderr: 'there is no system "workrequest"\n  did you mean "workrequests"?\n',
  });
  expect([environment.code, environment.stdout]).toEqual([1, '']);
  expect(environment.stderr).toContain('there is no environment "prodd"\n  did you mean "prod"?');
  expect(format.code).toBe(1);
  expect(format.stderr).toContain('Allowed choices are markdown, csv, json.');
});
