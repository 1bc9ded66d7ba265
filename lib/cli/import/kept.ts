import type { ObjectChange } from '../../plan/change.ts';
import { fieldsThatDiffer } from '../../plan/compare.ts';
import type { Environment } from '../../model/terms/environment.ts';
import type { PinnedTopic, ImportedUser } from '../../model/terms/imported-terms.ts';
import { type Manifest, manifestId } from '../../model/manifest.ts';
import type { Service } from '../../model/terms/system.ts';
import { type Resolved, resolve } from '../../policies/resolve.ts';
import type { Project } from '../project.ts';
import { type Draft, draftedContract, type ImportContext, type Pins } from './draft.ts';
import { type Gathered, serviceOf } from './gathered.ts';
import { byId, changesOf, topicPins, userPins } from './pins.ts';
import { catalogWith, renderedIn, systemsWith } from './world.ts';

export interface KeepScene {
  /** Where topics and users of others go. */
  readonly system: string | undefined;
  readonly project: Project;
  readonly environment: Environment;
  readonly context: ImportContext;
}

/** What is pinned, and what would change all the same. */
export interface Kept {
  /** By the draft. */
  readonly pins: ReadonlyMap<Draft, Pins>;
  /** By the id of the service. */
  readonly users: ReadonlyMap<string, ImportedUser>;
  readonly changes: readonly ObjectChange[];
  /** Objects with owners or finalizers of others, and what these do. */
  readonly staying: readonly ObjectChange[];
  /** The KafkaUsers as they would be rendered. */
  readonly rendered: readonly Manifest[];
}

/** Compares what would be rendered with what is there, keeps the differences, and compares again. */
export function keep(gathered: Gathered, scene: KeepScene): Kept {
  const { drafts, topics, imported } = gathered;
  const named = new Map(imported.map((one) => [one.id, { user: one.manifest.metadata.name }]));
  // Objects first: the others are compared by their names.
  const objects = objectPins(gathered, named, scene);
  const there = thereBefore(gathered, scene);
  const first = bothSides(gathered, objects, named, scene, there);
  const fields = fieldsThatDiffer(first.live, first.rendered);
  const fieldsOf = (manifest: Manifest) => fields.get(manifestId(manifest)) ?? [];
  const pins = new Map<Draft, Map<string, PinnedTopic>>();
  for (const draft of drafts) pins.set(draft, new Map(objects.get(draft)));
  for (const { name, manifest } of topics) {
    const draft = first.drafts.get(name);
    const own = draft && pins.get(draft);
    if (own === undefined) continue;
    const pin: PinnedTopic = { ...own.get(name), ...topicPins(manifest, fieldsOf(manifest)) };
    if (Object.keys(pin).length > 0) own.set(name, pin);
  }
  const users = new Map(imported.map((one) => [one.id, userPins(one, fieldsOf(one.manifest))]));
  const { live, rendered } = bothSides(gathered, pins, users, scene, there);
  return {
    pins,
    users,
    ...changesOf(live, rendered),
    rendered: rendered.filter(({ kind }) => kind === 'KafkaUser'),
  };
}

/** The services of imported users, and of readers of which no user is known. */
export function servicesOf(
  { imported, readers }: Gathered,
  users: ReadonlyMap<string, ImportedUser>,
  { environment }: ImportContext,
): Service[] {
  const known = imported.map((one) => {
    const user = users.get(one.id);
    return serviceOf(one, user === undefined ? {} : { [environment]: user });
  });
  return [...known, ...readers];
}

/** The names of KafkaTopics that are not those that we would give. */
function objectPins(
  gathered: Gathered,
  users: ReadonlyMap<string, ImportedUser>,
  scene: KeepScene,
): Map<Draft, Pins> {
  const found = new Map<Draft, Map<string, PinnedTopic>>();
  const byName = new Map<string, Manifest>(gathered.topics.map(({ name, manifest }) => [name, manifest]));
  for (const { draft, topic } of draftedTopics(gathered, resolvedWith(gathered, new Map(), users, scene))) {
    const { value: name } = topic.name;
    const object = byName.get(name)?.metadata.name;
    if (object === undefined || object === topic.object.value) continue;
    const own = found.get(draft) ?? new Map<string, PinnedTopic>();
    found.set(draft, own);
    own.set(name, { object: object as PinnedTopic['object'] });
  }
  return found;
}

/** The environment with what would be imported. */
function resolvedWith(
  gathered: Gathered,
  pins: ReadonlyMap<Draft, Pins>,
  users: ReadonlyMap<string, ImportedUser>,
  { system, project, environment, context }: KeepScene,
): Resolved {
  const { drafts } = gathered;
  const services = servicesOf(gathered, users, context);
  const isNeeded =
    services.length > 0 || drafts.some(({ onlyThere, address }) => onlyThere && address.system === system);
  const systems = systemsWith(project.catalog.systems, isNeeded ? system : undefined, services);
  const contracts = drafts.map((draft) => draftedContract(draft, pins.get(draft) ?? new Map(), context));
  return resolve(catalogWith(project, contracts, systems), environment);
}

function draftedTopics({ drafts }: Gathered, { systems }: Resolved) {
  const byAddress = new Map(drafts.map((draft) => [addressKey(draft), draft]));
  return systems.flatMap(({ families }) =>
    families.flatMap(({ contract, topics }) => {
      const draft = byAddress.get(addressKey(contract));
      return draft === undefined ? [] : topics.map((topic) => ({ draft, topic }));
    }),
  );
}

function addressKey({ address }: Pick<Draft, 'address'>): string {
  return JSON.stringify([address.system, address.context, address.class, address.topic, address.version]);
}

/** Ids of what was rendered before the import; what is not part of it is the business of `plan`. */
function thereBefore(gathered: Gathered, { project, environment }: KeepScene): ReadonlySet<string> {
  const resolved = resolve(project.catalog, environment);
  return new Set(renderedIn(resolved, systemsIn(gathered, resolved)).map(manifestId));
}

/** The systems that an import touches: of its contracts, and of its users. */
function systemsIn({ drafts, users }: Gathered, { systems }: Resolved): Set<string> {
  const names = new Set(users.map(({ metadata }) => metadata.name));
  return new Set([
    ...drafts.map(({ address }) => address.system),
    ...systems
      .filter(({ principals }) => principals.some(({ name }) => names.has(name)))
      .map(({ declaration }) => declaration.id),
  ]);
}

/** The objects that are there, and as they would be rendered. */
function bothSides(
  gathered: Gathered,
  pins: ReadonlyMap<Draft, Pins>,
  users: ReadonlyMap<string, ImportedUser>,
  scene: KeepScene,
  there: ReadonlySet<string>,
) {
  const topics = gathered.topics.map(({ manifest }) => manifest);
  const live = byId([...topics, ...gathered.users, ...gathered.scaledJobs]);
  const resolved = resolvedWith(gathered, pins, users, scene);
  const rendered = renderedIn(resolved, systemsIn(gathered, resolved)).filter((one) => {
    const id = manifestId(one);
    return live.has(id) || !there.has(id);
  });
  const drafts = new Map<string, Draft>(
    draftedTopics(gathered, resolved).map(({ draft, topic }) => [topic.name.value, draft]),
  );
  return { live: [...live.values()], rendered, drafts };
}
