import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { checkCatalog } from '../../governance/engine.ts';
import { reservedSystems } from '../../model/catalog.ts';
import { addressText, type Contract } from '../../model/terms/contract.ts';
import type { Environment } from '../../model/terms/environment.ts';
import { type Manifest, manifestId } from '../../model/manifest.ts';
import { isError, type Problem, problem } from '../../model/text/problem.ts';
import type { Service } from '../../model/terms/system.ts';
import type { TopicClass } from '../../model/topic-class.ts';
import { isKebab } from '../../naming/segments.ts';
import { principalsOf, resolve } from '../../policies/resolve.ts';
import type { Project } from '../project.ts';
import { type Draft, draftedContract, type ImportContext, type Written } from './draft.ts';
import { isExcusable } from './excuses.ts';
import { importedContract } from './imported-contracts.ts';
import { clientsAmong, type LiveUser, readUsers } from './imported-users.ts';
import { contractOf, ownContracts, topicOf } from './own-contracts.ts';
import type { LeftAlone, LiveTopic, Selection } from './selection.ts';
import { catalogWith } from './world.ts';

export interface GatherProps {
  readonly root: string;
  readonly project: Project;
  readonly environment: Environment;
  readonly selection: Selection;
  readonly context: ImportContext;
  /** Where topics and users of others go. */
  readonly system: string | undefined;
  readonly class: TopicClass;
  readonly owner: Written['owner'] | undefined;
  /** The export. */
  readonly file: string;
}

/** What would be imported, before anything is kept of it. */
export interface Gathered {
  readonly drafts: readonly Draft[];
  /** Topics of the drafts. */
  readonly topics: readonly LiveTopic[];
  /** Users that follow from contracts, and users of others. */
  readonly users: readonly Manifest[];
  readonly imported: readonly LiveUser[];
  /** Ours. */
  readonly scaledJobs: readonly Manifest[];
  /** Topics that contracts make already. */
  readonly declared: number;
  readonly left: LeftAlone;
}

/** Sorts what was selected into contracts of ours, contracts of others, services, and what is there already. */
export function gather(props: GatherProps): { readonly gathered: Gathered; readonly problems: Problem[] } {
  const { project, environment, selection, context, file } = props;
  const { left } = selection;
  const problems = twice(selection.topics, file);
  const resolved = resolve(project.catalog, environment);
  const known = new Set<string>(
    resolved.systems.flatMap(({ families }) =>
      families.flatMap((family) => family.topics.map(({ name }) => name.value)),
    ),
  );
  const fresh = selection.topics.filter(({ name }) => !known.has(name));
  const isOwn = ({ manifest }: LiveTopic) => contractOf(manifest) !== undefined;
  const own = ownContracts({
    topics: fresh.filter(isOwn),
    scaledJobs: selection.scaledJobs,
    environment,
    systems: project.catalog.systems,
    left,
    file,
  });
  problems.push(...own.problems);
  const ownDrafts = withoutThose(own.drafts, project, fresh.filter(isOwn), left);
  const foreign = fresh.filter((one) => !isOwn(one));

  const restored = ownDrafts.map((draft) => draftedContract(draft, new Map(), context));
  problems.push(...unresolvable(restored, project));
  if (problems.length > 0) {
    const nothing = { drafts: [], users: [], imported: [], ...counted(props, known, [], []) };
    return { gathered: nothing, problems };
  }
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
    const gathered = { drafts: ownDrafts, users: followers, imported: [] };
    return { gathered: { ...gathered, ...counted(props, known, ownDrafts, fresh) }, problems };
  }
  const system = systemFor(props, problems);
  const services = project.catalog.systems.find(({ id }) => id === system)?.services ?? [];
  const standIns = new Map(
    services.flatMap(({ id, imported }): [string, string][] => {
      const user = imported?.[environment.environment]?.user;
      return user === undefined ? [] : [[user, id]];
    }),
  );
  const taken = services.map(({ id }) => id);
  const read = readUsers(others, taken, standIns, file);
  // Users that an earlier import has taken may use what this one brings.
  const earlier = selection.users.filter(({ metadata }) => standIns.has(metadata.name));
  const clientsOf = clientsAmong([...read.users, ...readUsers(earlier, taken, standIns, file).users]);
  problems.push(...read.problems);
  const importedDrafts = foreign.map((topic) =>
    importedContract(topic, {
      system,
      class: props.class,
      owner: props.owner,
      environment,
      clientsOf,
    }),
  );
  const drafts = [...ownDrafts, ...withoutThose(importedDrafts, project, foreign, left)];
  return {
    gathered: {
      drafts,
      users: [...followers, ...others],
      imported: read.users,
      ...counted(props, known, drafts, fresh),
    },
    problems,
  };
}

/** What rules on the catalogue refuse, and no exception may excuse: nothing can be resolved from it. */
function unresolvable(contracts: readonly Contract[], project: Project): Problem[] {
  const catalog = catalogWith(project, contracts, project.catalog.systems);
  const scaled = new Set(
    contracts.flatMap(({ terms, source }) => (terms.scaling === undefined ? [] : [source.file])),
  );
  return checkCatalog({ ...project.view, catalog }).filter(
    (one) =>
      isError(one) &&
      // Samples are written beside each contract.
      one.rule !== 'samples-required' &&
      (!isExcusable(one) || (one.rule === 'work-queue-complete' && scaled.has(one.place.file))),
  );
}

/** The topics of the drafts, and how many contracts make already. */
function counted(
  { selection }: GatherProps,
  known: ReadonlySet<string>,
  drafts: readonly Draft[],
  fresh: readonly LiveTopic[],
) {
  const addresses = new Set(drafts.map(({ address }) => addressText(address)));
  const names = new Set(
    drafts.flatMap(({ restored, topic, address }) => (restored ? [] : [topic ?? address.topic])),
  );
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
        selection.left.add('scaled jobs of ours whose topic is not imported', manifestId(job));
      return read.has(topic);
    }),
    declared: selection.topics.filter(({ name }) => known.has(name)).length,
    left: selection.left,
  };
}

/** Drafts whose contract is not there: one that is there is never written over. */
function withoutThose(
  drafts: readonly Draft[],
  { catalog }: Project,
  topics: readonly LiveTopic[],
  left: LeftAlone,
): Draft[] {
  const there = new Set(catalog.contracts.map(({ address }) => addressText(address)));
  return drafts.filter(({ address, topic }) => {
    const text = addressText(address);
    if (!there.has(text)) return true;
    for (const { manifest, name } of topics) {
      if (
        contractOf(manifest) === text ||
        (contractOf(manifest) === undefined && name === (topic ?? address.topic))
      )
        left.add('topics whose contract is there, and does not make them here', manifestId(manifest));
    }
    return false;
  });
}

/** Two objects over one topic: Strimzi serves the older. */
function twice(topics: readonly LiveTopic[], file: string): Problem[] {
  const byName = new Map<string, Manifest>();
  return topics.flatMap(({ name, manifest }) => {
    const other = byName.get(name);
    byName.set(name, manifest);
    if (other === undefined) return [];
    const what = `${manifestId(other)} and ${manifestId(manifest)} both stand for the topic ${name}`;
    const fix =
      'Strimzi serves the older and answers ResourceConflict to the other: unmanage that one, and remove it';
    return [problem({ file, line: 1, column: 1 }, '', what, fix)];
  });
}

/** The system that topics and users of others go to: a new one, or one whose naming is `imported`. */
function systemFor({ root, project, system }: GatherProps, problems: Problem[]): string {
  const say = (what: string, fix: string) => {
    problems.push(problem({ file: '--system', line: 1, column: 1 }, '', what, fix));
    return system ?? 'imported';
  };
  if (system === undefined)
    return say(
      'topics or users of others are in the export',
      'name the system that they belong to from now on',
    );
  if (!isKebab(system) || system.length > 40)
    return say(`"${system}" is no system`, 'write lowercase kebab of at most 40, for example legacy-orders');
  const there = project.catalog.systems.find(({ id }) => id === system);
  if (there !== undefined) {
    return there.naming.imported
      ? system
      : say(
          `the names of ${system} follow from its naming: topics of others do not fit`,
          'name a new system, or one made by an import',
        );
  }
  if (reservedSystems.includes(system)) return say(`no system is called ${system}`, 'choose another name');
  const folder = `contracts/${system}`;
  return existsSync(join(root, folder)) ? say(`${folder} is there already`, 'choose another name') : system;
}

/** The service that stands for a user. */
export function serviceOf({ id, manifest }: LiveUser, imported: NonNullable<Service['imported']>): Service {
  const { name } = manifest.metadata;
  return { id, purpose: `To be described: the user ${name} was there before its contracts`, imported };
}
