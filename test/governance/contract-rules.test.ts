import { describe, expect, test } from '@jest/globals';
import type { Contract } from '../../lib/model/terms/contract.ts';
import { judged } from '../support/judged.ts';
import { contractWith, type Mutable, fixture } from '../support/fixture.ts';

const as = contractWith;
const all = () => fixture().catalog.contracts;

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
  'required-context-classes',
  'canary-per-event',
  'one-consumer-per-command',
  'known-dead-letter-schema',
  'failure-headers-described',
  'headers-complete',
  'high-pii-encrypted',
  'meaningful-key',
  'valid-lifecycle',
  'no-personal-contacts',
  'pii-annotated',
  'queries-in-pairs',
  'within-storage-budget',
  'unique-schema-subject',
  'no-tiering-with-compaction',
])('%s is silent on the stack', (id) => {
  expect(judged(id, all())).toEqual([]);
});

describe('headers-complete', () => {
  test('a header that the system asks of every message is missing', () => {
    const contract = as('reroute-parcel', (terms) => {
      terms.headers = terms.headers.filter((name: string) => name !== 'x-tenant' && name !== 'x-trace-id');
    });
    expect(judged('headers-complete', [contract])).toEqual([
      ': 2 headers are missing: x-trace-id (MessageHeaders), x-tenant (MessageHeaders) / add them to headers',
    ]);
  });

  test('queries and critical topics ask for more', () => {
    const query = as('price-requests', (terms) => {
      terms.headers = terms.headers.filter((name: string) => name !== 'timeout-ms');
    });
    expect(judged('headers-complete', [query])).toEqual([
      'headers: a header is missing: timeout-ms (QueryHeaders) / add them to headers',
    ]);
    const critical = as('reroute-parcel', (terms) => (terms.critical = true));
    expect(judged('headers-complete', [critical])).toEqual([
      'headers: a header is missing: x-sig (SignatureHeaders) / add them to headers',
    ]);
  });

  test('a header that nothing describes is refused with the nearest', () => {
    const contract = as('reroute-parcel', (terms) => terms.headers.push('x-trace-di'));
    expect(judged('headers-complete', [contract])[0]).toContain(
      'headers[2]: no header schema of parcels describes "x-trace-di" / did you mean "x-trace-id"?',
    );
  });

  test('a system without header schemas asks for none', () => {
    expect(judged('headers-complete', [as('balances', () => {})])).toEqual([]);
  });
});

describe('meaningful-key', () => {
  test.each([
    ['parcel_di', '"parcel_di" is no field of the value\'s schema / did you mean "parcel_id"?'],
    ['event_id', '"event_id" tells messages apart'],
  ])('fires on the key %s', (field, message) => {
    const [said] = judged('meaningful-key', [as('parcel-scanned', (terms) => (terms.key.field = field))]);
    expect(said).toContain(`key.field: ${message}`);
  });

  test('fires where a message may lack it', () => {
    const optional = schemaOf('parcel-scanned', (schema) => {
      schema.required = schema.required.filter((name: string) => name !== 'parcel_id');
    });
    expect(judged('meaningful-key', [optional])).toEqual([
      'key.field: "parcel_id" is not required: a message without it would have no key / add it to required in the value\'s schema',
    ]);
  });

  test('fires on a time', () => {
    const time = schemaOf('parcel-scanned', (schema) => {
      schema.properties.parcel_id = { type: 'string', format: 'date-time' };
    });
    expect(judged('meaningful-key', [time])).toEqual([
      'key.field: "parcel_id" is a time / write the id of the thing that changes',
    ]);
  });

  test.each(['commandId', 'message_id', 'correlationId', 'trace_id', 'UUID', 'randomKey'])(
    'a field called %s tells messages apart',
    (field) => {
      const contract = schemaOf(
        'parcel-scanned',
        (schema) => {
          schema.properties[field] = { type: 'string' };
          schema.required.push(field);
        },
        (terms) => (terms.key.field = field),
      );
      expect(judged('meaningful-key', [contract])).toHaveLength(1);
    },
  );

  test('a field of a shared schema, found through $ref, is a field', () => {
    expect(judged('meaningful-key', [as('vision.read-label', () => {})])).toEqual([]);
  });
});

describe('pii', () => {
  test('a level that no field has is told, and a field above the level', () => {
    expect(judged('pii-annotated', [as('parcel-scanned', (terms) => (terms.pii = 'high'))])).toEqual([
      'pii: pii is high, and no field of the schema says so / annotate the fields with x-pii: high, or write pii: none',
    ]);
    const field = schemaOf('parcel-scanned', (schema) => {
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
    const contract = schemaOf('parcel-scanned', (root) => {
      root.properties.who = schema;
      root.$defs = { person: { type: 'object', properties: { name: { 'x-pii': 'low' } } } };
    });
    expect(judged('pii-annotated', [contract])).toEqual([
      `pii: pii is none, and "${path}" of the schema has x-pii low / write pii: low, or take the field out`,
    ]);
  });

  test('a schema that refers to itself is walked once', () => {
    const contract = schemaOf('parcel-scanned', (root) => {
      root.properties.parent = { $ref: '#' };
      root.properties.children = { type: 'array', items: { $ref: '#/$defs/node' } };
      root.$defs = { node: { properties: { next: { $ref: '#/$defs/node' }, mail: { 'x-pii': 'low' } } } };
    });
    expect(judged('pii-annotated', [contract])).toEqual([
      'pii: pii is none, and "children[].mail" of the schema has x-pii low / write pii: low, or take the field out',
    ]);
  });

  test('another word than the three is refused', () => {
    const contract = schemaOf('parcel-scanned', (schema) => (schema.properties.parcel_id['x-pii'] = 'some'));
    expect(judged('pii-annotated', [contract])).toEqual([
      'pii: "parcel_id" has x-pii "some" / write one of none, low, high',
    ]);
  });

  test('a key is never personal', () => {
    const contract = schemaOf(
      'parcel-scanned',
      (schema) => (schema.properties.parcel_id['x-pii'] = 'low'),
      (terms) => (terms.pii = 'low'),
    );
    expect(judged('pii-annotated', [contract])).toEqual([
      'key.field: the key "parcel_id" has x-pii low: keys are never encrypted, and compaction keeps them / take an id that tells nothing of the person',
    ]);
  });

  test('high PII is sealed, and not in telemetry', () => {
    const open = schemaOf(
      'parcel-scanned',
      (schema) => (schema.properties.who = { type: 'string', 'x-pii': 'high' }),
    );
    expect(judged('high-pii-encrypted', [open])).toEqual([
      'pii: "who" of the schema is high PII, and nothing says how it is encrypted / write x-encryption: envelope beside x-pii, and refer to the shared schema of encrypted values',
    ]);
    const sealed = schemaOf(
      'parcel-scanned',
      (schema) =>
        (schema.properties.who = { $ref: 'urn:workstreams:parcels:EncryptedField:v1', 'x-pii': 'high' }),
    );
    expect(judged('high-pii-encrypted', [sealed])).toEqual([]);
    const metric = schemaOf('scan-counts', (schema) => {
      schema.properties.who = { type: 'string', 'x-pii': 'high', 'x-encryption': 'envelope' };
    });
    expect(judged('high-pii-encrypted', [metric])).toEqual([
      'pii: "who" of the schema is high PII in class met / redact it: leave the field out, or write a pseudonym with x-pii: low',
    ]);
  });
});

describe('queries-in-pairs', () => {
  const requests = as('price-requests', () => {});
  const replies = as('price-replies', () => {});

  test('a half without the other', () => {
    expect(judged('queries-in-pairs', [requests])).toEqual([
      ': its other half is missing / add contracts/parcels/tracking/qrs/price-replies/v1, or remove this one',
    ]);
    expect(judged('queries-in-pairs', [replies])).toEqual([
      ': its other half is missing / add contracts/parcels/tracking/qrs/price-requests/v1, or remove this one',
    ]);
    const v2 = as('price-replies', () => {}, { version: 2 });
    expect(judged('queries-in-pairs', [requests, v2])).toHaveLength(2);
  });

  test('a name that says neither', () => {
    expect(judged('queries-in-pairs', [as('price-requests', () => {}, { topic: 'search' })])).toEqual([
      ': "search" ends with neither -requests nor -replies / rename the folder',
    ]);
  });

  test('who asks reads the replies, who is asked writes them', () => {
    const deaf = as('price-replies', (terms) => {
      terms.consumers = terms.consumers.filter(({ service }: Mutable) => service !== 'router');
      terms.producers = [];
    });
    expect(judged('queries-in-pairs', [requests, deaf])).toEqual([
      'producers[1].service: router asks, and does not read the replies / add it to consumers of price-replies',
      'consumers[0].service: price-desk is asked, and does not write the replies / add it to producers of price-replies',
    ]);
    expect(judged('queries-in-pairs', [requests, replies])).toEqual([]);
  });
});

describe('valid-lifecycle', () => {
  const next = as('reroute-parcel', () => {}, { version: 2 });
  const deprecated = (until: string, successor: string) =>
    as('reroute-parcel', (terms) => (terms.lifecycle = { state: 'deprecated', until, successor }));

  test('a deprecation has a date to come and a successor that lives', () => {
    expect(
      judged('valid-lifecycle', [deprecated('2026-11-21', 'parcels/tracking/cmd/reroute-parcel/v2'), next]),
    ).toEqual([]);
    expect(
      judged('valid-lifecycle', [deprecated('2026-11-20', 'parcels/tracking/cmd/reroute-parcel/v2'), next]),
    ).toEqual([
      'lifecycle.until: the deprecation ended on 2026-11-20 / tracking (on call tracking-primary) retires it, or gives a later date',
    ]);
    expect(
      judged('valid-lifecycle', [deprecated('2027-01-01', 'parcels/tracking/cmd/reroute-parce/v2'), next]),
    ).toEqual([
      'lifecycle.successor: the successor "parcels/tracking/cmd/reroute-parce/v2" is no contract / did you mean "parcels/tracking/cmd/reroute-parcel/v2"?; a successor is written as a contract\'s folder below contracts/',
    ]);
    expect(
      judged('valid-lifecycle', [deprecated('2027-01-01', 'parcels/tracking/cmd/reroute-parcel/v1')]),
    ).toEqual([
      'lifecycle.successor: the successor is the topic itself / name the contract that clients move to',
    ]);
  });

  test('a retired topic has no producer and is no one’s successor', () => {
    const retired = as(
      'reroute-parcel',
      (terms) => (terms.lifecycle = { state: 'retired', since: '2026-10-01' }),
      { version: 2 },
    );
    expect(
      judged('valid-lifecycle', [
        deprecated('2027-01-01', 'parcels/tracking/cmd/reroute-parcel/v2'),
        retired,
      ]),
    ).toEqual([
      'producers[0].service: the topic is retired since 2026-10-01, and portal may write it / remove the producer, or write state: deprecated until it is gone',
      'producers[1].service: the topic is retired since 2026-10-01, and scanner may write it / remove the producer, or write state: deprecated until it is gone',
      'lifecycle.successor: the successor "parcels/tracking/cmd/reroute-parcel/v2" is retired / name the contract that clients move to',
    ]);
    const silent = as('reroute-parcel', (terms) => {
      terms.lifecycle = { state: 'retired', since: '2026-10-01' };
      terms.producers = [];
    });
    expect(judged('valid-lifecycle', [silent])).toEqual([]);
  });
});

test('required-context-classes names what a context lacks of the classes that its system asks for', () => {
  const tracking = all().filter(({ address }) => address.context === 'tracking');
  expect(judged('required-context-classes', tracking)).toEqual([]);
  const poor = tracking.filter(({ address }) => address.class !== 'met' && address.class !== 'aud');
  expect(judged('required-context-classes', poor)).toEqual([
    ': the context parcels/tracking has no topic of class aud, met / add contracts/parcels/tracking/aud/<topic>/v1',
  ]);
  expect(judged('required-context-classes', [as('invoices', () => {})])).toEqual([]);
});

test('canary-per-event fires on an evt topic without the canary', () => {
  const without = as('parcel-scanned', (terms) => {
    terms.producers = terms.producers.filter(({ service }: Mutable) => service !== 'canary');
  });
  expect(judged('canary-per-event', [without])).toEqual([
    'producers: no canary writes to this evt topic / add `- service: canary` to producers',
  ]);
  expect(judged('canary-per-event', [as('postings', () => {})])).toEqual([]);
});

test('canary-per-event fires where no sample can be sent, and is silent where one of them can', () => {
  const finding = as('parcel-scanned', () => {});
  const sample = (key: unknown) => ({ file: 'sample.json', value: { parcel_id: key } });
  const judgedWith = (...keys: unknown[]) =>
    judged('canary-per-event', [{ ...finding, samples: keys.map(sample) }]);
  const problem =
    'key.field: no sample has a key "parcel_id" that the canary could send: 1 to 512 characters of ASCII, or a number / add such a sample, or name the field that holds the key';
  expect(judgedWith('a\tb', '', 'ü', {}, undefined, null)).toEqual([problem]);
  expect(judgedWith()).toEqual([problem]);
  expect(judgedWith('a\tb', 'parcel-7')).toEqual([]);
  expect(judgedWith(7)).toEqual([]);
});

test('one-consumer-per-command fires on a command that no one obeys, and on one that two obey', () => {
  const one = as('reroute-parcel', (terms) => terms.consumers.push({ service: 'archive' }));
  expect(judged('one-consumer-per-command', [one])).toEqual([
    'consumers: router and archive all obey these commands / name the one service that decides',
  ]);
  expect(
    judged('one-consumer-per-command', [as('reroute-parcel', (terms) => (terms.consumers = []))]),
  ).toEqual(['consumers: no one obeys these commands / name the one service that decides']);
});

test('unique-schema-subject fires on a subject of two, of a tenant’s topic, and without -value', () => {
  const subject = (topic: string, name: string) => as(topic, (terms) => (terms.schema.subject = name));
  expect(
    judged('unique-schema-subject', [
      subject('invoices', 'orders-value'),
      subject('balances', 'orders-value'),
    ]),
  ).toEqual([
    'schema.subject: "orders-value" is also the subject of ledger/accounts/work/invoices/v1 / leave it out: <topic>-value',
    'schema.subject: "orders-value" is also the subject of ledger/accounts/evt/balances/v1 / leave it out: <topic>-value',
  ]);
  expect(judged('unique-schema-subject', [subject('reroute-parcel', 'reroute-parcel-value')])).toEqual([
    'schema.subject: "reroute-parcel-value" would be the subject of a topic in every tenant and environment / leave it out: <topic>-value',
  ]);
  expect(judged('unique-schema-subject', [subject('invoices', 'orders')])).toEqual([
    'schema.subject: "orders" does not end with -value / write "orders-value", or leave it out',
  ]);
  expect(judged('unique-schema-subject', [subject('invoices', 'orders-value')])).toEqual([]);
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
])('no-personal-contacts fires on %s %s', (key, value, message) => {
  expect(judged('no-personal-contacts', [as('invoices', (terms) => (terms.owner[key] = value))])).toEqual([
    `owner.${key}: ${message}`,
  ]);
});

test('an https address is a channel', () => {
  const contract = as('invoices', (terms) => (terms.owner.channel = 'https://chat.example.com/rooms/ledger'));
  expect(judged('no-personal-contacts', [contract])).toEqual([]);
});

test('known-dead-letter-schema fires on a schema that no one shares', () => {
  const contract = as('invoices', (terms) => {
    terms.deadLetter.schema = 'urn:workstreams:ledger:RefussedInvoice:v1';
  });
  expect(judged('known-dead-letter-schema', [contract])).toEqual([
    'deadLetter.schema: no shared schema has the $id "urn:workstreams:ledger:RefussedInvoice:v1" / did you mean "urn:workstreams:ledger:RefusedInvoice:v1"?',
  ]);
});
