import type { ObjectChange } from '../../plan/change.ts';
import { readExport } from '../../release/read-manifests.ts';
import { contractSchema } from '../../model/terms/contract.ts';
import type { Environment } from '../../model/terms/environment.ts';
import type { PinnedTopic, ImportedUser } from '../../model/terms/imported-terms.ts';
import { type Manifest, manifestId } from '../../model/manifest.ts';
import { suggestion } from '../../model/text/nearest.ts';
import { isError, type Problem, problem } from '../../model/text/problem.ts';
import type { TopicClass } from '../../model/topic-class.ts';
import { resolve } from '../../policies/resolve.ts';
import { type Edit, putInPlace } from '../new/edits.ts';
import { withSchemaComment } from '../new/schema-comment.ts';
import { judge } from '../new/run-new.ts';
import { loadProject, type Project } from '../project.ts';
import { problemReport } from '../report.ts';
import { type Draft, draftedContract, type ImportContext, type Pins, type Written } from './draft.ts';
import { Excuses } from './excuses.ts';
import { contractFiles, environmentFiles, systemFiles } from './files.ts';
import { type Gathered, gather, serviceOf } from './gathered.ts';
import { byId, changesOf, topicPins, userPins } from './pins.ts';
import { importReport } from './import-report.ts';
import { select } from './selection.ts';
import { catalogWith, renderedIn, systemsWith } from './world.ts';

export interface ImportProps {
  readonly root: string;
  /** `2026-12-31` */
  readonly today: string;
  /** Its name. */
  readonly environment: string;
  /** The export. */
  readonly live: string;
  /** Where topics and users of others go. */
  readonly system: string | undefined;
  readonly class: TopicClass;
  readonly owner: Written['owner'] | undefined;
  /** Say what would be written, and write nothing. */
  readonly dryRun: boolean;
}

/** What was written, or why nothing was. */
export type ImportResult =
  | { readonly done: string; readonly edits: readonly Edit[] }
  | { readonly refused: string };

/**
 * Makes contracts from what an export holds: infers what can be, asks the same comparison as `plan` what would change,
 * pins that, judges the repository as it would be by every rule in every environment, and only then writes.
 */
export function runImport(props: ImportProps): ImportResult {
  const { root, today } = props;
  const project = loadProject({ root, today, incomplete: true });
  const exported = readExport(props.live);
  const unread = [project, exported].flatMap((read) => (read.ok ? [] : read.problems));
  if (!project.ok || !exported.ok) return { refused: problemReport(unread) };
  const environment = project.value.environments.find((one) => one.environment === props.environment);
  if (environment === undefined) {
    const names = project.value.environments.map((one) => one.environment);
    return { refused: problemReport([unknownEnvironment(props.environment, names)]) };
  }
  if (props.owner !== undefined && !contractSchema.shape.owner.safeParse(props.owner).success) {
    const fix = 'the team is lowercase kebab, for example orders; rotation and channel are one line each';
    return { refused: problemReport([problem(atFlag('--owner'), '', 'this is no owner', fix)]) };
  }
  const context: ImportContext = { environment: props.environment, today };
  const { selection, problems } = select(exported.value, environment, props.live);
  if (problems.length > 0) return { refused: problemReport(problems) };
  const found = gather({
    ...props,
    project: project.value,
    environment,
    selection,
    context,
    file: props.live,
  });
  if (found.problems.length > 0) return { refused: problemReport(found.problems) };
  const kept = keep(found.gathered, { props, project: project.value, environment, context });
  return finish(found.gathered, kept, { props, project: project.value, environment, context });
}

interface Scene {
  readonly props: ImportProps;
  readonly project: Project;
  readonly environment: Environment;
  readonly context: ImportContext;
}

/** What is pinned, and what would change all the same. */
interface Kept {
  /** By the draft. */
  readonly pins: ReadonlyMap<Draft, Pins>;
  /** By the id of the service. */
  readonly users: ReadonlyMap<string, ImportedUser>;
  readonly changes: readonly ObjectChange[];
}

/** Compares what would be rendered with what is there, keeps the differences, and compares again. */
function keep(gathered: Gathered, scene: Scene): Kept {
  const { drafts, topics, imported } = gathered;
  const named = new Map(imported.map((one) => [one.id, { user: one.manifest.metadata.name }]));
  // Objects first: by their names the others are told apart.
  const objects = objectPins(gathered, named, scene);
  const first = compared(gathered, objects, named, scene);
  const pins = new Map<Draft, Map<string, PinnedTopic>>();
  for (const draft of drafts) pins.set(draft, new Map(objects.get(draft)));
  for (const { name, manifest } of topics) {
    const draft = first.drafts.get(name);
    const own = draft && pins.get(draft);
    if (own === undefined) continue;
    const fields = first.byId.get(manifestId(manifest))?.fields ?? [];
    const pin: PinnedTopic = { ...own.get(name), ...topicPins(manifest, fields) };
    if (Object.keys(pin).length > 0) own.set(name, pin);
  }
  const users = new Map(
    imported.map((one) => [one.id, userPins(one, first.byId.get(manifestId(one.manifest))?.fields ?? [])]),
  );
  return { pins, users, changes: compared(gathered, pins, users, scene).changes };
}

/** The names of KafkaTopics that are not those that we would give. */
function objectPins(
  gathered: Gathered,
  users: ReadonlyMap<string, ImportedUser>,
  scene: Scene,
): Map<Draft, Pins> {
  const found = new Map<Draft, Map<string, PinnedTopic>>();
  const byName = new Map<string, Manifest>(gathered.topics.map(({ name, manifest }) => [name, manifest]));
  for (const { draft, topic } of resolvedTopics(gathered, new Map(), users, scene)) {
    const { value: name } = topic.name;
    const object = byName.get(name)?.metadata.name;
    if (object === undefined || object === topic.object.value) continue;
    const own = found.get(draft) ?? new Map<string, PinnedTopic>();
    found.set(draft, own);
    own.set(name, { object: object as PinnedTopic['object'] });
  }
  return found;
}

function world(
  { drafts, imported }: Gathered,
  pins: ReadonlyMap<Draft, Pins>,
  users: ReadonlyMap<string, ImportedUser>,
  { props, project, context }: Scene,
) {
  const services = imported.map((one) => {
    const user = users.get(one.id);
    return serviceOf(one, user === undefined ? {} : { [context.environment]: user });
  });
  const isNeeded =
    services.length > 0 ||
    drafts.some(({ onlyThere, address }) => onlyThere && address.system === props.system);
  const systems = systemsWith(project.catalog.systems, isNeeded ? props.system : undefined, services);
  const contracts = drafts.map((draft) => draftedContract(draft, pins.get(draft) ?? new Map(), context));
  return { services, systems, contracts, catalog: catalogWith(project, contracts, systems) };
}

function resolvedTopics(
  gathered: Gathered,
  pins: ReadonlyMap<Draft, Pins>,
  users: ReadonlyMap<string, ImportedUser>,
  scene: Scene,
) {
  const { catalog, contracts } = world(gathered, pins, users, scene);
  const draftOf = new Map(contracts.map((contract, index) => [contract, gathered.drafts[index]]));
  return resolve(catalog, scene.environment).systems.flatMap(({ families }) =>
    families.flatMap(({ contract, topics }) => {
      const draft = draftOf.get(contract);
      return draft === undefined ? [] : topics.map((topic) => ({ draft, topic }));
    }),
  );
}

function compared(
  gathered: Gathered,
  pins: ReadonlyMap<Draft, Pins>,
  users: ReadonlyMap<string, ImportedUser>,
  scene: Scene,
) {
  const { project, environment } = scene;
  const { catalog } = world(gathered, pins, users, scene);
  const topics = gathered.topics.map(({ manifest }) => manifest);
  const live = byId([...topics, ...gathered.users, ...gathered.scaledJobs]);
  const there = byId(renderedIn(environment, project.catalog));
  // What was rendered before the import, and is not part of it, is the business of `plan`.
  const rendered = renderedIn(environment, catalog).filter((one) => {
    const id = manifestId(one);
    return live.has(id) || !there.has(id);
  });
  const drafts = new Map<string, Draft>(
    resolvedTopics(gathered, pins, users, scene).map(({ draft, topic }) => [topic.name.value, draft]),
  );
  return { ...changesOf([...live.values()], rendered), drafts };
}

function finish(gathered: Gathered, kept: Kept, scene: Scene): ImportResult {
  const { props, context, project } = scene;
  const { root, today } = props;
  const { services, systems } = world(gathered, kept.pins, kept.users, scene);
  const excuses = new Excuses(gathered.drafts, context);
  const isNew = systems !== project.catalog.systems;
  const editsNow = (): Edit[] => [
    ...gathered.drafts.flatMap((draft) =>
      contractFiles(draft, kept.pins.get(draft) ?? new Map(), excuses.of(draft), context),
    ),
    ...(isNew && props.system !== undefined ? systemFiles(root, props.system, services) : []),
    ...environmentFiles(root, context.environment, excuses.ofEnvironment()),
  ];
  if (gathered.drafts.length === 0 && gathered.imported.length === 0)
    return { done: importReport({ gathered, kept, excuses, edits: [], props }), edits: [] };
  // Each stage of the rules is judged only when those before it have passed.
  for (;;) {
    const edits = editsNow().map((edit) => withSchemaComment(root, edit));
    const errors = judge(root, edits, today).filter(isError);
    const rest = excuses.takeAll(errors);
    if (rest.length > 0) return { refused: problemReport(rest) };
    if (errors.length > 0) continue;
    if (!props.dryRun) putInPlace(root, edits);
    return { done: importReport({ gathered, kept, excuses, edits, props }), edits };
  }
}

function unknownEnvironment(name: string, known: readonly string[]): Problem {
  const what = `there is no environment ${JSON.stringify(name)}`;
  return problem(atFlag('--env'), '', what, suggestion(name, known));
}

function atFlag(flag: string) {
  return { file: flag, line: 1, column: 1 };
}
