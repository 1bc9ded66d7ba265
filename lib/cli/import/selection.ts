import { addTo } from '../../model/groups.ts';
import { at, textAt } from '../../model/plain-object.ts';
import { keptBy } from '../../governance/rules/no-reserved-names.ts';
import { topicNameOf } from '../../plan/world.ts';
import type { Environment } from '../../model/terms/environment.ts';
import { parseForeignObjectName } from '../../naming/object-name.ts';
import { parseForeignPrincipalName } from '../../naming/principal.ts';
import { type Manifest, manifestId } from '../../model/manifest.ts';
import { type Problem, problem } from '../../model/text/problem.ts';
import { parseTopicName, type TopicName } from '../../naming/topic-name.ts';

/** A topic of the export that can be imported. */
export interface LiveTopic {
  readonly name: TopicName;
  readonly manifest: Manifest;
}

/** What of an export concerns an environment. */
export interface Selection {
  readonly topics: readonly LiveTopic[];
  readonly users: readonly Manifest[];
  /** Ours. */
  readonly scaledJobs: readonly Manifest[];
  readonly left: LeftAlone;
}

/** Objects that are not imported, by the reason. */
export class LeftAlone {
  readonly #byReason = new Map<string, string[]>();

  add(reason: string, id: string): void {
    addTo(this.#byReason, reason, id);
  }

  entries(): [reason: string, ids: readonly string[]][] {
    return [...this.#byReason];
  }
}

/**
 * Takes the topics and users of the environment's Kafka, and the scaled jobs that are ours. The rest is told by its
 * reason; what cannot be what it says is a problem.
 */
export function select(
  exported: readonly Manifest[],
  environment: Environment,
  file: string,
): { readonly selection: Selection; readonly problems: Problem[] } {
  const topics: LiveTopic[] = [];
  const users: Manifest[] = [];
  const scaledJobs: Manifest[] = [];
  const left = new LeftAlone();
  const problems: Problem[] = [];
  const seen = new Set<string>();
  for (const one of exported) {
    const id = manifestId(one);
    const say = (what: string, fix: string) =>
      problems.push(problem({ file, line: 1, column: 1 }, id, what, fix));
    if (!['KafkaTopic', 'KafkaUser', 'ScaledJob'].includes(one.kind)) {
      left.add('of kinds that are not imported', id);
      continue;
    }
    const reason = reasonToLeave(one, environment);
    if (reason !== undefined) {
      left.add(reason, id);
      continue;
    }
    if (seen.has(id)) {
      say('stands in the export twice', 'export once, with -A or with one namespace');
      continue;
    }
    seen.add(id);
    if (one.kind === 'ScaledJob') scaledJobs.push(one);
    else if (one.kind === 'KafkaUser') {
      const name = parseForeignPrincipalName(one.metadata.name);
      if (name.ok) users.push(one);
      else say(name.error, 'no KafkaUser has such a name: is the export whole?');
    } else {
      const name = parseTopicName(topicNameOf(one));
      const object = parseForeignObjectName(one.metadata.name);
      if (!name.ok) say(name.error, 'no topic has such a name: is the export whole?');
      else if (!object.ok) say(object.error, 'no KafkaTopic has such a name: is the export whole?');
      else if (checkTopic(one, say)) topics.push({ name: name.value, manifest: one });
    }
  }
  return { selection: { topics, users, scaledJobs, left }, problems };
}

function reasonToLeave(one: Manifest, { kafka }: Environment): string | undefined {
  const { labels = {}, annotations = {}, namespace } = one.metadata;
  if (one.kind === 'ScaledJob') {
    return labels['app.kubernetes.io/managed-by'] === 'workstreams'
      ? undefined
      : 'scaled jobs of others: what they run is theirs';
  }
  if (textAt(one, 'metadata', 'deletionTimestamp') !== '') return 'being deleted';
  if (namespace !== kafka.namespace) return `outside of the namespace ${kafka.namespace}`;
  const cluster = labels['strimzi.io/cluster'];
  if (cluster !== kafka.cluster)
    return cluster === undefined ? 'without the label of a cluster' : 'of another cluster';
  const owner = one.kind === 'KafkaTopic' ? keptBy(topicNameOf(one)) : undefined;
  if (owner !== undefined) return `kept by ${owner} for itself`;
  if (annotations['strimzi.io/managed'] === 'false') return 'unmanaged (strimzi.io/managed: "false")';
  return one.kind === 'KafkaUser' && textAt(one, 'spec', 'authentication', 'type') === ''
    ? 'users without authentication'
    : undefined;
}

type Say = (what: string, fix: string) => void;

/** Whether partitions, replicas and settings are what Strimzi would take, digit by digit. */
function checkTopic(one: Manifest, say: Say): boolean {
  let right = true;
  const wrong = (what: string, fix: string) => {
    right = false;
    say(what, fix);
  };
  for (const key of ['partitions', 'replicas']) {
    const value = at(one, 'spec', key);
    if (value !== undefined && !(typeof value === 'number' && Number.isInteger(value) && value > 0))
      wrong(`spec.${key} is no whole number above 0`, 'is the export whole?');
  }
  const config = at(one, 'spec', 'config') ?? {};
  if (typeof config !== 'object' || Array.isArray(config)) {
    wrong('spec.config is no map', 'is the export whole?');
    return right;
  }
  for (const [key, value] of Object.entries(config)) {
    const scalar = ['string', 'number', 'boolean'].includes(typeof value);
    if (!scalar) wrong(`spec.config.${key} is neither text, number nor boolean`, 'is the export whole?');
    else if (typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value))
      wrong(
        `spec.config.${key} is a number of more digits than are read`,
        'write it in the export as text, in quotes',
      );
  }
  return right;
}
