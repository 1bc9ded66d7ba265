import type { ReplayContract } from '../../../runtime/index.ts';
import type { CarriedOperations, CarriedOperator } from '../../model/carried-contract.ts';
import { type Catalog, messagesOf } from '../../model/catalog.ts';
import { carriedSchema } from '../../model/schemas/carried-schema.ts';
import { allowsReplay } from '../../model/terms/replay-terms.ts';
import { suggestion } from '../../model/text/nearest.ts';
import { printable } from '../../model/text/problem.ts';
import { carriedSystem, largest, registered } from '../../policies/carried-contract.ts';
import { keyFacts, replayRefusal } from '../../policies/carried-replay.ts';
import { RegistrySchemas } from '../../policies/registry-schemas.ts';
import type { Resolved, ResolvedSystem } from '../../policies/resolve.ts';
import type { ResolvedFamily, ResolvedTopic } from '../../policies/resolved-topic.ts';
import { isSchemaKnown } from '../../policies/topic-messages.ts';

/** What the stack says of an environment. */
export interface Stack {
  readonly catalog: Catalog;
  readonly resolved: Resolved;
}

interface Found {
  readonly system: ResolvedSystem;
  readonly family: ResolvedFamily;
  readonly topic: ResolvedTopic;
}

/** What is asked for is not there, or not allowed; a sentence each. */
export type Answer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly string[] };

/** The contract of a topic that a replay reads: retries and dead letters have no contract of their own. */
export function sourceContract(stack: Stack, topic: string): Answer<ReplayContract> {
  const found = primaryTopic(stack, topic);
  return found.ok ? { ok: true, value: replayContract(stack, found.value) } : found;
}

/** A topic that history may be written to, and who may. */
export interface ReplayTarget {
  readonly contract: ReplayContract;
  readonly operator: CarriedOperator;
  readonly operations: CarriedOperations;
}

/** @param service whose rights are used; undefined: the only one whose duty it is */
export function replayTarget(stack: Stack, topic: string, service: string | undefined): Answer<ReplayTarget> {
  const found = primaryTopic(stack, topic);
  if (!found.ok) return found;
  const { system, family } = found.value;
  const { catalog, resolved } = stack;
  const shared = messagesOf(catalog, system.declaration.id);
  const { operations: all } = carriedSystem(system, resolved.environment, shared);
  const operations = all.find(({ tenant }) => tenant === family.tenant);
  const replayers = (operations?.operators ?? []).filter(({ replaysInto }) =>
    replaysInto.includes(family.source.name.value),
  );
  const [only, another] = replayers;
  const replayer = service === undefined ? only : replayers.find((one) => one.service === service);
  const problems = [
    ...(allowsReplay(family.contract) ? [] : [replayRefusal(family.contract, topic)]),
    ...(family.written.includes(found.value.topic)
      ? []
      : [`${topic} is not written to in this phase of its contract`]),
    ...(replayer === undefined ? [noReplayer(system, topic, service, replayers)] : []),
    ...(service === undefined && another !== undefined
      ? [
          `several services replay ${topic}: name one, ${replayers.map((one) => one.service).join(' or ')}, with --service`,
        ]
      : []),
  ];
  return replayer === undefined || operations === undefined || problems.length > 0
    ? { ok: false, problems }
    : {
        ok: true,
        value: { contract: replayContract(stack, found.value), operator: replayer, operations },
      };
}

function noReplayer(
  { declaration }: ResolvedSystem,
  topic: string,
  service: string | undefined,
  replayers: readonly CarriedOperator[],
): string {
  const file = `contracts/${declaration.id}/system.yaml`;
  if (service === undefined)
    return `no service of ${declaration.id} has the duty replayer for ${topic}: add it in ${file}`;
  const known = replayers.map((one) => one.service);
  return `the service ${printable(service)} does not have the duty replayer for ${topic}: ${known.length === 0 ? `add it in ${file}` : suggestion(service, known)}`;
}

function primaryTopic({ resolved }: Stack, name: string): Answer<Found> {
  const all = resolved.systems.flatMap((system) =>
    system.families.flatMap((family) => family.topics.map((topic): Found => ({ system, family, topic }))),
  );
  const found = all.find(({ topic }) => topic.name.value === name);
  const { environment } = resolved.environment;
  if (found === undefined) {
    const known = all.filter(isPrimary).map(({ topic }) => topic.name.value);
    const what = `${environment} has no topic ${printable(JSON.stringify(name))}`;
    return { ok: false, problems: [`${what}: ${suggestion(name, known)}`] };
  }
  if (isPrimary(found)) return { ok: true, value: found };
  const what = `${name} is the ${found.topic.role} topic of ${found.family.source.name.value}`;
  return { ok: false, problems: [`${what}: replay reads and writes primary topics`] };
}

function isPrimary({ topic }: Found): boolean {
  return topic.role === 'source' || topic.role === 'former';
}

function replayContract({ catalog, resolved }: Stack, { family, topic }: Found): ReplayContract {
  const { contract } = family;
  const { environment } = resolved;
  const shared = messagesOf(catalog, contract.address.system);
  const wire = registered(family, { environment, shared, known: new RegistrySchemas() });
  return {
    topic: topic.name.value,
    ...keyFacts(contract, wire.wireFormat),
    ...(isSchemaKnown(contract, contract.valueSchema) ? { schema: carriedSchema(contract, shared) } : {}),
    ...wire,
    tombstones: contract.terms.cleanup.includes('compact'),
    ...largest(contract),
  };
}
