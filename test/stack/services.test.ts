import { describe, expect, test } from '@jest/globals';
import { checkResolved } from '../../lib/governance/engine.ts';
import { accessMatrix } from '../../lib/policies/access-matrix.ts';
import { renderEnvironment } from '../../lib/cli/judge.ts';
import { type Mutable, resolvedIn, shipped, systemIn } from '../support/shipped.ts';

const prod = resolvedIn('prod');

/** `principal: operations (roles)` of everyone who may do something to a topic, judged over all systems. */
function onTopic(topic: string): string[] {
  return accessMatrix(
    prod.systems.flatMap(({ principals }) => principals),
    [topic],
  ).map(({ principal, operations, roles }) => `${principal}: ${operations.join(' ')} (${roles.join(', ')})`);
}

describe('executions', () => {
  test('only the Kubernetes worker reads execution_tasks; the coordinator writes them, and the dispatcher what is due again', () => {
    expect(onTopic('execution_tasks')).toEqual([
      'User:CN=executions-coordinator: Write Describe (producer)',
      'User:CN=executions-dlq-manager: Write Describe (dead letter operator, dispatcher)',
      'User:CN=executions-k8s-worker: Read Describe (sole consumer)',
    ]);
  });

  test('a party that touches no topic has nothing rendered', () => {
    const names = systemIn(prod, 'executions').services.map(({ service }) => service.id);
    expect(names).toContain('k8s-worker');
    for (const id of ['event-store', 'saga-service', 'admin-api']) expect(names).not.toContain(id);
  });

  test('many read execution_events, and replay only writes them', () => {
    const rows = onTopic('execution_events');
    expect(rows).toContain('User:CN=executions-replay-service: Write Describe (producer, replayer)');
    expect(rows.filter((row) => row.includes('consumer')).length).toBeGreaterThanOrEqual(5);
  });

  test('execution_events has many partitions and 90 days or more, execution_tasks few and days', () => {
    const config = (name: string) => {
      const topic = systemIn(prod, 'executions').families.find(
        ({ source }) => source.name.value === name,
      )?.source;
      return {
        partitions: topic?.partitions.value ?? 0,
        days: Number(topic?.config['retention.ms']?.value) / 86_400_000,
      };
    };
    const [events, tasks] = [config('execution_events'), config('execution_tasks')];
    expect(events.days).toBeGreaterThanOrEqual(90);
    expect(tasks.days).toBeLessThanOrEqual(7);
    expect(events.partitions).toBeGreaterThan(2 * tasks.partitions);
  });

  test('the worker may make pods and config maps, and nothing that would let it take more', () => {
    const objects: Mutable[] = [...renderEnvironment(prod)]
      .filter(({ unit }) => unit === 'service-executions-k8s-worker')
      .flatMap(({ manifests }) => [...manifests]);
    const role = objects.find(({ kind }) => kind === 'Role');
    expect(role.rules).toEqual([
      {
        apiGroups: [''],
        resources: ['pods', 'configmaps'],
        verbs: ['create', 'delete', 'get', 'list', 'watch'],
      },
      { apiGroups: [''], resources: ['pods/log'], verbs: ['get'] },
    ]);
    expect(objects.find(({ kind }) => kind === 'ServiceAccount').automountServiceAccountToken).toBe(true);
  });
});

describe('rnle', () => {
  const worker = systemIn(prod, 'rnle').principals.find(({ name }) => name === 'rnle-worker');

  test('the worker has the rights of its document, and those that they need to work', () => {
    expect(
      worker?.acls.map(({ resource, operations }) =>
        [resource.type, resource.patternType, resource.name, ...operations].join(' '),
      ),
    ).toEqual([
      'group literal rnle-worker-commands Read',
      'group literal rnle-worker-control Read',
      'group literal rnle-worker-events Read',
      'topic literal rnle.command-results Write',
      'topic literal rnle.commands Read',
      'topic literal rnle.commands.dlq Write',
      'topic literal rnle.worker-control Read',
      'topic literal rnle.worker-events Read Write',
      'transactionalId prefix rnle-worker-producer- Write',
    ]);
  });

  test('it takes SCRAM where prod offers it beside mutual TLS', () => {
    expect(worker?.authentication).toBe('scram-sha-512');
    expect(onTopic('rnle.commands')).toContain('User:rnle-worker: Read Describe (sole consumer)');
  });

  test('partitions are 6, 6, 1 and 1; the journal of its operations, which its document does not have, has 1', () => {
    const partitions = systemIn(prod, 'rnle').families.map(({ source }) => [
      source.name.value,
      source.partitions.value,
    ]);
    expect(Object.fromEntries(partitions)).toEqual({
      'rnle.commands': 6,
      'rnle.command-results': 6,
      'rnle.worker-events': 1,
      'rnle.worker-control': 1,
      'rnle.operations-journal': 1,
    });
  });
});

test('somastack has its five topics, three partitions each, and the journal of its operations; keyed by tenant where the order of a tenant counts', () => {
  const families = systemIn(prod, 'somastack').families;
  expect(families.map(({ source }) => source.name.value as string).sort()).toEqual([
    'somastack.delegation',
    'somastack.events.audit',
    'somastack.memories',
    'somastack.operations.journal',
    'somastack.tool_results',
    'somastack.tools',
  ]);
  expect(families.map(({ source }) => source.partitions.value)).toEqual([3, 1, 3, 3, 3, 3]);
  const tools = families.find(({ source }) => source.name.value === 'somastack.tools');
  expect(tools?.contract.terms.serviceLevels.alertLag).toBe(500);
});

describe('omninode', () => {
  const system = systemIn(prod, 'omninode');

  test('one contract is one topic a tenant', () => {
    const names = system.families
      .filter(({ address }) => address === 'omninode/onex/evt/contract-created/v1')
      .map(({ source }) => source.name.value);
    expect(names).toEqual([
      'prod.omnibase.onex.evt.contract-created.v1',
      'prod.acme.onex.evt.contract-created.v1',
    ]);
    expect(system.families).toHaveLength(130);
  });

  test('no principal of one tenant reaches the topics of another', () => {
    const topics = system.families.flatMap(({ topics: all }) => all.map(({ name }) => name.value as string));
    const crossing = system.principals.flatMap((principal) =>
      accessMatrix([principal], topics).filter(({ topic }) => topic.split('.')[1] !== principal.tenant),
    );
    expect(system.principals.length).toBeGreaterThan(50);
    expect(crossing).toEqual([]);
  });

  test('tenant-isolation fires when one does', () => {
    const victim = system.principals.find(({ tenant }) => tenant === 'acme');
    const spoiled = system.principals.map((principal) =>
      principal === victim ? { ...principal, tenant: 'omnibase' } : principal,
    );
    const resolved = { ...prod, systems: [{ ...system, principals: spoiled }] };
    const first = checkResolved(resolved, shipped().view).find(({ rule }) => rule === 'tenant-isolation');
    expect(first?.what).toMatch(
      /^User:CN=omninode-acme--.+ of tenant omnibase reaches prod\.acme\..+ of tenant acme$/,
    );
  });

  test('a service that contracts name on every topic of a namespace has one right on its prefix', () => {
    const user = system.principals.find(({ name }) => name === 'omninode-acme--onex-contracts');
    const prefixes = user?.acls.filter(({ resource }) => resource.patternType === 'prefix');
    expect(prefixes?.map(({ resource, operations }) => [resource.name, ...operations])).toEqual([
      ['prod.acme.onex.evt.', 'Write'],
    ]);
  });

  test('every context has its baseline classes', () => {
    const contexts = [
      'caia',
      'gateway',
      'intelcrawler',
      'kb',
      'memory',
      'onex',
      'orchestrator',
      'prism',
      'registry',
      'security',
      'validator',
    ];
    const classes = new Map<string, Set<string>>();
    for (const { contract } of system.families) {
      const { context, class: cls } = contract.address;
      classes.set(context, (classes.get(context) ?? new Set()).add(cls));
    }
    expect([...classes.keys()].sort()).toEqual(contexts);
    for (const found of classes.values())
      expect([...found]).toEqual(expect.arrayContaining(['aud', 'cmd', 'ctl', 'evt', 'met']));
  });
});
