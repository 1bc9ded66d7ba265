import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { bootstrapServers, clientListener, environmentSchema } from '../../lib/model/terms/environment.ts';
import { check } from '../../lib/model/terms/check.ts';
import { formatProblem } from '../../lib/model/text/problem.ts';
import { readYaml } from '../../lib/model/text/yaml-source.ts';
import { fixtureEnvironment, fixtureRoot } from '../support/fixture.ts';

type Edit = readonly [from: string, to: string];

/** What is said of an environment with some of its text replaced: `key: what`, then the fix. */
function told(name: string, ...edits: readonly Edit[]): string[] {
  let text = readFileSync(join(fixtureRoot, 'environments', `${name}.yaml`), 'utf8');
  for (const [from, to] of edits) {
    if (!text.includes(from)) throw new Error(`${name} has no ${from}`);
    text = text.replace(from, () => to);
  }
  const source = readYaml('e.yaml', text);
  const terms = source.ok ? check(environmentSchema, source.value) : source;
  return terms.ok
    ? []
    : terms.problems.map((one) => formatProblem(one).replace(/^e\.yaml:\d+:\d+\n {2}/, ''));
}

const kafkaAccess: Edit = [
  '{ delivery: external-secrets, secretStore: kafka }',
  '{ delivery: kafka-access }',
];
const visionEgress = 'queues.executorClasses.vision.egress[0]';
const exceptions = 'except: [169.254.0.0/16, 100.64.0.0/10, 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16]';
const noMetadata = (except: string) =>
  `${visionEgress}.except: ${except}: the network holds the metadata address: add 169.254.169.254/32 here`;

describe('an environment', () => {
  test.each(['dev', 'qa', 'eu-prod'])('%s is right', (name) => {
    expect(told(name)).toEqual([]);
  });

  test.each<[string, string, Edit[], string[]]>([
    [
      'more replicas than brokers',
      'eu-prod',
      [['replication: 3', 'replication: 4']],
      ['kafka.replication: 4: more replicas than the 3 brokers: write 3 or less'],
    ],
    [
      'a rule made laxer',
      'eu-prod',
      [['alerts: page', 'alerts: page\nrules: { no-unused-exception: error, image-pinned: warning }']],
      [
        'rules.image-pinned: "warning": a rule is made stricter here (error), never laxer: what it must let pass is an exception with a reason and a last day',
      ],
    ],
    [
      'a rule made stricter',
      'eu-prod',
      [['alerts: page', 'alerts: page\nrules: { no-unused-exception: error }']],
      [],
    ],
    [
      'an exception without a reason or a last day',
      'eu-prod',
      [['reason: The planner is not built yet, until: 2027-06-30 }', '}']],
      [
        'exceptions[0].reason: is missing\n  add it: one line of text',
        'exceptions[0].until: is missing\n  add it: a date, for example 2026-12-31',
      ],
    ],
    ['as many replicas as brokers', 'eu-prod', [['replication: 3', 'replication: 3']], []],
    [
      'more in-sync replicas than replicas',
      'eu-prod',
      [['minInSync: 2', 'minInSync: 4']],
      [
        'kafka.minInSync: 4: above replication 3: Kafka counts it as 3, and one broker down stops every write with acks=all; write 2 or less',
      ],
    ],
    [
      'as many in-sync replicas as replicas',
      'eu-prod',
      [['minInSync: 2', 'minInSync: 3']],
      [
        'kafka.minInSync: 3: equal to replication 3: one broker down stops every write with acks=all; write 2 or less',
      ],
    ],
    ['one replica and one in sync', 'dev', [], []],
    [
      'a client listener that is not there',
      'eu-prod',
      [['clientListener: tls', 'clientListener: plain']],
      ['kafka.clientListener: "plain": no listener has this name; there are: tls, scram'],
    ],
    ['the other client listener', 'eu-prod', [['clientListener: tls', 'clientListener: scram']], []],
    [
      'a listener without authentication where rights are checked',
      'eu-prod',
      [['authentication: scram-sha-512', 'authentication: none']],
      [
        'kafka.listeners[1].authentication: "none": without authentication no one can be authorized: write scram-sha-512 or tls or oauth',
      ],
    ],
    [
      'principals where no rights are checked',
      'dev',
      [['tls: false, authentication: none', 'tls: true, authentication: scram-sha-512']],
      [
        'kafka.listeners[0].authentication: "scram-sha-512": principals without an authorizer have every right: set kafka.authorization to least-privilege, or authentication to none',
      ],
    ],
    [
      'mutual TLS without TLS',
      'eu-prod',
      [['port: 9093, tls: true', 'port: 9093, tls: false']],
      ['kafka.listeners[0].tls: false: mutual TLS needs tls: true'],
    ],
    [
      'two listeners of one name',
      'eu-prod',
      [['name: scram', 'name: tls']],
      ['kafka.listeners[1].name: "tls": a listener of this name stands above'],
    ],
    [
      'two listeners on one port',
      'eu-prod',
      [['port: 9094', 'port: 9093']],
      ['kafka.listeners[1].port: 9093: a listener with this port stands above'],
    ],
    [
      'a port below those of listeners',
      'eu-prod',
      [['port: 9094', 'port: 9091']],
      ['kafka.listeners[1].port: 9091: Strimzi takes 9092 and above, but for 9404 and 9999'],
    ],
    [
      'the port of metrics',
      'eu-prod',
      [['port: 9094', 'port: 9404']],
      ['kafka.listeners[1].port: 9404: Strimzi keeps this port for metrics and JMX'],
    ],
    [
      'the name of a listener with a dash',
      'eu-prod',
      [['name: scram', 'name: my-scram']],
      ['kafka.listeners[1].name: "my-scram": Strimzi allows letters and digits only for a listener'],
    ],
    [
      'the name of a listener with 12 letters',
      'eu-prod',
      [['name: scram', 'name: scramscrambl']],
      ['kafka.listeners[1].name: "scramscrambl": Strimzi allows 11 characters for a listener'],
    ],
    [
      'an executor’s image without a digest where digests are pinned',
      'eu-prod',
      [[`digest: "sha256:${'2'.repeat(64)}"`, 'tag: "1"']],
      [
        'images.executors.vision.read-label: {"repository":"sorting/label-reader","tag":"1"}: images are pinned by digest here: add digest',
      ],
    ],
    [
      'an executor’s image without a tag where tags are pinned',
      'dev',
      [['executors: {}', 'executors: { vision.read-label: { repository: sorting/label-reader } }']],
      [
        'images.executors.vision.read-label: {"repository":"sorting/label-reader"}: images are pinned by tag here: add tag',
      ],
    ],
    [
      'an executor’s image with a tag',
      'dev',
      [['executors: {}', 'executors: { vision.read-label: { repository: sorting/label-reader, tag: "1" } }']],
      [],
    ],
    [
      'an executor that has no kind',
      'dev',
      [['executors: {}', 'executors: { vision: { repository: sorting/label-reader, tag: "1" } }']],
      ['images.executors.vision: the key "vision": <class>.<kind>\n  choose another key'],
    ],
    [
      'credentials that do not leave Kafka’s namespace, and workloads that do',
      'eu-prod',
      [['{ delivery: external-secrets, secretStore: kafka }', '{ delivery: same-namespace }']],
      ['ledger', 'legacy', 'parcels', 'sorting'].map(
        (system) =>
          `workloads.namespaces.${system}: "${system}-eu": credentials are same-namespace, and Kafka's namespace is kafka-eu: write that, or let workloads.credentials.delivery be kafka-access or external-secrets`,
      ),
    ],
    ['workloads elsewhere with a way for credentials', 'eu-prod', [kafkaAccess], []],
    [
      'workloads elsewhere where no one has credentials',
      'dev',
      [['sorting: kafka-dev', 'sorting: work']],
      [],
    ],
    [
      'external secrets without a store',
      'eu-prod',
      [['{ delivery: external-secrets, secretStore: kafka }', '{ delivery: external-secrets }']],
      ['workloads.credentials.secretStore: is missing\n  add it: the name of a Kubernetes object'],
    ],
    [
      'a way for credentials that is none',
      'eu-prod',
      [['{ delivery: external-secrets, secretStore: kafka }', '{ delivery: copy }']],
      [
        'workloads.credentials.delivery: "copy" is not allowed here\n  allowed: same-namespace, kafka-access, external-secrets',
      ],
    ],
    [
      'scaled jobs without topics',
      'eu-prod',
      [['  topics: true', '  topics: false']],
      ['queues.jobs: true: jobs without topics have nothing to read: set topics to true as well'],
    ],
    [
      'a workbench without topics',
      'qa',
      [['  topics: true', '  topics: false']],
      ['queues.workbench: true: a workbench without topics has nothing to show: set topics to true as well'],
    ],
    ['egress to everywhere, metadata included', 'eu-prod', [[exceptions, 'except: []']], [noMetadata('[]')]],
    [
      'egress to half of the world, metadata included',
      'eu-prod',
      [
        ['0.0.0.0/0', '128.0.0.0/1'],
        [exceptions, 'except: [192.168.0.0/16]'],
      ],
      [noMetadata('["192.168.0.0/16"]')],
    ],
    [
      'egress to half of the world, where metadata is not',
      'eu-prod',
      [
        ['0.0.0.0/0', '0.0.0.0/1'],
        [exceptions, 'except: []'],
      ],
      [],
    ],
    [
      'egress to the metadata address itself',
      'eu-prod',
      [
        ['0.0.0.0/0', '169.254.169.254/32'],
        [exceptions, 'except: []'],
      ],
      [noMetadata('[]')],
    ],
    [
      'egress with an exception beside the metadata address',
      'eu-prod',
      [[exceptions, 'except: [169.254.169.253/32]']],
      [noMetadata('["169.254.169.253/32"]')],
    ],
    [
      'egress with the metadata address excepted',
      'eu-prod',
      [[exceptions, 'except: [169.254.169.254/32]']],
      [],
    ],
    [
      'an exception outside its network',
      'eu-prod',
      [
        ['0.0.0.0/0', '10.0.0.0/8'],
        [exceptions, 'except: [192.168.0.0/16]'],
      ],
      [
        `${visionEgress}.except: ["192.168.0.0/16"]: Kubernetes refuses an exception that is not a smaller part of its network: remove it`,
      ],
    ],
    [
      'an exception that is its whole network',
      'eu-prod',
      [
        ['0.0.0.0/0', '10.0.0.0/8'],
        [exceptions, 'except: [10.0.0.0/8]'],
      ],
      [
        `${visionEgress}.except: ["10.0.0.0/8"]: Kubernetes refuses an exception that is not a smaller part of its network: remove it`,
      ],
    ],
    [
      'a network that is none',
      'eu-prod',
      [['0.0.0.0/0', '0.0.0.0/33']],
      [`${visionEgress}.cidr: "0.0.0.0/33": an IPv4 network, for example 0.0.0.0/0`],
    ],
    [
      'egress to no port',
      'eu-prod',
      [['ports: [443]', 'ports: []']],
      [`${visionEgress}.ports: []: name the ports`],
    ],
    [
      'a retention cap that is neither none nor a duration',
      'eu-prod',
      [['retentionCap: none', 'retentionCap: 7']],
      ['topics.retentionCap: 7 is not allowed here\n  write none, or a duration, for example 7d'],
    ],
    [
      'a version that YAML reads as a number',
      'eu-prod',
      [['protocolVersion: "3.9.0"', 'protocolVersion: 3.9']],
      ['kafka.protocolVersion: 3.9 is no text\n  write text, in quotes if it looks like a number'],
    ],
    [
      'a system that is spelt otherwise than ids are',
      'eu-prod',
      [['    sorting: sorting-eu', '    Sorting_Work: sorting-eu']],
      [
        'workloads.namespaces.Sorting_Work: the key "Sorting_Work": an id is lowercase kebab, for example order-writer\n  choose another key',
      ],
    ],
    [
      'namespaces beyond what Kubernetes takes',
      'eu-prod',
      [['  namespace: kafka-eu\n  cluster', '  namespace: Kafka-EU\n  cluster']],
      [
        'kafka.namespace: "Kafka-EU" is no object name: a-z, 0-9 and "-" are allowed, with a letter or digit at both ends',
      ],
    ],
    [
      'a namespace of 64 characters',
      'eu-prod',
      [['  namespace: kafka-eu\n  cluster', `  namespace: ${'a'.repeat(64)}\n  cluster`]],
      [`kafka.namespace: "${'a'.repeat(64)}" has 64 characters; an object's name takes 63`],
    ],
    [
      'a namespace of others that is none of the environment',
      'eu-prod',
      [
        [
          '  networkPolicy: default-deny',
          '  externalNamespaces: [ledger-eu, kafka-eu, ledgers-eu]\n  networkPolicy: default-deny',
        ],
      ],
      [
        'workloads.externalNamespaces[2]: "ledgers-eu": nothing of this environment is in this namespace: did you mean "ledger-eu"?; write one that this file names, or remove it',
      ],
    ],
    [
      'traffic that nothing holds back',
      'eu-prod',
      [['networkPolicy: default-deny', 'networkPolicy: none']],
      ['workloads.networkPolicy: "none" is not allowed here\n  allowed: default-deny'],
    ],
    [
      'a key of the table that is missing',
      'eu-prod',
      [['alerts: page', '']],
      ['alerts: is missing\n  allowed: off, ticket, page'],
    ],
    [
      'canaries at times that no schedule has, and rounds that meet',
      'qa',
      [['{ every: 1h, within: 5m, region: eu-central }', '{ every: 7m, within: 4m, region: eu-central }']],
      [
        'canaries.every: "7m": write one of 5m, 10m, 15m, 20m, 30m, 60m',
        'canaries.within: "4m": more than half of `every`: a round that is late would meet the next one; write less',
      ],
    ],
    [
      'canaries that know no region',
      'qa',
      [['within: 5m, region: eu-central', 'within: 5m']],
      ['canaries: {"every":"1h","within":"5m"}: no region, and no mirror that names it: add region'],
    ],
    [
      'canaries in another region than the mirror',
      'eu-prod',
      [['within: 4m', 'within: 4m, region: west']],
      ['canaries.region: "west": the mirror names the region, eu: remove this'],
    ],
    [
      'a key that was rotated on no day',
      'eu-prod',
      [['rotated: 2026-11-01', 'rotated: 2026-02-30']],
      ['keys.addresses.rotated: "2026-02-30": this day does not exist'],
    ],
  ])('with %s (%s)', (_what, name, edits, problems) => {
    expect(told(name, ...edits)).toEqual(problems);
  });

  test('with one slip in each part is told of all of them', () => {
    const found = told(
      'eu-prod',
      ['replication: 3', 'replication: 4'],
      ['ports: [443]', 'ports: []'],
      ['env: prod', 'env: "a b"'],
    );
    expect(found).toEqual([
      'topics.env: "a b": a segment has letters, digits, "-" and "_", at most 63',
      `${visionEgress}.ports: []: name the ports`,
      'kafka.replication: 4: more replicas than the 3 brokers: write 3 or less',
    ]);
  });
});

describe('clients', () => {
  test('ask the bootstrap service with its namespace, on the listener of the environment', () => {
    const prod = fixtureEnvironment('eu-prod');
    expect(bootstrapServers(prod)).toBe('kafka-kafka-bootstrap.kafka-eu:9093');
    expect(bootstrapServers(fixtureEnvironment('dev'))).toBe('kafka-kafka-bootstrap.kafka-dev:9092');
    expect(clientListener(prod)).toEqual({
      name: 'tls',
      port: 9093,
      tls: true,
      authentication: 'tls',
    });
  });
});
