import { groupBy } from '../../model/groups.ts';
import { at, itemsAt, textAt } from '../../model/plain-object.ts';
import { readNotes } from '../../model/contract-notes.ts';
import type { Contract } from '../../model/terms/contract.ts';
import { formatDuration } from '../../model/text/duration.ts';
import type { Environment } from '../../model/terms/environment.ts';
import { type Manifest, manifestId } from '../../model/manifest.ts';
import { compare } from '../../model/text/problem.ts';
import { declaredClasses } from '../../model/topic-class.ts';
import type { SystemDeclaration } from '../../model/terms/system.ts';
import { importedFolder } from '../../naming/imported-folder.ts';
import { nameScope, tenantsOf } from '../../policies/name-scope.ts';
import { isFolderName, isKebab } from '../../naming/segments.ts';
import type { TopicName } from '../../naming/topic-name.ts';
import { type Draft, isLive, Terms, type Written } from './draft.ts';
import { nameBesideEnvironment } from './name-beside-environment.ts';
import type { LeftAlone } from './left-alone.ts';
import type { LiveTopic } from './selection.ts';
import { partitionsIn, settingTerms } from './settings.ts';

const prefix = 'workstreams.io/';

/** The contract that an object says it comes from; undefined where it is not ours. */
export function contractOf({ metadata }: Manifest): string | undefined {
  return metadata.labels?.['app.kubernetes.io/managed-by'] === 'workstreams'
    ? metadata.annotations?.[`${prefix}contract`]
    : undefined;
}

interface OwnProps {
  readonly topics: readonly LiveTopic[];
  readonly scaledJobs: readonly Manifest[];
  readonly environment: Environment;
  readonly systems: readonly SystemDeclaration[];
  /** Every environment. */
  readonly environments: readonly Environment[];
  readonly left: LeftAlone;
}

/** Contracts from topics that were rendered from contracts: back to where they stood, with what their objects tell. */
export function ownContracts(props: OwnProps): Draft[] {
  const { topics, systems, left } = props;
  const families = groupBy(topics, ({ manifest }) => contractOf(manifest) ?? '');
  return [...families]
    .sort(([a], [b]) => compare(a, b))
    .flatMap(([text, family]): Draft[] => {
      const address = readAddress(text);
      const system = systems.find(({ id }) => id === address?.system);
      const leave = (reason: string, those: readonly LiveTopic[]) => {
        for (const { manifest } of those) left.add(reason, manifestId(manifest));
        return [];
      };
      if (address === undefined) return leave('said to come from what is no contract', family);
      if (system === undefined) return leave('said to come from a system that is not there', family);
      const names = namesAt(address, system, props);
      const astray = family.filter((one) => isLive(one, 'source') && !names(one.name));
      leave('whose name does not follow from the folder that they say', astray);
      const own = family.filter((one) => !astray.includes(one));
      return own.length === 0 ? [] : draftOf(address, own, props);
    });
}

/** Whether a contract at an address makes a topic of this name. */
function namesAt(
  address: Contract['address'],
  { naming }: SystemDeclaration,
  { environment, environments }: OwnProps,
): (name: TopicName) => boolean {
  if (naming.imported) {
    const alike = new Set(environments.flatMap((one) => nameBesideEnvironment(address.topic, one) ?? []));
    return (name) =>
      importedFolder(name).folder === address.topic ||
      alike.has(nameBesideEnvironment(name, environment) ?? '');
  }
  const made = tenantsOf(naming, environment).map((tenant) =>
    naming.topic(address, nameScope(environment, tenant)),
  );
  return (name) => made.some((one) => one.ok && one.value === name);
}

function readAddress(text: string): Contract['address'] | undefined {
  const [system = '', context = '', name = '', topic = '', version = '', ...rest] = text.split('/');
  const cls = declaredClasses.find((one) => one === name);
  const number = /^v([1-9][0-9]{0,5})$/.exec(version)?.[1];
  const named = isKebab(system) && isFolderName(context) && isFolderName(topic);
  return cls === undefined || number === undefined || rest.length > 0 || !named
    ? undefined
    : { system, context, class: cls, topic, version: Number(number) };
}

function draftOf(address: Contract['address'], family: readonly LiveTopic[], props: OwnProps): Draft[] {
  const sources = family.filter((one) => isLive(one, 'source'));
  const former = family.find((one) => isLive(one, 'former'));
  const heads = sources.length > 0 ? sources : former === undefined ? family.slice(0, 1) : [former];
  const [first, ...others] = heads.map((head) => termsOf(address, head, former, props));
  if (first === undefined) throw new Error('a family without a topic');
  const facts = (terms: Draft['terms']) => JSON.stringify(withoutSettings(terms));
  for (const [index, other] of others.entries()) {
    if (facts(other) === facts(first)) continue;
    const [a, b] = [heads[0]?.name ?? '', heads[index + 1]?.name ?? ''];
    const keys = Object.keys({ ...first, ...other }).filter(
      (key) =>
        JSON.stringify(first[key as keyof Draft['terms']]) !==
        JSON.stringify(other[key as keyof Draft['terms']]),
    );
    const reason = `${a} and ${b} come from one contract, which is the same for every tenant, and differ in ${keys.join(', ')}`;
    for (const { manifest } of family) props.left.addOdd(reason, manifestId(manifest));
    return [];
  }
  const imported = props.systems.some(({ id, naming }) => id === address.system && naming.imported);
  const name = heads[0]?.name;
  return [
    {
      address,
      terms: first,
      restored: true,
      onlyThere: imported,
      ...(imported && name !== undefined && name !== address.topic ? { topic: name } : {}),
    },
  ];
}

/** What must be the same for every tenant; settings may differ, and are kept. */
function withoutSettings(terms: Draft['terms']): object {
  const {
    partitions: _p,
    retention: _r,
    cleanup: _c,
    maxMessageSize: _m,
    compression: _z,
    settings: _s,
    ...rest
  } = terms;
  return rest;
}

function termsOf(
  address: Contract['address'],
  { name, manifest }: LiveTopic,
  former: LiveTopic | undefined,
  { environment, scaledJobs }: OwnProps,
): Draft['terms'] {
  const { labels = {}, annotations = {} } = manifest.metadata;
  const label = (key: string) => labels[`${prefix}${key}`];
  const terms = new Terms();
  const notes = readNotes(
    Object.fromEntries(
      Object.entries(annotations).flatMap(([key, text]) =>
        key.startsWith(prefix) ? [[key.slice(prefix.length), text]] : [],
      ),
    ),
    (unread) => terms.unread(unread),
  );
  const topics = [name, ...(former === undefined ? [] : [former.name])] as string[];
  const job = scaledJobs.find((one) => topics.includes(topicOf(one)));
  const settings = settingTerms(manifest, address.class, environment, terms, notes);
  const scaling =
    job === undefined
      ? notes.scaling
      : scalingOf(job, notes.scaling, partitionsIn(settings.partitions, environment));
  const owner = { team: label('owner'), onCall: annotations[`${prefix}on-call`], channel: notes.channel };
  const unknown = { team: 'unknown', onCall: 'unknown', channel: '#unknown' };
  return {
    purpose: terms.known('purpose', annotations[`${prefix}purpose`], toDescribe(name), 'purpose'),
    owner: terms.known('owner', owner, unknown, 'owner'),
    classification: terms.known('classification', label('classification'), 'restricted', 'classification'),
    pii: terms.known('pii', label('pii'), 'high', 'pii'),
    ...(notes.critical === undefined ? {} : { critical: notes.critical }),
    key: terms.known('key', notes.key, guesses.key, 'key'),
    ...settings,
    load: terms.known('load', notes.load, guesses.load, 'load'),
    serviceLevels: terms.known('serviceLevels', notes.serviceLevels, guesses.serviceLevels, 'serviceLevels'),
    schema: notes.schema ?? guesses.schema,
    ...(notes.headers === undefined ? {} : { headers: notes.headers }),
    ...(notes.retry === undefined ? {} : { retry: notes.retry }),
    ...(notes.deadLetter === undefined ? {} : { deadLetter: notes.deadLetter }),
    ...(notes.replay === undefined ? {} : { replay: notes.replay }),
    ...(scaling === undefined ? {} : { scaling }),
    producers: notes.producers ?? [],
    consumers: notes.consumers ?? [],
    ...(notes.processors === undefined ? {} : { processors: notes.processors }),
    ...(former === undefined
      ? notes.renamedFrom && { renamedFrom: notes.renamedFrom }
      : { renamedFrom: { topic: former.name, object: former.manifest.metadata.name } }),
    lifecycle: notes.lifecycle ?? { state: 'active' },
    // A KafkaTopic says nothing of its messages.
    questions: [...new Set([...(notes.questions ?? []), ...terms.questions, 'schema' as const])],
  };
}

export function toDescribe(topic: string): string {
  return `To be described: the topic ${topic} was there before its contract`.slice(0, 500);
}

/** What stands for what is not known: little load, late alarms. */
export const guesses = {
  key: { field: 'unknown', why: 'Not known: the topic was there before its contract' },
  load: { messagesPerSecond: 1, bytesPerMessage: '1KiB' },
  serviceLevels: { produceWithin: '1s', consumeWithin: '1h', alertLag: 10_000 },
  schema: { format: 'json-schema', compatibility: 'none' },
} satisfies Partial<Written>;

/** The topic that a ScaledJob reads. */
export function topicOf(job: Manifest): string {
  return textAt(itemsAt(job, 'spec', 'triggers')[0]?.item, 'metadata', 'topic');
}

/** What the ScaledJob does goes before what the contract said when it was rendered. */
function scalingOf(job: Manifest, noted: Written['scaling'], partitions: number): Written['scaling'] {
  const seconds = at(job, 'spec', 'jobTargetRef', 'activeDeadlineSeconds');
  const polling = at(job, 'spec', 'pollingInterval');
  const retries = at(job, 'spec', 'jobTargetRef', 'backoffLimit');
  const most = at(job, 'spec', 'maxReplicaCount');
  const lag = Number(textAt(itemsAt(job, 'spec', 'triggers')[0]?.item, 'metadata', 'lagThreshold'));
  const asTime = (value: unknown) =>
    typeof value === 'number' && Number.isInteger(value) && value > 0
      ? (formatDuration(value * 1000) as `${number}s`)
      : undefined;
  const deadline = asTime(seconds) ?? noted?.deadline;
  if (deadline === undefined) return noted;
  const pollingInterval = asTime(polling);
  return {
    ...noted,
    deadline,
    ...(pollingInterval === undefined || pollingInterval === (noted?.pollingInterval ?? '30s')
      ? {}
      : { pollingInterval }),
    ...(typeof retries === 'number' && retries !== (noted?.retries ?? 2) ? { retries } : {}),
    ...(typeof most === 'number' && most !== (noted?.maxJobs ?? partitions) ? { maxJobs: most } : {}),
    ...(lag > 0 && lag !== (noted?.messagesPerJob ?? 1) ? { messagesPerJob: lag } : {}),
  };
}
