import { describe, expect, test } from '@jest/globals';
import type { Contract } from '../../lib/model/terms/contract.ts';
import { judged } from '../support/judged.ts';
import { contractWith, environmentWith, type Mutable, shipped } from '../support/shipped.ts';

const as = contractWith;
const all = () => shipped().catalog.contracts;

/** A contract with another value schema. */
function schemaOf(
  topic: string,
  edit: (schema: Mutable) => void,
  terms: (terms: Mutable) => void = () => {},
): Contract {
  const contract = as(topic, terms);
  const value = structuredClone(contract.valueSchema.value) as Mutable;
  edit(value);
  return { ...contract, valueSchema: { ...contract.valueSchema, value } };
}

test.each([
  'baseline-classes',
  'canary-per-event',
  'command-authority',
  'dead-letter-schema-known',
  'failure-headers-described',
  'headers-complete',
  'high-pii-encrypted',
  'key-meaningful',
  'lifecycle-gates',
  'owner-reachable',
  'pii-annotated',
  'query-pairs',
  'storage-budget',
  'unique-schema-subject',
  'no-tiering-with-compaction',
])('%s is silent on what is shipped', (id) => {
  expect(judged(id, all())).toEqual([]);
});

describe('headers-complete', () => {
  test('a header that the system asks of every message is missing', () => {
    const contract = as('run-suite', (terms) => {
      terms.headers = terms.headers.filter((name: string) => name !== 'x-tenant' && name !== 'x-actor');
    });
    expect(judged('headers-complete', [contract])).toEqual([
      'headers: 2 headers are missing: x-actor (MessageHeaders), x-tenant (MessageHeaders) / add them to headers',
    ]);
  });

  test('queries and critical topics ask for more', () => {
    const query = as('search-requests', (terms) => {
      terms.headers = terms.headers.filter((name: string) => name !== 'timeout-ms');
    });
    expect(judged('headers-complete', [query])).toEqual([
      'headers: a header is missing: timeout-ms (QueryHeaders) / add them to headers',
    ]);
    const critical = as('run-suite', (terms) => (terms.critical = true));
    expect(judged('headers-complete', [critical])).toEqual([
      'headers: 3 headers are missing: x-sig-alg (SignatureHeaders), x-sig (SignatureHeaders), x-payload-sha256 (SignatureHeaders) / add them to headers',
    ]);
  });

  test('a header that nothing describes is refused with the nearest', () => {
    const contract = as('run-suite', (terms) => terms.headers.push('x-trace-di'));
    expect(judged('headers-complete', [contract])[0]).toContain(
      'headers[10]: no header schema of omninode describes "x-trace-di" / did you mean "x-trace-id"?',
    );
  });

  test('a system without header schemas asks for none', () => {
    expect(judged('headers-complete', [as('worker-control', () => {})])).toEqual([]);
  });
});

describe('key-meaningful', () => {
  test.each([
    ['run_di', '"run_di" is no field of the value\'s schema / did you mean "run_id"?'],
    ['command_id', '"command_id" tells messages apart'],
  ])('fires on the key %s', (field, message) => {
    const [said] = judged('key-meaningful', [as('run-suite', (terms) => (terms.key.field = field))]);
    expect(said).toContain(`key.field: ${message}`);
  });

  test('fires where a message may lack it', () => {
    const optional = schemaOf('run-suite', (schema) => {
      schema.required = schema.required.filter((name: string) => name !== 'run_id');
    });
    expect(judged('key-meaningful', [optional])).toEqual([
      'key.field: "run_id" is not required: a message without it would have no key / add it to required in the value\'s schema',
    ]);
  });

  test('fires on a time', () => {
    const time = schemaOf('run-suite', (schema) => {
      schema.properties.run_id = { type: 'string', format: 'date-time' };
    });
    expect(judged('key-meaningful', [time])).toEqual([
      'key.field: "run_id" is a time / write the id of the thing that changes',
    ]);
  });

  test.each(['eventId', 'message_id', 'correlationId', 'trace_id', 'UUID', 'randomKey'])(
    'a field called %s tells messages apart',
    (field) => {
      const contract = schemaOf(
        'run-suite',
        (schema) => {
          schema.properties[field] = { type: 'string' };
          schema.required.push(field);
        },
        (terms) => (terms.key.field = field),
      );
      expect(judged('key-meaningful', [contract])).toHaveLength(1);
    },
  );

  test('a field of a shared schema, found through $ref, is a field', () => {
    expect(judged('key-meaningful', [as('execution_events', () => {})])).toEqual([]);
  });
});

describe('pii', () => {
  test('a level that no field has is told, and a field above the level', () => {
    expect(judged('pii-annotated', [as('run-suite', (terms) => (terms.pii = 'high'))])).toEqual([
      'pii: pii is high, and no field of the schema says so / annotate the fields with x-pii: high, or write pii: none',
    ]);
    const field = schemaOf('run-suite', (schema) => {
      schema.properties.who = { type: 'object', properties: { mail: { type: 'string', 'x-pii': 'low' } } };
    });
    expect(judged('pii-annotated', [field])).toEqual([
      'pii: pii is none, and "who.mail" of the schema has x-pii low / write pii: low, or take the field out',
    ]);
  });

  test.each([
    ['items', { type: 'array', items: { type: 'string', 'x-pii': 'low' } }, 'who[]'],
    ['additionalProperties', { type: 'object', additionalProperties: { 'x-pii': 'low' } }, 'who.*'],
    ['patternProperties', { type: 'object', patternProperties: { '^x': { 'x-pii': 'low' } } }, 'who.*'],
    ['anyOf', { anyOf: [{ type: 'null' }, { type: 'string', 'x-pii': 'low' }] }, 'who'],
    ['allOf within else', { if: {}, else: { allOf: [{ 'x-pii': 'low' }] } }, 'who'],
    ['$ref to a definition', { $ref: '#/$defs/person' }, 'who.name'],
  ])('the level is found behind %s', (_where, schema, path) => {
    const contract = schemaOf('run-suite', (root) => {
      root.properties.who = schema;
      root.$defs = { person: { type: 'object', properties: { name: { 'x-pii': 'low' } } } };
    });
    expect(judged('pii-annotated', [contract])).toEqual([
      `pii: pii is none, and "${path}" of the schema has x-pii low / write pii: low, or take the field out`,
    ]);
  });

  test('a schema that refers to itself is walked once', () => {
    const contract = schemaOf('run-suite', (root) => {
      root.properties.parent = { $ref: '#' };
      root.properties.children = { type: 'array', items: { $ref: '#/$defs/node' } };
      root.$defs = { node: { properties: { next: { $ref: '#/$defs/node' }, mail: { 'x-pii': 'low' } } } };
    });
    expect(judged('pii-annotated', [contract])).toEqual([
      'pii: pii is none, and "children[].mail" of the schema has x-pii low / write pii: low, or take the field out',
    ]);
  });

  test('another word than the three is refused', () => {
    const contract = schemaOf('run-suite', (schema) => (schema.properties.run_id['x-pii'] = 'some'));
    expect(judged('pii-annotated', [contract])).toEqual([
      'pii: "run_id" has x-pii "some" / write one of none, low, high',
    ]);
  });

  test('a key is never personal', () => {
    const contract = schemaOf(
      'run-suite',
      (schema) => (schema.properties.run_id['x-pii'] = 'low'),
      (terms) => (terms.pii = 'low'),
    );
    expect(judged('pii-annotated', [contract])).toEqual([
      'key.field: the key "run_id" has x-pii low: keys are never encrypted, and compaction keeps them / take an id that tells nothing of the person',
    ]);
  });

  test('high PII is sealed, and not in telemetry', () => {
    const open = schemaOf(
      'run-suite',
      (schema) => (schema.properties.who = { type: 'string', 'x-pii': 'high' }),
    );
    expect(judged('high-pii-encrypted', [open])).toEqual([
      'pii: "who" of the schema is high PII, and nothing says how it is encrypted / write x-encryption: envelope beside x-pii, and refer to the shared schema of encrypted values',
    ]);
    const sealed = schemaOf(
      'run-suite',
      (schema) =>
        (schema.properties.who = { $ref: 'urn:workstreams:omninode:EncryptedField:v1', 'x-pii': 'high' }),
    );
    expect(judged('high-pii-encrypted', [sealed])).toEqual([]);
    const metric = schemaOf('pii-redaction', (schema) => {
      schema.properties.who = { type: 'string', 'x-pii': 'high', 'x-encryption': 'envelope' };
    });
    expect(judged('high-pii-encrypted', [metric])).toEqual([
      'pii: "who" of the schema is high PII in class met / redact it: leave the field out, or write a pseudonym with x-pii: low',
    ]);
  });
});

describe('query-pairs', () => {
  const requests = as('search-requests', () => {});
  const replies = as('search-replies', () => {});

  test('a half without the other', () => {
    expect(judged('query-pairs', [requests])).toEqual([
      ': its other half is missing / add contracts/omninode/kb/qrs/search-replies/v1, or remove this one',
    ]);
    expect(judged('query-pairs', [replies])).toEqual([
      ': its other half is missing / add contracts/omninode/kb/qrs/search-requests/v1, or remove this one',
    ]);
    const v2 = as('search-replies', () => {}, { version: 2 });
    expect(judged('query-pairs', [requests, v2])).toHaveLength(2);
  });

  test('a name that says neither', () => {
    expect(judged('query-pairs', [as('search-requests', () => {}, { topic: 'search' })])).toEqual([
      ': "search" ends with neither -requests nor -replies / rename the folder',
    ]);
  });

  test('who asks reads the replies, who is asked writes them', () => {
    const deaf = as('search-replies', (terms) => {
      terms.consumers = terms.consumers.filter(({ service }: Mutable) => service !== 'caia-engine');
      terms.producers = [];
    });
    expect(judged('query-pairs', [requests, deaf])).toEqual([
      'producers[1].service: caia-engine asks, and does not read the replies / add it to consumers of search-replies',
      'consumers[0].service: kb-search is asked, and does not write the replies / add it to producers of search-replies',
    ]);
    expect(judged('query-pairs', [requests, replies])).toEqual([]);
  });
});

describe('lifecycle-gates', () => {
  const next = as('run-suite', () => {}, { version: 2 });
  const deprecated = (until: string, successor: string) =>
    as('run-suite', (terms) => (terms.lifecycle = { state: 'deprecated', until, successor }));

  test('a deprecation has a date to come and a successor that lives', () => {
    expect(
      judged('lifecycle-gates', [deprecated('2026-11-21', 'omninode/validator/cmd/run-suite/v2'), next]),
    ).toEqual([]);
    expect(
      judged('lifecycle-gates', [deprecated('2026-11-20', 'omninode/validator/cmd/run-suite/v2'), next]),
    ).toEqual([
      'lifecycle.until: the deprecation ended on 2026-11-20 / validator (on call validator-primary) retires it, or gives a later date',
    ]);
    expect(
      judged('lifecycle-gates', [deprecated('2027-01-01', 'omninode/validator/cmd/run-suit/v2'), next]),
    ).toEqual([
      'lifecycle.successor: the successor "omninode/validator/cmd/run-suit/v2" is no contract / did you mean "omninode/validator/cmd/run-suite/v2"?; a successor is written as a contract\'s folder below contracts/',
    ]);
    expect(
      judged('lifecycle-gates', [deprecated('2027-01-01', 'omninode/validator/cmd/run-suite/v1')]),
    ).toEqual([
      'lifecycle.successor: the successor is the topic itself / name the contract that clients move to',
    ]);
  });

  test('a retired topic has no producer and is nobody’s successor', () => {
    const retired = as(
      'run-suite',
      (terms) => (terms.lifecycle = { state: 'retired', since: '2026-10-01' }),
      { version: 2 },
    );
    expect(
      judged('lifecycle-gates', [deprecated('2027-01-01', 'omninode/validator/cmd/run-suite/v2'), retired]),
    ).toEqual([
      'producers[0].service: the topic is retired since 2026-10-01, and validator-planner may write it / remove the producer, or write state: deprecated until it is gone',
      'producers[1].service: the topic is retired since 2026-10-01, and orchestrator-scheduler may write it / remove the producer, or write state: deprecated until it is gone',
      'lifecycle.successor: the successor "omninode/validator/cmd/run-suite/v2" is retired / name the contract that clients move to',
    ]);
    const silent = as('run-suite', (terms) => {
      terms.lifecycle = { state: 'retired', since: '2026-10-01' };
      terms.producers = [];
    });
    expect(judged('lifecycle-gates', [silent])).toEqual([]);
  });
});

test('baseline-classes names what a context lacks, in systems with namespaces only', () => {
  const kb = all().filter(({ address }) => address.context === 'kb');
  expect(judged('baseline-classes', kb)).toEqual([]);
  const poor = kb.filter(({ address }) => address.class !== 'met' && address.class !== 'aud');
  expect(judged('baseline-classes', poor)).toEqual([
    ': the context omninode/kb has no topic of class aud, met / add contracts/omninode/kb/aud/<topic>/v1',
  ]);
  expect(judged('baseline-classes', [as('commands', () => {})])).toEqual([]);
});

test('canary-per-event fires on an evt topic without the canary', () => {
  const without = as('crawl-finding', (terms) => {
    terms.producers = terms.producers.filter(({ service }: Mutable) => service !== 'canary');
  });
  expect(judged('canary-per-event', [without])).toEqual([
    'producers: no canary writes to this evt topic / add `- service: canary` to producers',
  ]);
  expect(judged('canary-per-event', [as('worker-events', () => {})])).toEqual([]);
});

test('canary-per-event fires where no sample can be sent, and is silent where one of them can', () => {
  const finding = as('crawl-finding', () => {});
  const sample = (key: unknown) => ({ file: 'sample.json', value: { crawl_id: key } });
  const judgedWith = (...keys: unknown[]) =>
    judged('canary-per-event', [{ ...finding, samples: keys.map(sample) }]);
  const problem =
    'key.field: no sample has a key "crawl_id" that the canary could send: 1 to 512 characters of ASCII, or a number / add such a sample, or name the field that holds the key';
  expect(judgedWith('a\tb', '', 'ü', {}, undefined, null)).toEqual([problem]);
  expect(judgedWith()).toEqual([problem]);
  expect(judgedWith('a\tb', 'crawl-7')).toEqual([]);
  expect(judgedWith(7)).toEqual([]);
});

test('command-authority fires on a command that nobody obeys, and on one that two obey', () => {
  const one = as('run-suite', (terms) => terms.consumers.push({ service: 'caia-engine' }));
  expect(judged('command-authority', [one])).toEqual([
    'consumers: validator-runner and caia-engine all obey these commands / name the one service that decides',
  ]);
  expect(judged('command-authority', [as('run-suite', (terms) => (terms.consumers = []))])).toEqual([
    'consumers: nobody obeys these commands / name the one service that decides',
  ]);
});

test('unique-schema-subject fires on a subject of two, of a tenant’s topic, and without -value', () => {
  const subject = (topic: string, name: string) => as(topic, (terms) => (terms.schema.subject = name));
  expect(
    judged('unique-schema-subject', [
      subject('commands', 'orders-value'),
      subject('worker-control', 'orders-value'),
    ]),
  ).toEqual([
    'schema.subject: "orders-value" is also the subject of rnle/worker/work/commands/v1 / leave it out: <topic>-value',
    'schema.subject: "orders-value" is also the subject of rnle/worker/ctl/worker-control/v1 / leave it out: <topic>-value',
  ]);
  expect(judged('unique-schema-subject', [subject('run-suite', 'run-suite-value')])).toEqual([
    'schema.subject: "run-suite-value" would be the subject of a topic in every tenant and environment / leave it out: <topic>-value',
  ]);
  expect(judged('unique-schema-subject', [subject('commands', 'orders')])).toEqual([
    'schema.subject: "orders" does not end with -value / write "orders-value", or leave it out',
  ]);
  expect(judged('unique-schema-subject', [subject('commands', 'orders-value')])).toEqual([]);
});

test.each([
  [
    'onCall',
    'someone@example.com',
    '"someone@example.com" is no rotation / write the name of the rotation that is called, for example billing-primary',
  ],
  [
    'onCall',
    'none',
    '"none" is no rotation / write the name of the rotation that is called, for example billing-primary',
  ],
  ['channel', 'ask me', '"ask me" is no channel / write #name, or an https address'],
  [
    'channel',
    'javascript:alert(1)',
    '"javascript:alert(1)" is no channel / write #name, or an https address',
  ],
])('owner-reachable fires on %s %s', (key, value, message) => {
  expect(judged('owner-reachable', [as('commands', (terms) => (terms.owner[key] = value))])).toEqual([
    `owner.${key}: ${message}`,
  ]);
});

test('an https address is a channel', () => {
  const contract = as('commands', (terms) => (terms.owner.channel = 'https://chat.example.com/rooms/rnle'));
  expect(judged('owner-reachable', [contract])).toEqual([]);
});

test('no-tiering-with-compaction fires on a long topic that compaction keeps on the disks', () => {
  const compacted = as('crawl-finding', (terms) => {
    terms.cleanup = 'compact,delete';
    terms.retention = '30d';
  });
  expect(judged('no-tiering-with-compaction', [compacted])).toEqual([
    "cleanup: cleanup is compact,delete: 30d would stay on the brokers' disks / write cleanup: delete, or retention 7d or less where the class allows it",
  ]);
  const without = environmentWith('prod', (terms) => (terms.kafka.tieredStorage = false));
  expect(judged('no-tiering-with-compaction', [compacted], without)).toEqual([]);
});

test('dead-letter-schema-known fires on a schema that nobody shares', () => {
  const contract = as('commands', (terms) => {
    terms.deadLetter.schema = 'urn:workstreams:rnle:DeadLeteredCommand:v1';
  });
  expect(judged('dead-letter-schema-known', [contract])).toEqual([
    'deadLetter.schema: no shared schema has the $id "urn:workstreams:rnle:DeadLeteredCommand:v1" / did you mean "urn:workstreams:rnle:DeadLetteredCommand:v1"?',
  ]);
});

test('storage-budget reckons load, retention and replication, and the share of the environment', () => {
  const contract = as('commands', (terms) => {
    terms.load = { messagesPerSecond: 1024, bytesPerMessage: '1KiB' };
    terms.retention = '1d';
    delete terms.deadLetter;
  });
  // 1 MiB a second, 86,400 seconds, 3 replicas: 253.1 GiB.
  const prod = (budget: string, share = 1) =>
    environmentWith('prod', (terms) => {
      terms.topics.storageBudget = budget;
      terms.topics.loadFactor = share;
    });
  expect(judged('storage-budget', [contract], prod('253GiB'))).toEqual([
    'topics.storageBudget: the topics keep 254GiB on the brokers, and the budget is 253GiB; most: rnle.commands 254GiB / lower retention where nobody needs it, or raise the budget with the disks',
  ]);
  expect(judged('storage-budget', [contract], prod('254GiB'))).toEqual([]);
  expect(judged('storage-budget', [contract], prod('26GiB', 0.1))).toEqual([]);
});

describe('produce-from-known', () => {
  const judgedWith = (from: string) =>
    judged(
      'produce-from-known',
      all().map((contract) =>
        contract.address.topic === 'execution_tasks'
          ? as('execution_tasks', (terms) => (terms.serviceLevels.produceFrom = from))
          : contract,
      ),
    );

  test('fires on a topic that no producer reads', () => {
    expect(judgedWith('execution_event')).toEqual([
      'serviceLevels.produceFrom: no producer of this topic reads "execution_event" / did you mean "execution_events"?',
    ]);
    expect(judgedWith('schedule_tasks')).toEqual([
      'serviceLevels.produceFrom: no producer of this topic reads "schedule_tasks" / known: execution_events',
    ]);
    expect(
      judged('produce-from-known', [
        as('execution_tasks', (terms) => (terms.serviceLevels.produceFrom = 'x')),
      ]),
    ).toEqual([
      'serviceLevels.produceFrom: no producer of this topic reads "x" / leave it out: its producers read nothing',
    ]);
  });

  test('is silent on what the coordinator reads', () => {
    expect(judgedWith('execution_events')).toEqual([]);
  });
});
