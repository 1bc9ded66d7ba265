import { markdownText } from '../model/text/markdown.ts';
import { firstOf } from '../model/text/first-of.ts';
import type { Alike, AlikeField } from './alike.ts';
import type { Concern } from './concern.ts';

/** Of many owners and services so many are named. */
const mostNamed = 3;

/** Kinds whose change is felt by those who write and read the topic. */
const usedKinds: ReadonlySet<string> = new Set(['KafkaTopic', 'ScaledJob', 'ScaledObject']);

/** Whom changes that are alike concern, in a line: owner, contract, and who writes and reads. Empty where that is not known. */
export function concernText({ objects }: Alike): string {
  const known = objects.flatMap(({ concern }) => concern ?? []);
  if (known.length === 0) return '';
  const all = (list: (concern: Concern) => readonly string[]) => [...new Set(known.flatMap(list))];
  const owners = withoutShorter(all((one) => one.owners));
  const contracts = all((one) => one.contracts);
  const services = (list: (concern: Concern) => readonly string[]) =>
    firstOf(all(list), mostNamed) || 'no service';
  return [
    ...(owners.length === 0 ? [] : [`owner: ${firstOf(owners, mostNamed, ' and ')}`]),
    ...(contracts.length === 0 ? [] : [`contract: ${firstOf(contracts, mostNamed)}`]),
    // Rights and test messages are of one client; who else uses the topic is not their matter.
    ...(objects.some(({ kind }) => usedKinds.has(kind))
      ? [`written by ${services((one) => one.writers)}`, `read by ${services((one) => one.readers)}`]
      : []),
  ].join('; ');
}

/** Owners without those of whom another one says more: a derived topic names no channel. */
function withoutShorter(owners: readonly string[]): string[] {
  const begun = new Set(
    owners.flatMap((one) => [...one.matchAll(/, /g)].map(({ index }) => one.slice(0, index))),
  );
  return owners.filter((one) => !begun.has(one));
}

/** Links of Markdown to the topics on the catalogue page; empty where there is no page. */
export function topicLinks({ objects }: Alike, catalogue: string | undefined): string {
  if (catalogue === undefined) return '';
  const names = [...new Set(objects.flatMap(({ concern }) => concern?.topics ?? []))];
  // A manifest of others may name a topic as Kafka does not: such a text is no part of an address.
  const links = names
    .filter((name) => kafkaName.test(name))
    .map((name) => `[${markdownText(name)}](${catalogue}#/t/${name})`);
  return firstOf(links, mostNamed);
}

/** What Kafka takes as a topic's name (`Topic.validate`). */
const kafkaName = /^[A-Za-z0-9._-]{1,249}$/;

/** Where a field is said, of all that are alike; empty where that is not known. */
export function placesText({ places }: AlikeField): string {
  return firstOf(places, 1);
}
