import { formatDuration, type Duration } from '../text/duration.ts';
import { formatSize, type Size } from '../text/size.ts';
import { topicSettingTable } from './topic-settings.generated.ts';

type Table = typeof topicSettingTable;

/** `segment.bytes`: the name of a setting that Kafka has for topics. */
export type TopicSettingName = keyof Table;

/** What Kafka's code says of one setting. */
export interface TopicSetting {
  readonly type: 'int' | 'long' | 'double' | 'boolean' | 'list' | 'enum';
  /** Of numbers: milliseconds, or bytes. */
  readonly unit?: 'ms' | 'bytes';
  /** Canonical text: what holds where neither the topic nor the broker says otherwise. */
  readonly default: string;
  /** The least number. @default the type's */
  readonly from?: number;
  /** The greatest number. @default the type's */
  readonly to?: number;
  /** A number outside of the range that is allowed as well. */
  readonly or?: number;
  /** The words of an enum, or of the items of a list. */
  readonly values?: readonly string[];
  /** What an item of a list looks like. */
  readonly items?: 'partition:broker';
  /** Broker settings that give the default, the strongest first; the first has the same unit. */
  readonly broker: readonly string[];
  /** One sentence of Kafka's documentation. */
  readonly about: string;
}

/** Without end: -1 where Kafka has that, else the greatest number of 64 bits. */
export type Endless = 'endless';

/** As much as the retention: -2 of `local.retention.ms` and `local.retention.bytes`. */
export type AsRetention = 'as-retention';

/** Whether -2 means something. */
type Special<S> = S extends { readonly from: -2 } ? Endless | AsRetention : Endless;

type ValueOf<S> = S extends { readonly type: 'boolean' }
  ? boolean
  : S extends { readonly type: 'double' }
    ? number
    : S extends { readonly type: 'enum'; readonly values: readonly (infer V)[] }
      ? V
      : S extends { readonly type: 'list'; readonly values: readonly (infer V)[] }
        ? readonly V[]
        : S extends { readonly type: 'list' }
          ? readonly string[]
          : S extends { readonly type: 'long'; readonly unit: 'ms' }
            ? Duration | Special<S>
            : S extends { readonly type: 'long'; readonly unit: 'bytes' }
              ? Size | Special<S>
              : S extends { readonly type: 'long' }
                ? number | Endless
                : S extends { readonly unit: 'bytes' }
                  ? Size
                  : number;

/** What a setting is inside of the program; of several names, what any of them may be. */
export type TopicSettingValue<K extends TopicSettingName = TopicSettingName> = K extends TopicSettingName
  ? ValueOf<Table[K]>
  : never;

export const topicSettingNames = Object.keys(topicSettingTable) as TopicSettingName[];

/** Whether Kafka has a topic setting of the name. */
export function isTopicSetting(name: string): name is TopicSettingName {
  return Object.hasOwn(topicSettingTable, name);
}

export function topicSetting(name: TopicSettingName): TopicSetting {
  return topicSettingTable[name];
}

/** `-1` says "without end" of this setting. */
export function hasEndlessAsMinusOne({ type, unit, from }: TopicSetting): boolean {
  return type === 'long' && unit !== undefined && (from === undefined || from < 0);
}

/** The least and the greatest number, those of the type where Kafka sets no others. */
export function limitsOf({ type, from, to }: TopicSetting): { readonly from: bigint; readonly to: bigint } {
  const bits = type === 'int' ? 31n : 63n;
  return { from: BigInt(from ?? -(2n ** bits)), to: BigInt(to ?? 2n ** bits - 1n) };
}

/** What Kafka allows, in words that follow "write": `a whole number from 1 to 9, or -1`. */
export function allowedText(name: TopicSettingName): string {
  const { type, from, to, or, values } = topicSetting(name);
  switch (type) {
    case 'boolean':
      return 'true or false';
    case 'enum':
      return `one of ${(values ?? []).join(', ')}`;
    case 'list':
      return values === undefined ? 'a list of <partition>:<broker>, or *' : `a list of ${values.join(', ')}`;
    case 'double':
      return `a number from ${from} to ${to}`;
    case 'int':
      return `a whole number ${rangeText(name)}${or === undefined ? '' : `, or ${or}`}`;
    case 'long':
      return `a whole number ${rangeText(name)}`;
  }
}

/** The range of a number in words: `from 1 to 9`, `from -1 on`. */
export function rangeText(name: TopicSettingName): string {
  const setting = topicSetting(name);
  return setting.type === 'int'
    ? `from ${limitsOf(setting).from} to ${limitsOf(setting).to}`
    : `from ${setting.from ?? -1} on`;
}

/** A value as people write it: `7d`, `256MiB`, `endless`, `compact, delete`. */
export function topicSettingForPeople(name: TopicSettingName, value: TopicSettingValue): string {
  if (value === 'as-retention') return 'as the retention';
  if (typeof value === 'object') return value.join(', ');
  const { unit } = topicSetting(name);
  if (typeof value !== 'number' || unit === undefined) return String(value);
  return unit === 'ms' ? formatDuration(value) : formatSize(value);
}
