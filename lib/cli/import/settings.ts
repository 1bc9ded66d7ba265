import { canonicalConfig } from '../../plan/kinds/topic-config.ts';
import { at } from '../../model/plain-object.ts';
import type { ReadNotes } from '../../model/contract-notes.ts';
import { formatDuration, parseDuration } from '../../model/text/duration.ts';
import type { Environment } from '../../model/terms/environment.ts';
import type { Manifest } from '../../model/manifest.ts';
import { formatSize } from '../../model/text/size.ts';
import { classPolicies, type TopicClass } from '../../model/topic-class.ts';
import { certain } from '../../naming/brand.ts';
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
    const value = at(manifest, 'spec', 'config', key);
    return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
      ? canonicalConfig(key, value)
      : undefined;
  };
  const partitions = at(manifest, 'spec', 'partitions');
  const bytes = wholeBetween(read('max.message.bytes'), most.size);
  const retention = retentionOf(read('retention.ms'), cls, environment, notes.retention);
  const cleanup = read('cleanup.policy');
  const compression = read('compression.type');
  return {
    partitions:
      notes.partitions !== undefined && partitionsIn(notes.partitions, environment) === partitions
        ? notes.partitions
        : terms.known('partitions', partitions, 1, 'partitions'),
    ...(retention === undefined ? {} : { retention }),
    ...(cleanup === 'compact' || cleanup === 'compact,delete' ? { cleanup } : {}),
    maxMessageSize: (bytes === undefined ? '1MiB' : formatSize(bytes)) as Written['maxMessageSize'],
    ...(isCompression(compression) && compression !== 'producer' ? { compression } : {}),
  } satisfies Partial<Written>;
}

/** What a topic keeps, where the class and the environment would not say the same and a contract can. */
function retentionOf(
  text: string | undefined,
  cls: TopicClass,
  { topics: { retentionCap } }: Environment,
  noted: Written['retention'],
): Written['retention'] {
  const kept = wholeBetween(text, most.duration);
  if (kept === undefined) return undefined;
  const here = (wanted: number) => (retentionCap === 'none' ? wanted : Math.min(wanted, retentionCap));
  if (noted !== undefined && here(certain(parseDuration(noted))) === kept) return noted;
  return here(classPolicies[cls].retention.default) === kept
    ? undefined
    : (formatDuration(kept) as Written['retention']);
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
