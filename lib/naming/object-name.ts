import { createHash } from 'node:crypto';
import { type Brand, type Parsed, parsed, rejected } from './brand.ts';

/** The name of a Kubernetes object: a DNS-1123 label, 1 to 63 of `[a-z0-9-]`, no dash at its ends. */
export type ObjectName = Brand<string, 'ObjectName'>;

const longest = 63;
const hashLength = 8;
const hashEnding = /-[0-9][0-9a-v]{7}$/;
const label = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/;

export function parseObjectName(text: string): Parsed<ObjectName> {
  if (text.length > longest) {
    return rejected(
      `${JSON.stringify(text)} has ${text.length} characters; an object's name takes ${longest}`,
    );
  }
  if (!label.test(text)) {
    return rejected(
      `${JSON.stringify(text)} is no object name: a-z, 0-9 and "-" are allowed, with a letter or digit at both ends`,
    );
  }
  return parsed(text as ObjectName);
}

/** The pattern that editors check with; the parser says more. */
export const objectNamePattern = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** Kubernetes takes dots and 253 characters for the names of most objects (DNS-1123 subdomain); ours are shorter. */
const subdomain = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/;

/** The name of an object that others have named: everything that Kubernetes takes. */
export function parseForeignObjectName(text: string, most = 253): Parsed<ObjectName> {
  return text.length <= most && subdomain.test(text)
    ? parsed(text as ObjectName)
    : rejected(
        `${JSON.stringify(text)} is no name of an object: a-z, 0-9, "-" and ".", at most ${most} characters`,
      );
}

/**
 * A digit and seven characters of `[0-9a-v]` (38 bits of SHA-256) that tell apart names which would read
 * alike. The digit comes first because hardly any name has a word of this form.
 */
export function shortHash(text: string): string {
  const bytes = createHash('sha256').update(text).digest();
  const rest = (bytes.readUInt32BE(1) * 8 + (bytes.readUInt8(5) & 7)).toString(32);
  return `${bytes.readUInt8(0) % 10}${rest.padStart(hashLength - 1, '0')}`;
}

/**
 * The object name of a topic, always the same and never shared by two topics.
 *
 * `.` becomes `-` and `-` becomes `--`, which loses nothing; where that does not make a label of 63
 * (capitals, underscores, a dot beside a dash, too long) or would read like a name with a hash, what can
 * be kept is kept and a hash of the whole name is put behind it. It depends on the name alone: a KafkaTopic
 * that is renamed takes the data with it (Strimzi deletes the topic of a deleted KafkaTopic).
 *
 * @param most characters, where a kind takes fewer than 63
 */
export function objectNameOf(name: string, most = longest): ObjectName {
  const spelled = name.replaceAll('-', '--').replaceAll('.', '-');
  const lossless = /^[a-z0-9.-]+$/.test(name) && !/[.-][.-]/.test(name) && label.test(spelled);
  if (lossless && spelled.length <= most && !hashEnding.test(spelled)) return spelled as ObjectName;
  return withHash(spelled, name, most);
}

/**
 * `parts` joined by `-`; cut and given a hash of the whole where they exceed 63 characters or are not a label, for
 * example because a naming allows capitals.
 */
export function joinObjectName(...parts: readonly string[]): ObjectName {
  return joinShortName(longest, ...parts);
}

/** The same for a kind that takes at most `most` characters. */
export function joinShortName(most: number, ...parts: readonly string[]): ObjectName {
  const joined = parts.join('-');
  return joined.length <= most && label.test(joined)
    ? (joined as ObjectName)
    : withHash(joined, joined, most);
}

function withHash(readable: string, whole: string, most: number): ObjectName {
  const kept = readable
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]/g, '-')
    .slice(0, most - hashLength - 1)
    .replaceAll(/^-+|-+$/g, '');
  return (kept === '' ? `t-${shortHash(whole)}` : `${kept}-${shortHash(whole)}`) as ObjectName;
}
