import { isTopicSetting } from '../../model/kafka/topic-setting.ts';
import {
  canonicalTopicSetting,
  parseTopicSetting,
  settingText,
} from '../../model/kafka/topic-setting-text.ts';
import { at } from '../../model/plain-object.ts';
import type { ReadNotes } from '../../model/contract-notes.ts';
import { formatRetention, lengthOf, type Retention } from '../../model/kafka/retention.ts';
import { parseDuration } from '../../model/text/duration.ts';
import type { Environment } from '../../model/terms/environment.ts';
import { hasOwnKey, writtenSetting } from '../../model/terms/settings-terms.ts';
import type { Manifest } from '../../model/manifest.ts';
import { formatSize } from '../../model/text/size.ts';
import { classPolicies, type TopicClass } from '../../model/topic-class.ts';
import { certain } from '../../naming/brand.ts';
import { hotRetention } from '../../policies/topic-settings.ts';
import type { Terms, Written } from './draft.ts';

/** Longer than this a contract does not write a duration, or a size. */
const most = { duration: 100 * 365 * 86_400_000, size: 1024 * 1024 ** 4 };

/** The settings of a KafkaTopic for which a contract has terms, in the words of contracts. */
export function settingTerms(
  manifest: Manifest,
  cls: TopicClass,
  environment: Environment,
  terms: Terms,
  notes: Pick<ReadNotes, 'partitions' | 'retention'> = {},
) {
  const read = (key: string): string | undefined => {
    const text = settingText(at(manifest, 'spec', 'config', key));
    return text === undefined ? undefined : canonicalTopicSetting(key, text);
  };
  const partitions = at(manifest, 'spec', 'partitions');
  const bytes = wholeBetween(read('max.message.bytes'), most.size);
  const retention = retentionOf(read('retention.ms'), cls, environment, notes.retention);
  const cleanup = read('cleanup.policy');
  const compression = read('compression.type');
  const settings = ownSettings(manifest, read);
  return {
    partitions:
      notes.partitions !== undefined && partitionsIn(notes.partitions, environment) === partitions
        ? notes.partitions
        : terms.known('partitions', partitions, 1, 'partitions'),
    ...(retention === undefined ? {} : { retention }),
    ...(cleanup === 'compact' || cleanup === 'compact,delete' ? { cleanup } : {}),
    maxMessageSize: (bytes === undefined ? '1MiB' : formatSize(bytes)) as Written['maxMessageSize'],
    ...(isCompression(compression) && compression !== 'producer' ? { compression } : {}),
    ...(Object.keys(settings).length === 0 ? {} : { settings }),
  } satisfies Partial<Written>;
}

/** Settings that have no key of their own; what Kafka does not know or not allow is kept as it was found. */
function ownSettings(
  manifest: Manifest,
  read: (key: string) => string | undefined,
): NonNullable<Written['settings']> {
  const names = Object.keys(at(manifest, 'spec', 'config') ?? {}).sort();
  return Object.fromEntries(
    names.flatMap((name) => {
      const text = read(name);
      if (text === undefined || !isTopicSetting(name) || hasOwnKey(name)) return [];
      if (name === 'local.retention.ms' && isHot(text, read)) return [];
      const value = parseTopicSetting(name, text);
      return value.ok ? [[name, writtenSetting(name, value.value)]] : [];
    }),
  );
}

/** Whether what stays on the brokers is what every tiered topic has, and follows from the class. */
function isHot(local: string, read: (key: string) => string | undefined): boolean {
  const kept = Number(read('retention.ms') ?? -1);
  const hot = kept < 0 ? hotRetention : Math.min(hotRetention, kept);
  return read('remote.storage.enable') === 'true' && Number(local) === hot;
}

/** What a topic keeps, where the class and the environment would not say the same and a contract can. */
function retentionOf(
  text: string | undefined,
  cls: TopicClass,
  { topics: { retentionCap } }: Environment,
  noted: Written['retention'],
): Written['retention'] {
  const read = text === undefined ? undefined : parseTopicSetting('retention.ms', text);
  if (read?.ok !== true || (read.value !== 'endless' && (read.value < 1 || read.value > most.duration)))
    return undefined;
  const kept = read.value;
  const here = (wanted: Retention): Retention =>
    retentionCap !== 'none' && lengthOf(wanted) > retentionCap ? retentionCap : wanted;
  if (noted !== undefined && here(noted === 'endless' ? noted : certain(parseDuration(noted))) === kept)
    return noted;
  return here(classPolicies[cls].retention.default) === kept
    ? undefined
    : (formatRetention(kept) as NonNullable<Written['retention']>);
}

/** How many partitions a contract says for an environment. */
export function partitionsIn(noted: Written['partitions'], { environment }: Environment): number {
  if (typeof noted === 'number') return noted;
  return (Object.hasOwn(noted, environment) ? noted[environment] : undefined) ?? noted.default;
}

const compressions = ['producer', 'gzip', 'lz4', 'snappy', 'zstd', 'uncompressed'] as const;

function isCompression(text: string | undefined): text is (typeof compressions)[number] {
  return compressions.some((one) => one === text);
}

function wholeBetween(text: string | undefined, highest: number): number | undefined {
  if (text === undefined || !/^[0-9]+$/.test(text)) return undefined;
  const value = Number(text);
  return value > 0 && value <= highest ? value : undefined;
}
