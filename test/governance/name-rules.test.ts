import { describe, expect, test } from '@jest/globals';
import type { Contract } from '../../lib/model/terms/contract.ts';
import { judged } from '../support/judged.ts';
import { contractWith as as, environmentWith, renamesAt } from '../support/shipped.ts';

const plain = as('toolrun.verify', () => {});

describe('known-context', () => {
  test('names the one that was meant, also in a system with namespaces', () => {
    const topics = ['run-suite', 'test-run-completed'].map((topic) => as(topic, () => {}));
    expect(judged('known-context', [...topics, as('run-suite', () => {}, { context: 'validtor' })])).toEqual([
      ': the context "validtor" is spelled nearly like "validator" / did you mean "validator"?',
    ]);
    expect(judged('known-context', topics)).toEqual([]);
  });

  test('fires on one that is nearly another with more topics', () => {
    const at = (context: string) => as('toolrun.verify', () => {}, { context });
    const two = [plain, as('toolrun.generate', () => {})];
    expect(judged('known-context', [...two, at('transfromation')])).toEqual([
      ': the context "transfromation" is spelled nearly like "transformation" / did you mean "transformation"?',
    ]);
    expect(judged('known-context', [...two, at('billing')])).toEqual([]);
    // Of two with one topic each nobody knows which was meant.
    expect(judged('known-context', [plain, at('transfromation')])).toEqual([]);
  });

  test('a series of contexts, or a short name, is no slip', () => {
    const at = (context: string, topic = 'toolrun.verify') =>
      as('toolrun.verify', () => {}, { context, topic });
    expect(judged('known-context', [at('region-1'), at('region-1', 'toolrun.x'), at('region-2')])).toEqual(
      [],
    );
    expect(judged('known-context', [at('kb'), at('kb', 'toolrun.x'), at('db')])).toEqual([]);
  });
});

describe('internal-names', () => {
  const former = (topic: string) => {
    const dual = environmentWith('prod', (terms) => renamesAt(terms, 'dual'));
    return judged(
      'internal-names',
      [as('toolrun.verify', (terms) => (terms.renamedFrom.topic = topic))],
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
    const own = judged('internal-names', [as('tools', () => {}, { topic: 'orders-changelog' })]);
    expect(own).toEqual([
      ': the topic somastack.orders-changelog has a name that Kafka Streams keeps for itself / choose another name',
    ]);
    for (const topic of ['toolrun.verify.v1', '_orders', 'changelog', 'internal', 'connect-orders']) {
      expect(former(topic)).toEqual([]);
    }
  });
});

describe('unique-groups', () => {
  const grouped = (topic: string, service: string, group?: string) =>
    as(topic, (terms) => (terms.consumers = [group === undefined ? { service } : { service, group }]));

  test('fires on one group of two services, at the contract that comes second', () => {
    const found = judged('unique-groups', [
      grouped('delegation', 'delegation-worker', 'shared'),
      grouped('tools', 'tool-executor', 'shared'),
    ]);
    expect(found).toEqual([
      'consumers[0].group: the consumer group shared of tool-executor of somastack is also that of delegation-worker of somastack / leave it out, so that the service names it, or choose another',
    ]);
  });

  test('fires on a group that takes the name which another service has by default', () => {
    expect(
      judged('unique-groups', [
        grouped('delegation', 'delegation-worker'),
        grouped('tools', 'tool-executor', 'somastack-delegation-worker'),
      ]),
    ).toHaveLength(1);
  });

  test('fires across systems, and between a queue and a service', () => {
    const [found, ...rest] = judged('unique-groups', [
      plain,
      grouped('tools', 'tool-executor', 'workrequests-toolrun-verify-v1'),
    ]);
    expect(rest).toEqual([]);
    expect(found).toContain(
      'workrequests-toolrun-verify-v1 of the queues of workrequests is also that of tool-executor',
    );
  });

  test('fires on a group that two tenants would share', () => {
    expect(judged('unique-groups', [grouped('run-suite', 'validator-runner', 'runner')])).toEqual([
      'consumers[0].group: the consumer group runner of validator-runner of omninode of tenant acme is also that of validator-runner of omninode of tenant omnibase / leave it out, so that the service names it, or choose another',
    ]);
    expect(judged('unique-groups', [grouped('run-suite', 'validator-runner')])).toEqual([]);
  });

  test('is silent on one service that reads two topics in its group', () => {
    const both = ['tool_results', 'delegation'].map((topic) => grouped(topic, 'gateway', 'gateway'));
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
    [join('ScramLoginModule required username="x" pass', 'word="y";'), 'the password of a Kafka client'],
  ])('fires on %s', (text, what) => {
    expect(judged('samples-without-secrets', [holding(text)])).toEqual([
      `: samples/real.json holds what looks like ${what} at "headers.0.auth" / write a made-up value, and revoke the credential if it was one`,
    ]);
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
      expect((user + system) / 1e6).toBeLessThan(1);
    },
  );

  test('is silent on ids, digests and addresses', () => {
    for (const text of ['0'.repeat(64), 'https://example.com/a:b@c', 's3://reports/run.json', 'eyJ', 'key']) {
      expect(judged('samples-without-secrets', [holding(text)])).toEqual([]);
    }
  });
});

test('topic-name-grammar measures names with the longest tenant and environment', () => {
  const long = as('run-suite', () => {}, { topic: `a${'b'.repeat(205)}` });
  expect(judged('topic-name-grammar', [long])).toEqual([]);
  const tenants = environmentWith('prod', (terms) => terms.tenants.push('t'.repeat(40)));
  expect(judged('topic-name-grammar', [long], tenants).map((one) => one.split(' / ')[0])).toContain(
    ': the topic name has 269 characters; Kafka allows 249',
  );
});

test("the mirror's prefix on copies of a region must not cover a topic of ours", () => {
  const mirrored = environmentWith('prod', (terms) => {
    terms.mirror.peers[0].region = 'somastack';
  });
  expect(judged('prefix-rights-contained', [as('tools', () => {})], mirrored)[0]).toContain(
    'the prefix somastack. of kafka-mirror also covers somastack.tools of the system somastack',
  );
  expect(judged('prefix-rights-contained', [as('tools', () => {})])).toEqual([]);
});

test('a contract cannot have the name of a dead letter topic', () => {
  expect(judged('topic-name-grammar', [as('tools', () => {}, { topic: 'tools.dlq' })])).toEqual([
    ': the topic "tools.dlq" must not match .*([._-]v[0-9]+|[.]dlq|[.]retry-[0-9]+[a-z]+) / rename the folder',
  ]);
});
