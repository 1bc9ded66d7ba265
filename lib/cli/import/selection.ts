import { keptBy } from '../../governance/rules/no-reserved-names.ts';
import { groupBy } from '../../model/groups.ts';
import { settingText } from '../../model/kafka/topic-setting-text.ts';
import { type Manifest, manifestId } from '../../model/manifest.ts';
import { at, itemsAt, textAt } from '../../model/plain-object.ts';
import type { Environment } from '../../model/terms/environment.ts';
import { compare, type Problem, problem } from '../../model/text/problem.ts';
import { parseForeignObjectName } from '../../naming/object-name.ts';
import { parseForeignPrincipalName } from '../../naming/principal.ts';
import { parseTopicName, type TopicName } from '../../naming/topic-name.ts';
import { isTemplate, renderFirst } from '../../release/manifest-objects.ts';
import { topicNameOf } from '../../plan/world.ts';
import type { LeftAlone } from './left-alone.ts';

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
  /** ScaledObjects and ScaledJobs of others. */
  readonly scalers: readonly Manifest[];
}

/**
 * Takes the topics and users of the environment's Kafka, the scaled jobs that are ours, and what scalers of others tell
 * of groups. The rest is reported by its reason, and each object that cannot be what it says by its name.
 * @param excluded ids of objects that cannot be imported for another reason, which is reported already
 */
export function select(
  exported: readonly Manifest[],
  environment: Environment,
  left: LeftAlone,
  excluded: ReadonlySet<string> = new Set(),
): Selection {
  const topics: LiveTopic[] = [];
  const users: Manifest[] = [];
  const scaledJobs: Manifest[] = [];
  const scalers: Manifest[] = [];
  const seen = new Set<string>();
  for (const one of exported) {
    const id = manifestId(one);
    if (excluded.has(id)) continue;
    const isScaler = one.kind === 'ScaledObject' || one.kind === 'ScaledJob';
    if (isScaler && one.metadata.labels?.['app.kubernetes.io/managed-by'] !== 'workstreams') {
      scalers.push(one);
      continue;
    }
    if (!['KafkaTopic', 'KafkaUser', 'ScaledJob'].includes(one.kind)) {
      left.add('of kinds that are not imported', id);
      continue;
    }
    const reason = one.kind === 'ScaledJob' ? undefined : reasonToLeave(one, environment);
    if (reason !== undefined) {
      left.add(reason, id);
      continue;
    }
    if (seen.has(id)) {
      left.addOdd('is in the export twice, and the first is taken', id);
      continue;
    }
    seen.add(id);
    const large = tooManyKeys(one);
    if (large !== undefined) {
      left.addOdd(large, id);
      continue;
    }
    if (one.kind === 'ScaledJob') scaledJobs.push(one);
    else if (one.kind === 'KafkaUser') {
      const name = parseForeignPrincipalName(one.metadata.name);
      if (name.ok) users.push(one);
      else left.addOdd(name.error, id);
    } else {
      const name = parseTopicName(topicNameOf(one));
      const object = parseForeignObjectName(one.metadata.name);
      const wrong = name.ok ? (object.ok ? oddityOf(one) : object.error) : name.error;
      if (name.ok && wrong === undefined) topics.push({ name: name.value, manifest: one });
      else left.addOdd(wrong ?? '', id);
    }
  }
  return { topics: withoutTwins(topics, left), users, scaledJobs, scalers };
}

/** Labels, annotations or settings of one object: rendering a map takes the square of its keys. */
const mostKeys = 500;

/** That an object has a map of more keys than an import keeps; undefined where it has not. */
function tooManyKeys(one: Manifest): string | undefined {
  const secret = ['spec', 'template', 'secret', 'metadata'];
  const maps = [
    ['metadata', 'labels'],
    ['metadata', 'annotations'],
    ['spec', 'config'],
  ]
    .concat([[...secret, 'labels']], [[...secret, 'annotations']])
    .map((path) => ({ path: path.join('.'), keys: Object.keys(at(one, ...path) ?? {}).length }));
  const large = maps.find(({ keys }) => keys > mostKeys);
  return large === undefined
    ? undefined
    : `${large.path} has ${large.keys} keys: at most ${mostKeys} are imported`;
}

/** Topics of one import. Each becomes three files, and is rendered and judged: 3,000 take a quarter of a minute. */
const mostTopics = 10_000;

/** That an export has more topics of an environment's Kafka than one import takes; undefined where it has not. */
export function tooManyTopics(
  exported: readonly Manifest[],
  environment: Environment,
  file: string,
): Problem | undefined {
  const topics = exported.filter(
    (one) => one.kind === 'KafkaTopic' && reasonToLeave(one, environment) === undefined,
  );
  return topics.length <= mostTopics
    ? undefined
    : problem(
        { file, line: 1, column: 1 },
        '',
        `the export has ${topics.length} topics of ${environment.environment}`,
        `one import takes at most ${mostTopics}: split the export, for example by a label (kubectl get -l), and import the parts one after the other`,
      );
}

function reasonToLeave(one: Manifest, { kafka }: Environment): string | undefined {
  const { labels = {}, annotations = {}, namespace } = one.metadata;
  if (textAt(one, 'metadata', 'deletionTimestamp') !== '') return 'being deleted';
  if (namespace === undefined) return 'without a namespace: --namespace says which one is meant';
  if (namespace !== kafka.namespace) return `outside of the namespace ${kafka.namespace}`;
  const cluster = labels['strimzi.io/cluster'];
  if (cluster !== kafka.cluster)
    return cluster === undefined ? 'without the label of a cluster' : 'of another cluster';
  const owner = one.kind === 'KafkaTopic' ? keptBy(topicNameOf(one)) : undefined;
  if (owner !== undefined) return `kept by ${owner} for itself`;
  return annotations['strimzi.io/managed'] === 'false'
    ? 'unmanaged (strimzi.io/managed: "false")'
    : undefined;
}

/** Why partitions, replicas and settings are not what Strimzi would take, digit by digit. */
function oddityOf(one: Manifest): string | undefined {
  for (const key of ['partitions', 'replicas']) {
    const value = at(one, 'spec', key);
    if (typeof value === 'object' || (typeof value === 'string' && isTemplate(value)))
      return `spec.${key} is no number: ${renderFirst}`;
    if (value !== undefined && !(typeof value === 'number' && Number.isInteger(value) && value > 0))
      return `spec.${key} is not a whole number above 0`;
  }
  const config = at(one, 'spec', 'config') ?? {};
  if (typeof config !== 'object' || Array.isArray(config)) return 'spec.config is not a map';
  for (const [key, value] of Object.entries(config)) {
    if (settingText(value) === undefined)
      return `spec.config.${key} is neither text, number, boolean nor a list of these`;
    if (typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value))
      return `spec.config.${key} is a number with more digits than are read: write it as text, in quotes`;
  }
  return undefined;
}

/** Of two objects over one topic Strimzi serves the older. Topics that are one after "." and "_" cannot both be. */
function withoutTwins(topics: readonly LiveTopic[], left: LeftAlone): LiveTopic[] {
  const served = [...groupBy(topics, ({ name }) => name.replaceAll('_', '.')).values()].flatMap((twins) => {
    const [first, ...others] = twins.toSorted(
      (a, b) => Number(isRefused(a)) - Number(isRefused(b)) || compare(ageOf(a), ageOf(b)),
    );
    for (const { name, manifest } of others) {
      const said =
        name === first?.name
          ? `is a second object over the topic ${name}: Strimzi serves ${first.manifest.metadata.name}`
          : `is one topic with ${first?.name ?? ''} to Kafka, which reads "." and "_" as one in metrics`;
      left.addOdd(said, manifestId(manifest));
    }
    return first === undefined ? [] : [first];
  });
  const kept = new Set(served);
  return topics.filter((one) => kept.has(one));
}

function isRefused({ manifest }: LiveTopic): boolean {
  return itemsAt(manifest, 'status', 'conditions').some(
    ({ item }) => textAt(item, 'reason') === 'ResourceConflict',
  );
}

function ageOf({ manifest }: LiveTopic): string {
  return textAt(manifest, 'metadata', 'creationTimestamp');
}
