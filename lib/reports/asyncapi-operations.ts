import { writersOf } from '../model/contract-clients.ts';
import type { Service } from '../model/terms/system.ts';
import { compare } from '../model/text/problem.ts';
import type { ResolvedSystem } from '../policies/resolve.ts';
import { readersIn } from '../policies/roles/readers.ts';
import { serviceName } from '../policies/service-name.ts';
import type { ResolvedFamily, ResolvedTopic } from '../policies/resolved-topic.ts';
import type { Schema } from './asyncapi-schemas.ts';

/** One service that sends to a topic, or receives from it in a group. */
interface Use {
  readonly action: 'send' | 'receive';
  readonly service: string;
  readonly topic: ResolvedTopic;
  readonly group?: string;
}

/**
 * An operation for each service and topic, by what contracts and duties say: also where an environment has no
 * authorizer, so that no one has rights.
 * @param messageName of a family's topic, as its channel has it
 */
export function operationsOf(
  system: ResolvedSystem,
  messageName: (family: ResolvedFamily, topic: ResolvedTopic) => string,
): Record<string, Schema> {
  const { id, services } = system.declaration;
  const operations = new Map<string, Schema>();
  for (const family of system.families) {
    const exists = new Set(family.topics);
    for (const { action, service, topic, group } of usesOf(system, family)) {
      if (!exists.has(topic)) continue;
      const channel = `#/channels/${topic.object.value}`;
      const purpose = services.find((one) => one.id === service)?.purpose;
      operations.set(`${service}.${action}.${topic.object.value}`, {
        action,
        channel: { $ref: channel },
        title: `${service} ${action === 'send' ? 'sends to' : 'receives from'} ${topic.name.value}`,
        ...(purpose === undefined ? {} : { summary: purpose }),
        messages: [{ $ref: `${channel}/messages/${messageName(family, topic)}` }],
        tags: [{ name: id }, { name: `service:${service}` }],
        bindings: {
          kafka: {
            ...(group === undefined ? {} : { groupId: { type: 'string', enum: [group] } }),
            bindingVersion: '0.5.0',
          },
        },
        'x-service': service,
      });
    }
  }
  return Object.fromEntries([...operations].sort(([a], [b]) => compare(a, b)));
}

function usesOf(system: ResolvedSystem, family: ResolvedFamily): Use[] {
  const { id, services } = system.declaration;
  const queue = system.queues.find((one) => one.family === family);
  const { written } = family;
  const read = queue === undefined ? family.read : queue.readers.map(({ topic }) => topic);
  const afterFailure = [...family.retries, ...(family.deadLetter === undefined ? [] : [family.deadLetter])];
  return [
    ...writersOf(family.contract).flatMap(({ service }) =>
      written.map((topic): Use => ({ action: 'send', service, topic })),
    ),
    ...readersIn(system.declaration, family).flatMap(({ service, group, named }): Use[] => [
      ...read.map((topic): Use => {
        const own = named ? group : (queue?.group.value ?? group);
        return { action: 'receive', service, topic, group: own };
      }),
      ...afterFailure.map((topic): Use => ({ action: 'send', service, topic })),
    ]),
    ...system.canaries
      .filter((canary) => canary.family === family)
      .map(
        ({ name, service: { service } }): Use => ({
          action: 'receive',
          service: service.id,
          topic: family.source,
          group: name,
        }),
      ),
    ...services.flatMap((service) => dutyUses(service, family, serviceName(id, family.tenant, service.id))),
  ];
}

function dutyUses({ id, duties }: Service, family: ResolvedFamily, group: string): Use[] {
  const { source, retries, deadLetter, contract } = family;
  const concerned = (duties ?? []).filter(
    ({ topics }) => topics === 'all' || topics.includes(contract.address.topic),
  );
  return concerned.flatMap(({ duty }): Use[] => {
    // Canaries are listed as they are resolved: an environment may have them off.
    if (duty === 'canary') return [];
    const from = {
      dispatcher: retries,
      'dead letter operator': deadLetter === undefined ? [] : [deadLetter],
      replayer: [],
    }[duty];
    const writes = duty === 'replayer' || from.length > 0;
    return [
      ...from.map((topic): Use => ({ action: 'receive', service: id, topic, group })),
      ...(writes ? [{ action: 'send', service: id, topic: source } satisfies Use] : []),
    ];
  });
}
