import { describe, expect, test } from '@jest/globals';
import type { Contract } from '../../lib/model/terms/contract.ts';
import type { NamingTerms } from '../../lib/naming/naming-terms.ts';
import { judged } from '../support/judged.ts';
import { contractWith as as, environmentWith, renamesAt } from '../support/fixture.ts';
import { saidBy, smallContract, smallEnvironment } from '../support/small-stack.ts';
import { systemOf } from '../support/system-of.ts';
import { slowness } from '../support/slowness.ts';

const plain = as('vision.read-label', () => {});

describe('known-context', () => {
  test('names the one that was meant, also in a system with namespaces', () => {
    const topics = ['reroute-parcel', 'parcel-scanned'].map((topic) => as(topic, () => {}));
    expect(
      judged('known-context', [...topics, as('reroute-parcel', () => {}, { context: 'trackng' })]),
    ).toEqual([': the context "trackng" is spelled nearly like "tracking" / did you mean "tracking"?']);
    expect(judged('known-context', topics)).toEqual([]);
  });

  test('fires on one that is nearly another with more topics', () => {
    const at = (context: string) => as('vision.read-label', () => {}, { context });
    const two = [plain, as('batch.plan-routes', () => {})];
    expect(judged('known-context', [...two, at('dept')])).toEqual([
      ': the context "dept" is spelled nearly like "depot" / did you mean "depot"?',
    ]);
    expect(judged('known-context', [...two, at('billing')])).toEqual([]);
    // Of two with one topic each no one knows which was meant.
    expect(judged('known-context', [plain, at('dept')])).toEqual([]);
  });

  test('a series of contexts, or a short name, is no slip', () => {
    const at = (context: string, topic = 'vision.read-label') =>
      as('vision.read-label', () => {}, { context, topic });
    expect(judged('known-context', [at('region-1'), at('region-1', 'vision.x'), at('region-2')])).toEqual([]);
    expect(judged('known-context', [at('kb'), at('kb', 'vision.x'), at('db')])).toEqual([]);
  });
});

describe('no-reserved-names', () => {
  const former = (topic: string) => {
    const dual = environmentWith('eu-prod', (terms) => renamesAt(terms, 'dual'));
    return judged(
      'no-reserved-names',
      [as('vision.read-label', (terms) => (terms.renamedFrom.topic = topic))],
      dual,
    );
  };

  test.each([
    ['__consumer_offsets', 'Kafka'],
    ['_schemas', 'the schema registry'],
    ['strimzi.cruisecontrol.metrics', 'Strimzi'],
    ['__strimzi_store_topic', 'Kafka'],
    ['mm2-offset-syncs.west.internal', 'MirrorMaker'],
    ['west.heartbeats', 'MirrorMaker'],
    ['west.checkpoints.internal', 'MirrorMaker'],
    ['connect-offsets', 'Kafka Connect'],
    ['app-store-changelog', 'Kafka Streams'],
  ])('fires on %s, of %s', (topic, whose) => {
    expect(former(topic)).toEqual([
      `renamedFrom.topic: the topic ${topic} has a name that ${whose} keeps for itself / choose another name`,
    ]);
  });

  test('fires on the topic itself, and is silent on names that only resemble one', () => {
    const own = judged('no-reserved-names', [as('postings', () => {}, { topic: 'orders-changelog' })]);
    expect(own).toEqual([
      ': the topic ledger.orders-changelog has a name that Kafka Streams keeps for itself / choose another name',
    ]);
    for (const topic of ['vision.read-label.v1', '_orders', 'changelog', 'internal', 'connect-orders']) {
      expect(former(topic)).toEqual([]);
    }
  });
});

describe('unique-groups', () => {
  const grouped = (topic: string, service: string, group?: string) =>
    as(topic, (terms) => (terms.consumers = [group === undefined ? { service } : { service, group }]));

  test('fires on one group of two services, at the contract that comes second', () => {
    const found = judged('unique-groups', [
      grouped('invoices', 'invoicing', 'shared'),
      grouped('balances', 'reminders', 'shared'),
    ]);
    expect(found).toEqual([
      'consumers[0].group: the consumer group shared of invoicing of ledger is also that of reminders of ledger / leave it out, so that the service names it, or choose another',
    ]);
  });

  test('fires on a group that takes the name which another service has by default', () => {
    expect(
      judged('unique-groups', [
        grouped('invoices', 'invoicing'),
        grouped('balances', 'reminders', 'ledger-invoicing'),
      ]),
    ).toHaveLength(1);
  });

  test('fires across systems, and between a queue and a service', () => {
    const [found, ...rest] = judged('unique-groups', [
      plain,
      grouped('balances', 'reminders', 'sorting-read-label-v1'),
    ]);
    expect(rest).toEqual([]);
    expect(found).toContain('sorting-read-label-v1 of the queues of sorting is also that of reminders');
  });

  test('fires on a group that two tenants would share', () => {
    expect(judged('unique-groups', [grouped('reroute-parcel', 'router', 'runner')])).toEqual([
      'consumers[0].group: the consumer group runner of router of parcels of tenant acme-labs is also that of router of parcels of tenant acme / leave it out, so that the service names it, or choose another',
    ]);
    expect(judged('unique-groups', [grouped('reroute-parcel', 'router')])).toEqual([]);
  });

  test('is silent on one service that reads two topics in its group', () => {
    const both = ['postings', 'balances'].map((topic) => grouped(topic, 'reminders', 'reminders'));
    expect(judged('unique-groups', both)).toEqual([]);
  });
});

describe('samples-without-secrets', () => {
  const holding = (text: string): Contract => ({
    ...plain,
    samples: [{ file: 'contracts/x/v1/samples/real.json', value: { headers: [{ auth: text }] } }],
  });
  // Put together here, so that no scanner takes this file for a leak.
  const join = (...parts: string[]) => parts.join('');

  test.each([
    [join('-----BEGIN RSA ', 'PRIVATE KEY-----'), 'a private key'],
    [join('AKIA', 'ABCDEFGHIJKLMNOP'), 'an access key of AWS'],
    [join('ghp', '_', 'a'.repeat(36)), 'a token of GitHub'],
    [join('glpat', '-', 'a'.repeat(20)), 'a token of GitLab'],
    [join('xoxb', '-', '1234567890'), 'a token of Slack'],
    [join('AIza', 'a'.repeat(35)), 'an API key of Google'],
    [join('sk', '_live_', 'a'.repeat(16)), 'a key of Stripe'],
    [join('Bearer eyJ', 'hbGciOiJI', '.eyJ', 'zdWIiOiIx', '.abcdefgh'), 'a JSON Web Token'],
    [join('postgres://app:', 'hunter2', '@db/x'), 'a password in an address'],
    [join('ftp://a:', 'bc', '@d'), 'a password in an address'],
    [join('-----BEGIN ', 'PRIVATE KEY-----'), 'a private key'],
    [join('rk', '_live_', 'A0'.repeat(8)), 'a key of Stripe'],
    [join('key=ASIA', '0123456789ABCDEF.'), 'an access key of AWS'],
    [join('ScramLoginModule required username="x" pass', 'word="y";'), 'the password of a Kafka client'],
  ])('fires on %s', (text, what) => {
    expect(judged('samples-without-secrets', [holding(text)])).toEqual([
      `: samples/real.json holds what looks like ${what} at "headers.0.auth" / write a made-up value, and revoke the credential if it was one`,
    ]);
  });

  test.each([
    join('-----BEGIN rsa ', 'PRIVATE KEY-----'),
    join('AKIA', 'ABCDEFGHIJKLMNO'),
    join('AKIA', 'ABCDEFGHIJKLMNOPQ'),
    join('XAKIA', 'ABCDEFGHIJKLMNOP'),
    join('ghp', '_', 'a'.repeat(35)),
    join('xghp', '_', 'a'.repeat(36)),
    join('glpat', '-', 'a'.repeat(19)),
    join('xglpat', '-', 'a'.repeat(20)),
    join('xoxb', '-', '123456789'),
    join('AIza', 'a'.repeat(34)),
    join('xAIza', 'a'.repeat(35)),
    join('sk', '_live_', 'a'.repeat(15)),
    join('disk', '_live_', 'a'.repeat(16)),
    join('a.eyJ', 'zdWIiOi', '.abcdefgh'),
    join('a.eyJ', 'zdWIiOiIx', '.abcdefg'),
    join('https://app:', '', '@example.com'),
    join('https://example.com/', 'a:b@', 'example'),
    join('ScramLoginModule required pass', 'words'),
  ])('is silent on what only looks like it: %s', (text) => {
    expect(judged('samples-without-secrets', [holding(text)])).toEqual([]);
  });

  test('fires on an example in a schema', () => {
    const value = { properties: { key: { examples: [join('AKIA', 'ABCDEFGHIJKLMNOP')] } } };
    const schema = { ...plain, valueSchema: { file: 'contracts/x/v1/value.schema.json', value } };
    expect(judged('samples-without-secrets', [schema])[0]).toContain(
      'v1/value.schema.json holds what looks like',
    );
  });

  test.each(['eyJ-', 'eyJaaaaaaaa.eyJ-', 'ScramLoginModule ', '-----BEGIN ', 'a.', '://a', 'xoxb-', 'A'])(
    'a megabyte of %j is looked through in less than a second',
    (piece) => {
      const text = piece.repeat(Math.ceil(1_048_576 / piece.length));
      const before = process.cpuUsage();
      judged('samples-without-secrets', [holding(text)]);
      const { user, system } = process.cpuUsage(before);
      expect((user + system) / 1e6).toBeLessThan(slowness());
    },
  );

  test('is silent on ids, digests and addresses', () => {
    for (const text of ['0'.repeat(64), 'https://example.com/a:b@c', 's3://reports/run.json', 'eyJ', 'key']) {
      expect(judged('samples-without-secrets', [holding(text)])).toEqual([]);
    }
  });
});

describe('valid-topic-name on an environment', () => {
  const said = (more: Parameters<typeof smallEnvironment>[0], naming: NamingTerms) =>
    saidBy('valid-topic-name', {
      contracts: [smallContract('shop/orders/evt/placed/v1'), smallContract('shop/orders/evt/paid/v1')],
      systems: [systemOf('shop', naming)],
      environment: smallEnvironment(more),
    });
  const short: NamingTerms = {
    topic: '{env}.{tenant}.{topic}',
    segments: { env: { pattern: '[a-z]{1,4}' }, tenant: { pattern: '[a-z]+' } },
  };

  test('names the tenant that a naming does not take, by its place', () => {
    expect(said({ tenants: ['acme', 'acme-2'] }, short)).toEqual([
      'tenants[1]: the tenant "acme-2" must match [a-z]+ / change it, or what the naming of shop allows',
    ]);
    expect(said({ tenants: ['acme'] }, short)).toEqual([]);
  });

  test('names topics.env, once for all contracts', () => {
    expect(said({ topics: { env: 'stage' }, tenants: ['acme'] }, short)).toEqual([
      'topics.env: the env "stage" must match [a-z]{1,4} / change it, or what the naming of shop allows',
    ]);
  });

  test('is silent on a system without contracts', () => {
    const systems = [systemOf('shop', short)];
    const environment = smallEnvironment({ topics: { env: 'stage' } });
    expect(saidBy('valid-topic-name', { contracts: [], systems, environment })).toEqual([]);
  });
});

test('valid-topic-name measures names with the longest tenant and environment', () => {
  const long = as('reroute-parcel', () => {}, { topic: `a${'b'.repeat(205)}` });
  expect(judged('valid-topic-name', [long])).toEqual([]);
  const tenants = environmentWith('eu-prod', (terms) => terms.tenants.push('t'.repeat(40)));
  expect(judged('valid-topic-name', [long], tenants).map((one) => one.split(' / ')[0])).toContain(
    ': the topic name has 268 characters; Kafka allows 249',
  );
});

test("the mirror's prefix on copies of a region must not cover a topic of ours", () => {
  const mirrored = environmentWith('eu-prod', (terms) => {
    terms.mirror.peers[0].region = 'ledger';
  });
  expect(judged('prefix-rights-contained', [as('postings', () => {})], mirrored)[0]).toContain(
    'the prefix ledger. of kafka-mirror also covers ledger.postings of the system ledger',
  );
  expect(judged('prefix-rights-contained', [as('postings', () => {})])).toEqual([]);
});

test('a contract cannot have the name of a dead letter topic', () => {
  expect(judged('valid-topic-name', [as('postings', () => {}, { topic: 'postings.dlq' })])).toEqual([
    ': the topic "postings.dlq" must not match .*([._-]v[0-9]+|[.]dlq|[.]retry-[0-9]+[a-z]+) / rename the folder',
  ]);
});
