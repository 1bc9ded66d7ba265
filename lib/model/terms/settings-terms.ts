import { z } from 'zod';
import { certain } from '../../naming/brand.ts';
import {
  allowedText,
  type Endless,
  limitsOf,
  rangeText,
  type TopicSetting,
  type TopicSettingName,
  type TopicSettingValue,
  topicSetting,
  topicSettingForPeople,
  topicSettingNames,
} from '../kafka/topic-setting.ts';
import { parseTopicSetting, topicSettingText } from '../kafka/topic-setting-text.ts';
import type { topicSettingTable } from '../kafka/topic-settings.generated.ts';
import { durationPattern, parseDuration } from '../text/duration.ts';
import { parseSize, sizePattern } from '../text/size.ts';
import { described } from './described.ts';
import type { DurationText, SizeText } from './fields.ts';

/** Settings that have a key of their own, and which: a fact is said in one place. */
export const ownKeys = {
  'cleanup.policy': '`cleanup` of the contract',
  'compression.type': '`compression` of the contract',
  'max.message.bytes': '`maxMessageSize` of the contract',
  'min.insync.replicas': '`kafka.minInSync` of the environment',
  'remote.storage.enable': '`kafka.tieredStorage` of the environment, for the classes that use it',
  'retention.ms': '`retention` of the contract',
} as const satisfies Partial<Record<TopicSettingName, string>>;

type OwnKey = keyof typeof ownKeys;

/** A setting that a contract writes under `settings`. */
type Settable = Exclude<TopicSettingName, OwnKey>;

/** How a file or a program writes a setting. */
type WrittenOf<S> = S extends { readonly type: 'boolean' }
  ? boolean
  : S extends { readonly type: 'enum'; readonly values: readonly (infer V)[] }
    ? V
    : S extends { readonly type: 'list' }
      ? string | readonly string[]
      :
          | number
          | (S extends { readonly unit: 'ms' } ? DurationText : never)
          | (S extends { readonly unit: 'bytes' } ? SizeText : never)
          | (S extends { readonly type: 'long' } ? Endless | `${bigint}` : never);

type Fields = {
  [K in Settable]: z.ZodOptional<z.ZodType<TopicSettingValue<K>, WrittenOf<(typeof topicSettingTable)[K]>>>;
} & { [K in OwnKey]: z.ZodOptional<z.ZodType<undefined, undefined>> };

/** Whether a setting is set by a key of its own, and not under `settings`. */
export function hasOwnKey(name: TopicSettingName): name is OwnKey {
  return Object.hasOwn(ownKeys, name);
}

/** Any setting of Kafka's topic configuration that has no key of its own, by Kafka's name. */
export const settingsField = z.strictObject(
  Object.fromEntries(
    topicSettingNames.map((name) => [name, hasOwnKey(name) ? refused(name) : settable(name)]),
  ) as unknown as Fields,
);

/** A value as a contract writes it. */
export function writtenSetting(name: TopicSettingName, value: TopicSettingValue): unknown {
  if (value === 'as-retention') return -2;
  if (typeof value !== 'number') return typeof value === 'object' ? value.join(',') : value;
  const text = topicSettingForPeople(name, value);
  // Texts begin with 1 and end with a hundred years; Kafka's numbers go further.
  return parseDuration(text).ok || parseSize(text).ok ? text : value;
}

function settable(name: Settable) {
  const setting = topicSetting(name);
  const { about, broker } = setting;
  const from = broker.length === 0 ? '' : `, or what the brokers have (${broker.join(', ')})`;
  const field = z
    .unknown()
    .meta(jsonSchema(setting))
    .transform((input, context): TopicSettingValue => {
      const text = textOf(name, input);
      const read = text === undefined ? undefined : parseTopicSetting(name, text);
      if (read?.ok === true) return read.value;
      context.issues.push({ code: 'custom', message: `write ${allowedInFile(name)}`, input });
      return z.NEVER;
    })
    .optional();
  return described(field, about, { default: `${defaultText(name)}${from}`, examples: [exampleOf(name)] });
}

/** Kafka's default as a file writes it, or another value where a file cannot write it. */
function exampleOf(name: Settable): unknown {
  const { items, default: text } = topicSetting(name);
  return items === undefined ? writtenSetting(name, certain(parseTopicSetting(name, text))) : '*';
}

function refused(name: OwnKey) {
  const fix = `write ${ownKeys[name]} instead`;
  const field = z
    .unknown()
    .refine((value) => value === undefined, `this setting has a key of its own: ${fix}`)
    .meta({ not: {} })
    .optional();
  return described(field, `Not allowed here: ${fix}.`, { default: 'absent' });
}

/** Kafka's own default as people read it: `7d`; an empty list is `none`. */
export function defaultText(name: TopicSettingName): string {
  const text = topicSettingForPeople(name, certain(parseTopicSetting(name, topicSetting(name).default)));
  return text === '' ? 'none' : text;
}

/** What a file may say, in words that follow "write". */
export function allowedInFile(name: TopicSettingName): string {
  const { type, unit } = topicSetting(name);
  const number =
    unit === undefined
      ? allowedText(name)
      : unit === 'ms'
        ? `a duration such as 7d, or a whole number of milliseconds ${rangeText(name)}`
        : `a size such as 256MiB, or a whole number of bytes ${rangeText(name)}`;
  return type === 'long' ? `${number}, or endless` : number;
}

/** What is in a file as Kafka would read it; undefined for a value of another kind. */
function textOf(name: Settable, input: unknown): string | undefined {
  const { type, unit } = topicSetting(name);
  switch (type) {
    case 'boolean':
      return typeof input === 'boolean' ? String(input) : undefined;
    case 'enum':
      return typeof input === 'string' ? input : undefined;
    case 'list':
      if (Array.isArray(input))
        return input.every((item) => typeof item === 'string') ? input.join(',') : undefined;
      return typeof input === 'string' ? input : undefined;
    case 'double':
      return typeof input === 'number' ? String(input) : undefined;
    case 'int':
    case 'long': {
      if (typeof input === 'number') return String(input);
      if (typeof input !== 'string') return undefined;
      if (type === 'long' && input === 'endless') return topicSettingText(name, input);
      if (type === 'long' && /^[0-9]+$/.test(input)) return exactly(input);
      const read = unit === undefined ? undefined : unit === 'ms' ? parseDuration(input) : parseSize(input);
      return read?.ok === true ? String(read.value) : undefined;
    }
  }
}

const greatestLong = '9223372036854775807';

/** A whole number as text. Between what a program counts exactly and the greatest there is no use for any. */
function exactly(digits: string): string | undefined {
  return digits === greatestLong || Number.isSafeInteger(Number(digits)) ? digits : undefined;
}

function jsonSchema(setting: TopicSetting): Record<string, unknown> {
  const { type, unit, from, to, values } = setting;
  switch (type) {
    case 'boolean':
      return { type: 'boolean' };
    case 'enum':
      return { enum: values };
    case 'list':
      return { anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }] };
    case 'double':
      return { type: 'number', minimum: from, maximum: to };
    case 'int':
    case 'long': {
      const least = Math.min(from ?? -1, setting.or ?? Infinity);
      const most = to ?? Number(limitsOf(setting).to);
      const number = { type: 'integer', minimum: least, ...(type === 'int' ? { maximum: most } : {}) };
      const pattern = unit === undefined ? undefined : unit === 'ms' ? durationPattern : sizePattern;
      return {
        anyOf: [
          number,
          ...(pattern === undefined ? [] : [{ type: 'string', pattern: pattern.source }]),
          ...(type === 'long' ? [{ const: 'endless' }, { type: 'string', pattern: '^[0-9]+$' }] : []),
        ],
      };
    }
  }
}
