import { type Parsed, parsed, rejected } from './brand.ts';
import { parseTopicName, type TopicName } from './topic-name.ts';

/**
 * How a system names its topics.
 *
 * | grammar | form |
 * |---|---|
 * | namespaced | `<env>.<tenant>.<context>.<class>.<topic>.v<N>` |
 * | capability-queue | `<capability>.<executor_class>.<executor_kind>.v<N>` |
 * | dotted-prefix | `<system>.<name>`, from the second version on `<system>.<name>.v<N>` |
 * | flat | `<subject>_<events or tasks>`, from the second version on `<subject>_<events or tasks>_v<N>` |
 * | as-found | any name that Kafka takes: topics that were there before their contracts |
 *
 * Dotted prefix and flat come from documents whose names carry no version: their first version has none (decision 0010).
 */
export type GrammarId = 'namespaced' | 'capability-queue' | 'dotted-prefix' | 'flat' | 'as-found';

/** `<env>.<tenant>.<context>.<class>.<topic>.v<N>` (OmniNode, Namespace Taxonomy). */
export interface NamespacedName {
  readonly environment: string;
  readonly tenant: string;
  readonly context: string;
  readonly class: string;
  readonly topic: string;
  readonly version: number;
}

/** `<capability>.<executor_class>.<executor_kind>.v<N>` (WorkRequests inventory, section 2). */
export interface CapabilityQueueName {
  readonly capability: string;
  readonly executorClass: string;
  readonly executorKind: string;
  readonly version: number;
}

/** `<system>.<name>[.v<N>]`, where the name may have dots and underscores of its own, but no version at its end. */
export interface DottedPrefixName {
  readonly system: string;
  readonly name: string;
  readonly version: number;
}

/** `<subject>_<events or tasks>[_v<N>]`. */
export interface FlatName {
  readonly subject: string;
  readonly kind: 'events' | 'tasks';
  readonly version: number;
}

export interface Grammar<Parts> {
  /** The form in words, for errors. */
  readonly form: string;
  readonly parse: (name: string) => Parsed<Parts>;
  readonly format: (parts: Parts) => Parsed<TopicName>;
}

/** Any name at all: what it means nobody has said. */
export interface FoundName {
  readonly name: string;
}

const kebab = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;
const snake = /^[a-z][a-z0-9]*(?:_[a-z0-9]+)*$/;
const dotted = /^[a-z][a-z0-9]*(?:[._-][a-z0-9]+)*$/;
const version = /^v([1-9][0-9]{0,5})$/;

function parseVersion(text: string | undefined): number | undefined {
  const match = version.exec(text ?? '');
  return match ? Number(match[1]) : undefined;
}

/** A version behind a name whose first version has none: above 1, or one topic would have two names. */
function laterVersion(text: string | undefined): number | undefined {
  const number = text === undefined ? 1 : parseVersion(text);
  return number === 1 && text !== undefined ? undefined : number;
}

const unlessFirst = (separator: string, number: number): string =>
  number === 1 ? '' : `${separator}v${number}`;

/** Builds a grammar whose `format` is the inverse of its `parse`: what it would not read, it does not write. */
function grammar<Parts>(
  form: string,
  read: (name: string) => Parts | undefined,
  write: (parts: Parts) => string,
): Grammar<Parts> {
  const parse = (name: string): Parsed<Parts> => {
    const topic = parseTopicName(name);
    if (!topic.ok) return topic;
    const parts = read(name);
    return parts === undefined
      ? rejected(`${JSON.stringify(name)} does not have the form ${form}`)
      : parsed(parts);
  };
  const format = (parts: Parts): Parsed<TopicName> => {
    const name = write(parts);
    const again = parse(name);
    if (!again.ok) return again;
    if (write(again.value) !== name || !sameParts(again.value, parts)) {
      return rejected(
        `${JSON.stringify(name)} would be read as other parts than it was written from (${form})`,
      );
    }
    return parseTopicName(name);
  };
  return { form, parse, format };
}

function sameParts(a: unknown, b: unknown): boolean {
  const left = a as Record<string, unknown>;
  const right = b as Record<string, unknown>;
  return Object.keys(left).every((key) => left[key] === right[key]);
}

export const namespaced: Grammar<NamespacedName> = grammar(
  '<env>.<tenant>.<context>.<class>.<topic>.v<N>, each part lowercase kebab',
  (name) => {
    const parts = name.split('.');
    const [environment, tenant, context, cls, topic, v] = parts;
    const number = parseVersion(v);
    if (parts.length !== 6 || number === undefined) return undefined;
    if (![environment, tenant, context, cls, topic].every((part) => kebab.test(part ?? ''))) return undefined;
    return {
      environment: environment as string,
      tenant: tenant as string,
      context: context as string,
      class: cls as string,
      topic: topic as string,
      version: number,
    };
  },
  (p) => [p.environment, p.tenant, p.context, p.class, p.topic, `v${p.version}`].join('.'),
);

export const capabilityQueue: Grammar<CapabilityQueueName> = grammar(
  '<capability>.<executor_class>.<executor_kind>.v<N>, each part lowercase kebab',
  (name) => {
    const parts = name.split('.');
    const [capability, executorClass, executorKind, v] = parts;
    const number = parseVersion(v);
    if (parts.length !== 4 || number === undefined) return undefined;
    if (![capability, executorClass, executorKind].every((part) => kebab.test(part ?? ''))) return undefined;
    return {
      capability: capability as string,
      executorClass: executorClass as string,
      executorKind: executorKind as string,
      version: number,
    };
  },
  (p) => [p.capability, p.executorClass, p.executorKind, `v${p.version}`].join('.'),
);

export const dottedPrefix: Grammar<DottedPrefixName> = grammar(
  '<system>.<name>, from v2 on <system>.<name>.v<N>, lowercase, with ".", "_" or "-" between words',
  (name) => {
    const match = /^([^.]+)\.(.+?)(?:\.(v[0-9]+))?$/.exec(name);
    const [, system = '', rest = ''] = match ?? [];
    const number = laterVersion(match?.[3]);
    return number !== undefined && kebab.test(system) && dotted.test(rest) && !/[._-]v[0-9]+$/.test(rest)
      ? { system, name: rest, version: number }
      : undefined;
  },
  (p) => `${p.system}.${p.name}${unlessFirst('.', p.version)}`,
);

export const flat: Grammar<FlatName> = grammar(
  '<subject>_events or <subject>_tasks, from v2 on with _v<N> behind it, lowercase snake case',
  (name) => {
    const match = /^(.+)_(events|tasks)(?:_(v[0-9]+))?$/.exec(name);
    const subject = match?.[1] ?? '';
    const number = laterVersion(match?.[3]);
    return match && number !== undefined && snake.test(subject)
      ? { subject, kind: match[2] as 'events' | 'tasks', version: number }
      : undefined;
  },
  (p) => `${p.subject}_${p.kind}${unlessFirst('_', p.version)}`,
);

export const asFound: Grammar<FoundName> = grammar(
  'any name that Kafka takes',
  (name) => ({ name }),
  (p) => p.name,
);

/** One part of a namespaced or capability name: lowercase kebab. */
export const isKebab = (text: string): boolean => kebab.test(text);
