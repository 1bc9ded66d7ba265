import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { bootstrapServers, clientListener, environmentSchema } from '../../lib/model/terms/environment.ts';
import { check } from '../../lib/model/terms/check.ts';
import { formatProblem } from '../../lib/model/text/problem.ts';
import { readYaml } from '../../lib/model/text/yaml-source.ts';
import { ProjectCopy, repository } from '../support/project-copy.ts';

/** The environments as they are shipped, and nothing else. */
function environments(): ProjectCopy {
  const copy = new ProjectCopy([]);
  cpSync(join(repository, 'environments'), copy.path('environments'), { recursive: true });
  return copy;
}

type Edit = readonly [from: string, to: string];

/** What is said of a shipped environment with some of its text replaced: `key: what`, then the fix. */
function told(name: string, ...edits: readonly Edit[]): string[] {
  const copy = environments();
  try {
    const file = `environments/${name}.yaml`;
    for (const [from, to] of edits) copy.edit(file, from, to);
    const source = readYaml('e.yaml', copy.read(file));
    const terms = source.ok ? check(environmentSchema, source.value) : source;
    return terms.ok
      ? []
      : terms.problems.map((one) => formatProblem(one).replace(/^e\.yaml:\d+:\d+\n {2}/, ''));
  } finally {
    copy.dispose();
  }
}

const kafkaAccess: Edit = [
  '{ delivery: external-secrets, secretStore: kafka }',
  '{ delivery: kafka-access }',
];
const agentworkEgress = 'queues.executorClasses.agentwork.egress[0]';
const exceptions = 'except: [169.254.0.0/16, 100.64.0.0/10, 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16]';
const noMetadata = (except: string) =>
  `${agentworkEgress}.except: ${except}: the network holds the metadata address: add 169.254.169.254/32 here`;

describe('an environment', () => {
  test.each(['local', 'dev', 'staging', 'prod'])('%s as it is shipped is right', (name) => {
    expect(told(name)).toEqual([]);
  });

  test.each<[string, string, Edit[], string[]]>([
    [
      'more replicas than brokers',
      'prod',
      [['replication: 3', 'replication: 4']],
      ['kafka.replication: 4: more replicas than the 3 brokers: write 3 or less'],
    ],
    [
      'a rule made laxer',
      'prod',
      [['alerts: page', 'alerts: page\nrules: { exception-used: error, image-pinned: warning }']],
      [
        'rules.image-pinned: "warning": a rule is made stricter here (error), never laxer: what it must let pass is an exception with a reason and a last day',
      ],
    ],
    [
      'a rule made stricter',
      'prod',
      [['alerts: page', 'alerts: page\nrules: { exception-used: error }']],
      [],
    ],
    [
      'an exception without a reason or a last day',
      'prod',
      [['reason: The executor is not built yet, until: 2027-06-30 }', '}']],
      [
        'exceptions[0].reason: is missing\n  add it: one line of text',
        'exceptions[0].until: is missing\n  add it: a date, for example 2026-12-31',
      ],
    ],
    ['as many replicas as brokers', 'prod', [['replication: 3', 'replication: 3']], []],
    [
      'more in-sync replicas than replicas',
      'prod',
      [['minInSync: 2', 'minInSync: 4']],
      ['kafka.minInSync: 4: above replication 3: no write with acks=all would ever succeed; write 2 or less'],
    ],
    [
      'as many in-sync replicas as replicas',
      'prod',
      [['minInSync: 2', 'minInSync: 3']],
      ['kafka.minInSync: 3: equal to replication 3: one broker down stops every write; write 2 or less'],
    ],
    ['one replica and one in sync', 'dev', [], []],
    [
      'a client listener that is not there',
      'prod',
      [['clientListener: tls', 'clientListener: plain']],
      ['kafka.clientListener: "plain": no listener has this name; there are: tls, scram'],
    ],
    ['the other client listener', 'prod', [['clientListener: tls', 'clientListener: scram']], []],
    [
      'a listener without authentication where rights are checked',
      'prod',
      [['authentication: scram-sha-512', 'authentication: none']],
      [
        'kafka.listeners[1].authentication: "none": without authentication nobody can be authorized: write scram-sha-512 or tls or oauth',
      ],
    ],
    [
      'principals where no rights are checked',
      'local',
      [['tls: false, authentication: none', 'tls: true, authentication: scram-sha-512']],
      [
        'kafka.listeners[0].authentication: "scram-sha-512": principals without an authorizer have every right: set kafka.authorization to least-privilege, or authentication to none',
      ],
    ],
    [
      'mutual TLS without TLS',
      'prod',
      [['port: 9093, tls: true', 'port: 9093, tls: false']],
      ['kafka.listeners[0].tls: false: mutual TLS needs tls: true'],
    ],
    [
      'two listeners of one name',
      'prod',
      [['name: scram', 'name: tls']],
      ['kafka.listeners[1].name: "tls": a listener of this name stands above'],
    ],
    [
      'two listeners on one port',
      'prod',
      [['port: 9094', 'port: 9093']],
      ['kafka.listeners[1].port: 9093: a listener with this port stands above'],
    ],
    [
      'a port below those of listeners',
      'prod',
      [['port: 9094', 'port: 9091']],
      ['kafka.listeners[1].port: 9091: Strimzi takes 9092 and above, but for 9404 and 9999'],
    ],
    [
      'the port of metrics',
      'prod',
      [['port: 9094', 'port: 9404']],
      ['kafka.listeners[1].port: 9404: Strimzi keeps this port for metrics and JMX'],
    ],
    [
      'the name of a listener with a dash',
      'prod',
      [['name: scram', 'name: my-scram']],
      ['kafka.listeners[1].name: "my-scram": Strimzi allows letters and digits only for a listener'],
    ],
    [
      'the name of a listener with 12 letters',
      'prod',
      [['name: scram', 'name: scramscrambl']],
      ['kafka.listeners[1].name: "scramscrambl": Strimzi allows 11 characters for a listener'],
    ],
    [
      'an executor’s image without a digest where digests are pinned',
      'prod',
      [['executors: {}', 'executors: { toolrun.verify: { repository: tools/verify, tag: "1" } }']],
      [
        'images.executors.toolrun.verify: {"repository":"tools/verify","tag":"1"}: images are pinned by digest here: add digest',
      ],
    ],
    [
      'an executor’s image without a tag where tags are pinned',
      'dev',
      [['executors: {}', 'executors: { toolrun.verify: { repository: tools/verify } }']],
      [
        'images.executors.toolrun.verify: {"repository":"tools/verify"}: images are pinned by tag here: add tag',
      ],
    ],
    [
      'an executor’s image with a tag',
      'dev',
      [['executors: {}', 'executors: { toolrun.verify: { repository: tools/verify, tag: "1" } }']],
      [],
    ],
    [
      'an executor that has no kind',
      'dev',
      [['executors: {}', 'executors: { toolrun: { repository: tools/verify, tag: "1" } }']],
      ['images.executors.toolrun: the key "toolrun": <class>.<kind>\n  choose another key'],
    ],
    [
      'credentials that do not leave Kafka’s namespace, and workloads that do',
      'prod',
      [['{ delivery: external-secrets, secretStore: kafka }', '{ delivery: same-namespace }']],
      ['executions', 'omninode', 'rnle', 'somastack'].map(
        (system) =>
          `workloads.namespaces.${system}: "${system}-prod": credentials are same-namespace, and Kafka's namespace is ameide-prod: write that, or let workloads.credentials.delivery be kafka-access or external-secrets`,
      ),
    ],
    [
      'workloads elsewhere with a way for credentials',
      'prod',
      [['workrequests: ameide-prod', 'workrequests: work-prod'], kafkaAccess],
      [],
    ],
    [
      'workloads elsewhere where nobody has credentials',
      'local',
      [['workrequests: ameide-local', 'workrequests: work']],
      [],
    ],
    [
      'external secrets without a store',
      'prod',
      [['{ delivery: external-secrets, secretStore: kafka }', '{ delivery: external-secrets }']],
      ['workloads.credentials.secretStore: is missing\n  add it: the name of a Kubernetes object'],
    ],
    [
      'a way for credentials that is none',
      'prod',
      [['{ delivery: external-secrets, secretStore: kafka }', '{ delivery: copy }']],
      [
        'workloads.credentials.delivery: "copy" is not allowed here\n  allowed: same-namespace, kafka-access, external-secrets',
      ],
    ],
    [
      'scaled jobs without topics',
      'prod',
      [['  topics: true', '  topics: false']],
      ['queues.jobs: true: jobs without topics have nothing to read: set topics to true as well'],
    ],
    [
      'a workbench without topics',
      'dev',
      [['  topics: true', '  topics: false']],
      ['queues.workbench: true: a workbench without topics has nothing to show: set topics to true as well'],
    ],
    ['egress to everywhere, metadata included', 'prod', [[exceptions, 'except: []']], [noMetadata('[]')]],
    [
      'egress to half of the world, metadata included',
      'prod',
      [
        ['0.0.0.0/0', '128.0.0.0/1'],
        [exceptions, 'except: [192.168.0.0/16]'],
      ],
      [noMetadata('["192.168.0.0/16"]')],
    ],
    [
      'egress to half of the world, where metadata is not',
      'prod',
      [
        ['0.0.0.0/0', '0.0.0.0/1'],
        [exceptions, 'except: []'],
      ],
      [],
    ],
    [
      'egress to the metadata address itself',
      'prod',
      [
        ['0.0.0.0/0', '169.254.169.254/32'],
        [exceptions, 'except: []'],
      ],
      [noMetadata('[]')],
    ],
    [
      'egress with an exception beside the metadata address',
      'prod',
      [[exceptions, 'except: [169.254.169.253/32]']],
      [noMetadata('["169.254.169.253/32"]')],
    ],
    ['egress with the metadata address excepted', 'prod', [[exceptions, 'except: [169.254.169.254/32]']], []],
    [
      'an exception outside its network',
      'prod',
      [
        ['0.0.0.0/0', '10.0.0.0/8'],
        [exceptions, 'except: [192.168.0.0/16]'],
      ],
      [
        `${agentworkEgress}.except: ["192.168.0.0/16"]: Kubernetes refuses an exception that is not a smaller part of its network: remove it`,
      ],
    ],
    [
      'an exception that is its whole network',
      'prod',
      [
        ['0.0.0.0/0', '10.0.0.0/8'],
        [exceptions, 'except: [10.0.0.0/8]'],
      ],
      [
        `${agentworkEgress}.except: ["10.0.0.0/8"]: Kubernetes refuses an exception that is not a smaller part of its network: remove it`,
      ],
    ],
    [
      'a network that is none',
      'prod',
      [['0.0.0.0/0', '0.0.0.0/33']],
      [`${agentworkEgress}.cidr: "0.0.0.0/33": an IPv4 network, for example 0.0.0.0/0`],
    ],
    [
      'egress to no port',
      'prod',
      [['ports: [443]', 'ports: []']],
      [`${agentworkEgress}.ports: []: name the ports`],
    ],
    [
      'a retention cap that is neither none nor a duration',
      'prod',
      [['retentionCap: none', 'retentionCap: 7']],
      ['topics.retentionCap: 7 is not allowed here\n  write none, or a duration, for example 7d'],
    ],
    [
      'a version that YAML reads as a number',
      'prod',
      [['protocolVersion: "3.9.0"', 'protocolVersion: 3.9']],
      ['kafka.protocolVersion: 3.9 is no text\n  write text, in quotes if it looks like a number'],
    ],
    [
      'a system that is spelt otherwise than ids are',
      'prod',
      [['    workrequests: ameide-prod', '    Work_Requests: ameide-prod']],
      [
        'workloads.namespaces.Work_Requests: the key "Work_Requests": an id is lowercase kebab, for example toolrun-executor\n  choose another key',
      ],
    ],
    [
      'namespaces beyond what Kubernetes takes',
      'prod',
      [['  namespace: ameide-prod\n  cluster', '  namespace: Ameide\n  cluster']],
      [
        'kafka.namespace: "Ameide" is no object name: a-z, 0-9 and "-" are allowed, with a letter or digit at both ends',
      ],
    ],
    [
      'a namespace of 64 characters',
      'prod',
      [['  namespace: ameide-prod\n  cluster', `  namespace: ${'a'.repeat(64)}\n  cluster`]],
      [`kafka.namespace: "${'a'.repeat(64)}" has 64 characters; an object's name takes 63`],
    ],
    [
      'traffic that nothing holds back',
      'prod',
      [['networkPolicy: default-deny', 'networkPolicy: none']],
      ['workloads.networkPolicy: "none" is not allowed here\n  allowed: default-deny'],
    ],
    [
      'a key of the table that is missing',
      'prod',
      [['alerts: page', '']],
      ['alerts: is missing\n  allowed: off, ticket, page'],
    ],
    [
      'canaries at times that no schedule has, and rounds that meet',
      'staging',
      [['{ every: 15m, within: 5m, region: eu-central }', '{ every: 7m, within: 4m, region: eu-central }']],
      [
        'canaries.every: "7m": write one of 5m, 10m, 15m, 20m, 30m, 60m',
        'canaries.within: "4m": more than half of `every`: a round that is late would meet the next one; write less',
      ],
    ],
    [
      'canaries that know no region',
      'staging',
      [['within: 5m, region: eu-central', 'within: 5m']],
      ['canaries: {"every":"15m","within":"5m"}: no region, and no mirror that names it: add region'],
    ],
    [
      'canaries in another region than the mirror',
      'prod',
      [['within: 4m', 'within: 4m, region: west']],
      ['canaries.region: "west": the mirror names the region, east: remove this'],
    ],
    [
      'a key that was rotated on no day',
      'prod',
      [['keys: {}', 'keys: { field-key: { system: omninode, rotated: 2026-02-30 } }']],
      ['keys.field-key.rotated: "2026-02-30": this day does not exist'],
    ],
  ])('with %s (%s)', (_what, name, edits, problems) => {
    expect(told(name, ...edits)).toEqual(problems);
  });

  test('with one slip in each part is told of all of them', () => {
    const found = told(
      'prod',
      ['replication: 3', 'replication: 4'],
      ['ports: [443]', 'ports: []'],
      ['env: prod', 'env: "a b"'],
    );
    expect(found).toEqual([
      'topics.env: "a b": a segment has letters, digits, "-" and "_", at most 63',
      `${agentworkEgress}.ports: []: name the ports`,
      'kafka.replication: 4: more replicas than the 3 brokers: write 3 or less',
    ]);
  });
});

describe('clients', () => {
  const terms = (name: string) => {
    const copy = environments();
    const source = readYaml('e.yaml', copy.read(`environments/${name}.yaml`));
    copy.dispose();
    if (!source.ok) throw new Error('the shipped environment is read');
    return environmentSchema.parse(source.value.value);
  };

  test('ask the bootstrap service with its namespace, on the listener of the environment', () => {
    expect(bootstrapServers(terms('prod'))).toBe('kafka-kafka-bootstrap.ameide-prod:9093');
    expect(bootstrapServers(terms('local'))).toBe('kafka-kafka-bootstrap.ameide-local:9092');
    expect(clientListener(terms('prod'))).toEqual({
      name: 'tls',
      port: 9093,
      tls: true,
      authentication: 'tls',
    });
  });
});

test('an approval says what, why, who and until when, and nothing else', () => {
  const approved = (approval: string) =>
    told('dev', ['mirror: none', `mirror: none\napprovals: [${approval}]`]);
  const whole = 'object: KafkaTopic a/b, change: delete, reason: r, who: w, until: 2026-12-31';
  expect(approved(`{ ${whole} }`)).toEqual([]);
  expect(approved(`{ ${whole.replace(', who: w', '')} }`)).toEqual([
    'approvals[0].who: is missing\n  add it: one line of text',
  ]);
  expect(approved(`{ ${whole.replace('2026-12-31', '2026-02-30')} }`)).toEqual([
    'approvals[0].until: "2026-02-30": this day does not exist',
  ]);
  expect(approved(`{ ${whole}, by: me }`)).toHaveLength(1);
});
