import { checkCatalog, mayStop } from '../../governance/engine.ts';
import { rules } from '../../governance/rules/index.ts';
import { addTo, groupBy } from '../../model/groups.ts';
import { addressText, type Contract } from '../../model/terms/contract.ts';
import type { Environment } from '../../model/terms/environment.ts';
import { type Manifest, manifestId } from '../../model/manifest.ts';
import { isError, type Problem } from '../../model/text/problem.ts';
import type { Service } from '../../model/terms/system.ts';
import type { TopicClass } from '../../model/topic-class.ts';
import { nameThere } from '../../policies/imported-topic.ts';
import { principalsOf, resolve } from '../../policies/resolve.ts';
import type { Project } from '../project.ts';
import { contractFileOf, type Draft, draftedContract, type ImportContext, type Written } from './draft.ts';
import { isExcusable } from './excuses.ts';
import { Clients } from './clients.ts';
import { importedContract } from './imported-contracts.ts';
import { type LiveUser, readUsers } from './imported-users.ts';
import { nameBesideEnvironment } from './name-beside-environment.ts';
import type { LeftAlone } from './left-alone.ts';
import { contractOf, ownContracts, topicOf } from './own-contracts.ts';
import { hintsOf } from './scaler-hints.ts';
import type { LiveTopic, Selection } from './selection.ts';
import { ServiceIds } from './service-ids.ts';
import { systemFor } from './system-for.ts';
import { catalogWith } from './world.ts';

export interface GatherProps {
  readonly root: string;
  readonly project: Project;
  readonly environment: Environment;
  readonly selection: Selection;
  readonly left: LeftAlone;
  readonly context: ImportContext;
  /** Where topics and users of others go. */
  readonly system: string | undefined;
  readonly class: TopicClass;
  readonly owner: Written['owner'] | undefined;
}

/** What would be imported, before anything is kept of it. */
export interface Gathered {
  readonly drafts: readonly Draft[];
  /** Topics of the drafts. */
  readonly topics: readonly LiveTopic[];
  /** Users that follow from contracts, and users of others. */
  readonly users: readonly Manifest[];
  readonly imported: readonly LiveUser[];
  /** Services that read, as scalers of others say, and of which no user is known. */
  readonly readers: readonly Service[];
  /** Ours. */
  readonly scaledJobs: readonly Manifest[];
  /** Topics that contracts make already. */
  readonly declared: number;
}

/**
 * Sorts what was selected into contracts of ours, contracts of others, services, and what is there already.
 * @returns problems where the system cannot take it
 */
export function gather(props: GatherProps): { readonly gathered: Gathered; readonly problems: Problem[] } {
  const { project, environment, selection, context, left } = props;
  const problems: Problem[] = [];
  const resolved = resolve(project.catalog, environment);
  const known = new Set<string>(
    resolved.systems.flatMap(({ families }) =>
      families.flatMap((family) => family.topics.map(({ name }) => name.value)),
    ),
  );
  const hints = groupBy(
    hintsOf(selection.scalers, environment, new Set(selection.topics.map(({ name }) => name)), left),
    ({ topic }) => topic,
  );
  const fresh = selection.topics.filter(({ name }) => !known.has(name));
  const isOwn = ({ manifest }: LiveTopic) => contractOf(manifest) !== undefined;
  const own = fresh.filter(isOwn);
  const ownDrafts = resolvable(
    withThose(
      ownContracts({
        topics: own,
        scaledJobs: selection.scaledJobs,
        environment,
        systems: project.catalog.systems,
        environments: project.view.environments,
        left,
      }),
      own,
      props,
    ),
    own,
    props,
  );
  const foreign = fresh.filter((one) => !isOwn(one));
  const restored = ownDrafts.map((draft) => draftedContract(draft, new Map(), context));
  const principals = new Set<string>(
    principalsOf(resolve(catalogWith(project, restored, project.catalog.systems), environment)).map(
      ({ name }) => name,
    ),
  );
  const followers = selection.users.filter(({ metadata }) => principals.has(metadata.name));
  const others = selection.users.filter((user) => {
    if (principals.has(user.metadata.name)) return false;
    const ours = user.metadata.labels?.['app.kubernetes.io/managed-by'] === 'workstreams';
    if (ours) left.add('users of ours that no contract here gives rights', manifestId(user));
    return !ours;
  });
  if (foreign.length === 0 && others.length === 0) {
    const gathered = { drafts: ownDrafts, users: followers, imported: [], readers: [] };
    return { gathered: { ...gathered, ...counted(props, known, ownDrafts, fresh) }, problems };
  }
  const system = systemFor(props, problems);
  const services = project.catalog.systems.find(({ id }) => id === system)?.services ?? [];
  const ids = new ServiceIds({ services, environment, environments: project.view.environments });
  const read = readUsers(others, ids, left);
  // Users that an earlier import has taken may use what this one brings.
  const taken = new Set(services.map(({ imported }) => imported?.[environment.environment]?.user));
  const earlier = readUsers(
    selection.users.filter(({ metadata }) => taken.has(metadata.name)),
    ids,
    left,
  );
  const clients = new Clients([...read, ...earlier], hints, ids);
  const drafts = withThose(
    foreign.map((topic) =>
      importedContract(topic, {
        system,
        class: props.class,
        owner: props.owner,
        environment,
        clients: clients.of(topic),
      }),
    ),
    foreign,
    props,
  );
  return {
    gathered: {
      drafts: [...ownDrafts, ...drafts],
      users: [...followers, ...others.filter((one) => read.some(({ manifest }) => manifest === one))],
      imported: read,
      readers: clients.readers,
      ...counted(props, known, [...ownDrafts, ...drafts], fresh),
    },
    problems,
  };
}

/** Drafts that rules on the catalogue do not refuse, but for what an exception may excuse: nothing can be resolved from the others. */
function resolvable(
  drafts: readonly Draft[],
  topics: readonly LiveTopic[],
  { project, context, left }: GatherProps,
): Draft[] {
  if (drafts.length === 0) return [];
  const contracts = drafts.map((draft) => draftedContract(draft, new Map(), context));
  const catalog = catalogWith(project, contracts, project.catalog.systems);
  const among = rules.filter((rule) => mayStop(rule, project.environments));
  const fileOf = new Map(drafts.map((draft, index) => [contracts[index]?.source.file ?? '', draft]));
  const scaled = new Set(
    contracts.flatMap(({ terms, source }) => (terms.scaling === undefined ? [] : [source.file])),
  );
  const refused = new Map<Draft, string>();
  for (const one of checkCatalog({ ...project.view, catalog }, among)) {
    const draft = fileOf.get(one.place.file);
    const isFatal =
      isError(one) &&
      // Samples are written beside each contract.
      one.rule !== 'samples-required' &&
      (!isExcusable(one) || (one.rule === 'work-queue-complete' && scaled.has(one.place.file)));
    if (draft !== undefined && isFatal && !refused.has(draft)) refused.set(draft, one.what);
  }
  for (const [draft, reason] of refused)
    for (const { manifest } of topicsOf(draft, topics)) left.addOdd(reason, manifestId(manifest));
  return drafts.filter((draft) => !refused.has(draft));
}

/** The topics of the drafts, and how many contracts make already. */
function counted(
  { selection, left }: GatherProps,
  known: ReadonlySet<string>,
  drafts: readonly Draft[],
  fresh: readonly LiveTopic[],
) {
  const addresses = new Set(drafts.map(({ address }) => addressText(address)));
  const names = new Set(drafts.flatMap((draft) => (draft.restored ? [] : [topicNameIn(draft)])));
  const topics = fresh.filter(({ name, manifest }) => {
    const address = contractOf(manifest);
    return address === undefined ? names.has(name) : addresses.has(address);
  });
  const read = new Set<string>(topics.map(({ name }) => name));
  return {
    topics,
    scaledJobs: selection.scaledJobs.filter((job) => {
      const topic = topicOf(job);
      if (!read.has(topic) && !known.has(topic))
        left.add('scaled jobs of ours whose topic is not imported', manifestId(job));
      return read.has(topic);
    }),
    declared: selection.topics.filter(({ name }) => known.has(name)).length,
  };
}

/** The topics that a draft is made from. */
export function topicsOf(draft: Draft, topics: readonly LiveTopic[]): LiveTopic[] {
  const text = addressText(draft.address);
  return topics.filter(({ name, manifest }) => {
    const address = contractOf(manifest);
    return address === undefined ? name === topicNameIn(draft) : address === text;
  });
}

function topicNameIn({ topic, address }: Draft): string {
  return topic ?? address.topic;
}

/**
 * Drafts with the contract that is there, where an import from another environment made it: it gets this environment
 * too. No other contract that is there is written over.
 */
function withThose(
  drafts: readonly Draft[],
  topics: readonly LiveTopic[],
  { project, environment: here, left }: GatherProps,
): Draft[] {
  const there = new Map(project.catalog.contracts.map((one) => [contractFileOf(one), one]));
  const imported = new Set(
    project.catalog.systems.flatMap(({ id, naming }) => (naming.imported ? [id] : [])),
  );
  const byTopic = new Map<string, Contract[]>();
  /** By their names in environments that have no topic of them here yet. */
  const byPlainName = new Map<string, Contract[]>();
  for (const one of there.values()) {
    const { system } = one.address;
    if (one.terms.imported === undefined || !imported.has(system)) continue;
    addTo(byTopic, `${system} ${nameThere(one, here.environment).topic}`, one);
    if (Object.hasOwn(one.terms.imported.in, here.environment)) continue;
    const plain = new Set(
      project.view.environments.flatMap((environment) =>
        Object.hasOwn(one.terms.imported?.in ?? {}, environment.environment)
          ? (nameBesideEnvironment(nameThere(one, environment.environment).topic, environment) ?? [])
          : [],
      ),
    );
    for (const name of plain) addTo(byPlainName, `${system} ${name}`, one);
  }
  const plainName = (draft: Draft) => {
    const name = nameBesideEnvironment(topicNameIn(draft), here);
    return name === undefined ? undefined : `${draft.address.system} ${name}`;
  };
  const alike = groupBy(drafts, plainName);
  return drafts.flatMap((draft) => {
    const name = topicNameIn(draft);
    const [same] = byTopic.get(`${draft.address.system} ${name}`) ?? [];
    const plain = plainName(draft) ?? '';
    const [other, ...others] = byPlainName.get(plain) ?? [];
    const isAlone = others.length === 0 && alike.get(plain)?.length === 1;
    const before = same ?? (isAlone ? other : undefined);
    // Somebody may have moved it to another class or context since.
    if (before !== undefined) return [{ ...draft, topic: name, address: before.address, there: before }];
    if (!there.has(contractFileOf(draft))) return [draft];
    for (const { manifest } of topicsOf(draft, topics))
      left.add('topics whose contract is there, and does not make them here', manifestId(manifest));
    return [];
  });
}

/** The service that stands for a user. */
export function serviceOf({ id, manifest }: LiveUser, imported: NonNullable<Service['imported']>): Service {
  const { name } = manifest.metadata;
  return { id, purpose: `To be described: the user ${name} was there before its contracts`, imported };
}
