import { renameSync, symlinkSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { queueKind } from '../../lib/cli/new/queue-kind.ts';
import { systemKind } from '../../lib/cli/new/system-kind.ts';
import { topicKind } from '../../lib/cli/new/topic-kind.ts';
import type { Kind } from '../../lib/cli/new/plan.ts';
import { fixtureCopy } from '../support/fixture.ts';
import { type Given, health, lint, renderedIn, runIn } from '../support/new-answers.ts';
import { filesBelow } from '../support/repository.ts';
import type { StackCopy } from '../support/stack-copy.ts';

jest.setTimeout(120_000);

let copy: StackCopy;
beforeEach(() => {
  copy = fixtureCopy();
});
afterEach(() => {
  copy.dispose();
});

const run = async (kind: Kind, given: Given, meant = false) => await runIn(copy, kind, given, meant);
const rendered = (environment: string, system: string) => renderedIn(copy, environment, system);

/** The stack's own files. */
const state = () =>
  Object.fromEntries(['contracts', 'environments'].map((name) => [name, filesBelow(copy.path(name))]));

describe('a topic, in each naming', () => {
  test('dotted: contract with comments, schema and sample, and what to do next', async () => {
    expect(
      await run(topicKind, health),
    ).toBe(`  new  contracts/ledger/accounts/evt/account-health/v1/contract.yaml
  new  contracts/ledger/accounts/evt/account-health/v1/value.schema.json
  new  contracts/ledger/accounts/evt/account-health/v1/samples/example.json

It passes every rule in every environment. Next:
  1. Say in contracts/ledger/accounts/evt/account-health/v1/contract.yaml what is expected: load, service levels, retention, PII.
  2. Write the real message in value.schema.json beside it, and samples that show it.
  3. npx workstreams lint
  4. npm run golden, read git diff, and open a pull request.
`);
    expect(
      copy.read('contracts/ledger/accounts/evt/account-health/v1/contract.yaml'),
    ).toBe(`# yaml-language-server: $schema=../../../../../../node_modules/workstreams/schemas/contract.schema.json
apiVersion: workstreams.io/v1
kind: Contract
purpose: "How each account does: limit and balance"
owner:
  team: ledger
  onCall: ledger-primary
  channel: "#ledger"
# One of public, internal, confidential, restricted.
classification: internal
# The highest x-pii of the schema's fields: none, low, high.
pii: none
key:
  field: accountId
  why: Messages about one accountId stay in order
# Or one by environment: { default: 1, qa: 6 }. More of them later moves keys, fewer is impossible.
partitions: 1
# Class evt: at least 7d, at most 30d; with critical: true at least 90d.
retention: 7d
maxMessageSize: 64KiB
# Quotas, partitions and storage are estimated from it: measure, and correct it.
load: { messagesPerSecond: 1, bytesPerMessage: 1KiB }
serviceLevels: { produceWithin: 1s, consumeWithin: 30s, alertLag: 100 }
# Compatibility is one of none, backward, forward, full, backward-transitive, forward-transitive, full-transitive.
schema: { format: json-schema, compatibility: backward }
# What cannot be processed may go to a topic of its own:
# deadLetter:
#   triage: The on-call of ledger reads it, fixes the cause and replays it
producers:
  - service: booking
consumers:
  - service: reminders
lifecycle: { state: active }
`);
    expect(rendered('eu-prod', 'ledger').topics).toContain('ledger.account-health');
  });

  test('flat, of class work: with its dead letters', async () => {
    copy.write(
      'contracts/runs/system.yaml',
      [
        'apiVersion: workstreams.io/v1',
        'kind: System',
        'purpose: Runs what is due at night',
        'naming:',
        '  topic: "{topic}[_v{version}]"',
        '  segments:',
        '    topic: { pattern: "[a-z][a-z0-9]*(_[a-z0-9]+)*_(events|tasks)" }',
        'services:',
        '  coordinator: { purpose: Says what is due }',
        '  k8s-worker: { purpose: Runs it }',
        '',
      ].join('\n'),
    );
    for (const name of ['dev', 'qa', 'eu-prod'])
      copy.edit(`environments/${name}.yaml`, '  namespaces:\n', `  namespaces:\n    runs: runs-${name}\n`);
    const batch = {
      ...health,
      system: 'runs',
      context: 'execution',
      class: 'work',
      topic: 'batch_tasks',
    };
    const said = await run(topicKind, { ...batch, producers: 'coordinator', consumers: 'k8s-worker' }, true);
    expect(said).toContain('It passes every rule in every environment.');
    expect(rendered('eu-prod', 'runs').topics).toEqual(
      expect.arrayContaining(['batch_tasks', 'batch_tasks_dlq']),
    );
  });

  test('namespaced: with the headers that the system asks for, and its canary', async () => {
    const run1 = {
      ...health,
      system: 'parcels',
      context: 'tracking',
      topic: 'parcel-lost',
      owner: 'tracking',
    };
    await run(topicKind, { ...run1, producers: 'scanner', consumers: 'portal' });
    const contract = copy.read('contracts/parcels/tracking/evt/parcel-lost/v1/contract.yaml');
    expect(contract).toContain('\n  - x-trace-id\n  - x-tenant\n');
    expect(contract).toContain('producers:\n  - service: scanner\n  - service: canary\n');
    expect(contract).toContain('channel: "#tracking"\n');
    expect(rendered('eu-prod', 'parcels').topics).toEqual(
      expect.arrayContaining([
        'prod.acme.tracking.evt.parcel-lost.v1',
        'prod.acme-labs.tracking.evt.parcel-lost.v1',
      ]),
    );
  });

  test('a queue in a system whose names say nothing of executors: the contract does', async () => {
    const said = await run(
      queueKind,
      {
        ...{ system: 'ledger', context: 'accounts', executorClass: 'batch', kind: 'convert' },
        ...{ topic: 'conversions', purpose: 'Files to convert', owner: 'ledger' },
        ...{ producers: 'reminders', consumers: 'invoicing' },
      },
      false,
    );
    expect(said).toContain('It passes every rule in every environment.');
    expect(copy.read('contracts/ledger/accounts/work/conversions/v1/contract.yaml')).toContain(
      'scaling:\n  executorClass: batch\n  executorKind: convert\n',
    );
    const { topics, users } = rendered('eu-prod', 'ledger');
    expect(topics).toEqual(expect.arrayContaining(['ledger.conversions', 'ledger.conversions.dlq']));
    expect(users).toContain('ledger-accounts-conversions-reader');
    // The shared message of other queues is not this system's.
    expect(
      Object.keys(filesBelow(copy.path('contracts/ledger/accounts/work/conversions/v1/samples'))),
    ).toEqual(['example.json']);
  });

  test('capability queue: jobs, and an exception where placeholders are refused', async () => {
    expect(await run(queueKind, lint)).toContain('  edit environments/eu-prod.yaml\n');
    const { topics, users } = rendered('eu-prod', 'sorting');
    expect(topics).toEqual(expect.arrayContaining(['depot.vision.lint.v1', 'depot.vision.lint.dlt.v1']));
    expect(users).toContain('sorting-depot-vision-lint-reader');
    expect(copy.read('environments/eu-prod.yaml')).toContain(
      '  - { rule: no-placeholder-image, subject: vision.lint, reason: The executor is not built yet, until: 2027-02-19 }\n',
    );
    expect(state()['environments']?.['qa.yaml']).not.toContain('vision.lint');
  });

  test('a queue beside others that share a message has it too, with its own names in place of theirs', async () => {
    const work = 'contracts/sorting/depot/work';
    const other = `${work}/vision.read-label/v1`;
    const constants =
      '"line": { "const": "vision" }, "task": { "const": "read-label" }, "site": { "const": "depot" }';
    copy.edit(`${other}/value.schema.json`, '{}', `{ ${constants}, "unit": { "const": "gram" } }`);
    const sample = {
      taskId: 't-3',
      input: 's3://sorting/t-3',
      line: 'vision',
      task: 'read-label',
      unit: 'gram',
    };
    copy.write(`${other}/samples/named.json`, JSON.stringify(sample));
    copy.edit(`${other}/contract.yaml`, 'classification: internal', 'classification: confidential');
    await run(queueKind, lint);
    expect(JSON.parse(copy.read(`${work}/vision.lint/v1/value.schema.json`))).toEqual({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      title: 'SortingTask on depot.vision.lint',
      $ref: 'urn:workstreams:sorting:SortingTask:v1',
      type: 'object',
      properties: {
        line: { const: 'vision' },
        task: { const: 'lint' },
        site: { const: 'depot' },
        unit: { const: 'gram' },
      },
    });
    const samples = filesBelow(copy.path(`${work}/vision.lint/v1/samples`));
    expect(Object.keys(samples)).toEqual(['named.json', 'smallest.json', 'with-deadline.json']);
    expect(JSON.parse(samples['named.json'] ?? '')).toEqual({ ...sample, task: 'lint' });
    const contract = copy.read(`${work}/vision.lint/v1/contract.yaml`);
    expect(contract).toContain('classification: confidential\n');
    expect(contract).toContain('key:\n  field: taskId\n  why: Deliveries of one task stay in order\n');
    expect(rendered('qa', 'sorting').topics).toContain('depot.vision.lint.v1');
  });
});

test('a query is a pair, and the second half mirrors the first', async () => {
  const query = { ...health, system: 'parcels', context: 'tracking', class: 'qrs', topic: 'arrival' };
  await run(topicKind, {
    ...query,
    producers: ['portal', 'router'],
    consumers: 'price-desk',
  });
  const replies = copy.read('contracts/parcels/tracking/qrs/arrival-replies/v1/contract.yaml');
  expect(replies).toContain(
    'producers:\n  - service: price-desk\nconsumers:\n  - service: portal\n  - service: router\n',
  );
  expect(rendered('eu-prod', 'parcels').topics).toContain('prod.acme.tracking.qrs.arrival-requests.v1');
});

test('a new context has every class that its system asks of each, and a new service', async () => {
  const billing = { ...health, system: 'parcels', context: 'billing', topic: 'invoiced', owner: 'billing' };
  const said = await run(
    topicKind,
    { ...billing, producers: "billing-core=Bills what's due", consumers: 'archive' },
    true,
  );
  expect(said.match(/new {2}\S+contract\.yaml/g)?.map((one) => one.slice(5))).toEqual([
    'contracts/parcels/billing/evt/invoiced/v1/contract.yaml',
    'contracts/parcels/billing/cmd/change/v1/contract.yaml',
    'contracts/parcels/billing/ctl/settings/v1/contract.yaml',
    'contracts/parcels/billing/aud/access/v1/contract.yaml',
    'contracts/parcels/billing/met/activity/v1/contract.yaml',
  ]);
  expect(copy.read('contracts/parcels/system.yaml')).toMatch(
    /topics: all \}\n {2}billing-core:\n {4}purpose: Bills what's due\n$/,
  );
});

describe('a system', () => {
  const payments = {
    ...{ system: 'payments', naming: '{system}.{topic}', context: 'checkout', topic: 'payment-taken' },
    ...{ purpose: 'Takes payments */', owner: 'payments', key: 'paymentId' },
    ...{ producers: 'checkout=Takes payments', consumers: 'ledger=Keeps the "books"' },
  };
  test('its file, and a namespace in each environment', async () => {
    const before = filesBelow(copy.path('environments'));
    await run(systemKind, { ...payments, naming: '{topic}_events', topic: 'payment' }, true);
    expect(
      copy.read('contracts/payments/system.yaml'),
    ).toBe(`# yaml-language-server: $schema=../../node_modules/workstreams/schemas/system.schema.json
apiVersion: workstreams.io/v1
kind: System
purpose: Takes payments */
naming:
  topic: "{topic}_events"
services:
  checkout:
    purpose: Takes payments
  ledger:
    purpose: Keeps the "books"
`);
    for (const [file, text] of Object.entries(filesBelow(copy.path('environments')))) {
      const line = `    payments: payments-${file.replace('.yaml', '')}\n`;
      expect(text.replace(line, '')).toBe(before[file]);
      expect(text).toContain(line);
    }
    expect(rendered('dev', 'payments').topics).toEqual(['payment_events']);
    expect(rendered('eu-prod', 'payments').users).toContain('payments-ledger');
  });

  test('the first of all: nothing but environments is there, and they name no namespace', async () => {
    for (const system of ['ledger', 'legacy', 'parcels', 'sorting']) copy.remove(`contracts/${system}`);
    for (const name of Object.keys(filesBelow(copy.path('environments')))) {
      const file = `environments/${name}`;
      copy.write(
        file,
        copy
          .read(file)
          .replace(/^ {2}namespaces:\n(?: {4}.*\n)+/m, '  namespaces: {}\n')
          .replace(/^(?:renames|migrations):\n(?: {2}.*\n)+/gm, '')
          .replace(/^keys:\n(?: {2}.*\n)+/m, 'keys: {}\n')
          .replace(/^ {2}executors:\n(?: {4}.*\n)+/m, '  executors: {}\n')
          .replace(/^queues:\n(?: {2}.*\n)+/m, '')
          .replace(/^mirror:\n(?: .*\n)+/m, 'mirror: none\n')
          .replace(/^canaries: .*\n/m, 'canaries: off\n')
          .replace(/^tenants: .*\n/m, '')
          .replace(/^exceptions:\n(?: {2}.*\n)+/m, ''),
      );
    }
    expect(await run(systemKind, payments, true)).toContain('It passes every rule in every environment.');
    expect(copy.read('environments/eu-prod.yaml')).toContain(
      '  namespaces:\n    payments: payments-eu-prod\n  credentials:',
    );
    expect(rendered('eu-prod', 'payments').topics).toEqual(['payments.payment-taken']);
  });

  test('of several tenants: begins with its one topic, as every other', async () => {
    const said = await run(
      systemKind,
      { ...payments, naming: '{env}.{tenant}.{context}.{class}.{topic}' },
      true,
    );
    expect(said.match(/contract\.yaml\n/g)).toHaveLength(1);
  });

  test('refuses a name that is taken, a naming that is ambiguous, and services without a purpose', async () => {
    const wrong = { ...payments, system: 'ledger', naming: '{context}-{topic}', producers: 'checkout' };
    const before = state();
    expect(await run(systemKind, wrong, true)).toBe(`refused: --name: the system ledger is there already
  npx workstreams new topic adds a topic to it
--naming: "a-a-a" would be both the topic of context "a-a", topic "a" and the topic of context "a", topic "a-a"
  limit the segments by pattern, not or values so that each name has one meaning, or change the template
--producer: no service "checkout"
  for a new service write 'checkout=<what it does>'

3 problems; nothing was written
`);
    expect(await run(systemKind, { ...payments, system: 'platform' }, true)).toContain(
      'no system is called platform',
    );
    expect(state()).toEqual(before);
  });
});

describe('refused, with nothing written', () => {
  test('a second time', async () => {
    await run(queueKind, lint);
    const before = state();
    expect(
      await run(queueKind, lint),
    ).toBe(`refused: --name: contracts/sorting/depot/work/vision.lint is there already
  choose another name, or add a version folder beside v1 by hand

1 problem; nothing was written
`);
    expect(state()).toEqual(before);
  });

  test('misspelt names, all at once with the nearest, and what is missing', async () => {
    const before = state();
    const wrong = {
      system: 'parcels',
      context: 'trackin',
      class: 'evn',
      topic: 'x',
      key: 'a b',
      producers: 'scaner',
    };
    expect(
      await run(topicKind, wrong),
    ).toBe(`refused: --context: "trackin" would be the first of its kind in parcels
  did you mean "tracking"?; if a new one is meant add --new-context
--class: "evn" is no class
  did you mean "evt"?
--purpose: is missing
  What is it for, in one sentence?
--owner: is missing
  Which team owns it?
--key: "a b"
  write the name of a field, for example orderId
--producer: no service "scaner"
  did you mean "scanner"?; for a new service write 'scaner=<what it does>'
--consumer: is missing
  Which services read it?

7 problems; nothing was written
`);
    expect(await run(topicKind, { ...health, system: 'legder' })).toContain(
      '--system: "legder" is no system\n  did you mean "ledger"?',
    );
    expect(await run(queueKind, { ...lint, executorClass: 'vison' })).toContain('did you mean "vision"?');
    expect(state()).toEqual(before);
  });

  test.each([
    '../../../x',
    'a/b',
    '/etc/x',
    'Health',
    'a b',
    '..',
    '.',
    '',
    'a\nb',
    '*',
    'x'.repeat(300),
    '\u202ex',
  ])('a topic called %j', async (topic) => {
    const before = state();
    expect(await run(topicKind, { ...health, topic })).toMatch(
      /^refused: --name: [\s\S]*1 problem; nothing was written\n$/,
    );
    expect(await run(topicKind, { ...health, context: topic }, true)).toMatch(/^refused: --context: /);
    expect(await run(queueKind, { ...lint, kind: topic })).toMatch(/^refused: --kind: /);
    expect(await run(systemKind, { ...health, system: topic, naming: '{topic}' }, true)).toMatch(
      /^refused: --name: /,
    );
    expect(state()).toEqual(before);
  });

  test('texts with control characters or several lines', async () => {
    for (const purpose of ['a\nb', '\u001b[31mred', '\u202eabc', 'x'.repeat(501)])
      expect(await run(topicKind, { ...health, purpose })).toMatch(/^refused: --purpose: /);
  });

  test('what a rule does not let pass: two consumers of a work topic', async () => {
    const before = state();
    const two = { ...health, class: 'work', consumers: ['reminders', 'booking'] };
    expect(await run(topicKind, two)).toMatch(
      /2 consumers on a work topic \[work-queue-complete\][\s\S]*nothing was written\n$/,
    );
    expect(state()).toEqual(before);
  });

  test('a symbolic link in the way, of a folder and of a file', async () => {
    renameSync(copy.path('contracts/ledger/accounts/evt'), copy.path('elsewhere'));
    symlinkSync(copy.path('elsewhere'), copy.path('contracts/ledger/accounts/evt'));
    expect(await run(topicKind, health)).toContain('symbolic links are not followed');
    expect(Object.keys(filesBelow(copy.path('elsewhere')))).not.toContain('account-health/v1/contract.yaml');
  });

  test('a symbolic link at the file that would be edited: the new files are not written either', async () => {
    renameSync(copy.path('contracts/ledger/system.yaml'), copy.path('ledger.yaml'));
    symlinkSync(copy.path('ledger.yaml'), copy.path('contracts/ledger/system.yaml'));
    const before = state();
    expect(
      await run(topicKind, { ...health, consumers: 'watcher=Watches' }),
    ).toBe(`refused: contracts/ledger/system.yaml:1:1
  neither a file nor a folder
  symbolic links are not followed: remove it

contracts/ledger/system.yaml:1:1
  the file is a symbolic link
  put the file itself here

2 problems; nothing was written
`);
    expect(state()).toEqual(before);
  });
});
