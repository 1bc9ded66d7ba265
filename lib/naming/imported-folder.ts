import { objectNameOf } from './object-name.ts';
import type { TopicName } from './topic-name.ts';

/** Longer folders make paths that some systems do not take. */
const longest = 100;

/**
 * The folder of a contract whose topic was there before it: the topic's own name where a folder can hold it on every
 * file system (lowercase, no dot at its ends, at most 100), else one made from it that no other topic gets, beside
 * which the contract says the name (`found.topic`).
 */
export function importedFolder(name: TopicName): { readonly folder: string; readonly holdsName: boolean } {
  const holdsName = /^[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?$/.test(name) && name.length <= longest;
  return { folder: holdsName ? name : objectNameOf(name), holdsName };
}
