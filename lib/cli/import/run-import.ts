import { manifestCheck } from '../../governance/engine.ts';
import { readExport } from '../../release/read-manifests.ts';
import { contractSchema } from '../../model/terms/contract.ts';
import type { Environment } from '../../model/terms/environment.ts';
import { type Manifest, manifestId } from '../../model/manifest.ts';
import { suggestion } from '../../model/text/nearest.ts';
import { isError, type Problem, problem } from '../../model/text/problem.ts';
import type { TopicClass } from '../../model/topic-class.ts';
import type { Export } from '../../release/manifest-reader.ts';
import { type Edit, putInPlace } from '../new/edits.ts';
import { withSchemaComment } from '../new/schema-comment.ts';
import { loadProject, type Project } from '../project.ts';
import { problemReport } from '../report.ts';
import { contractFileOf, draftedContract, type ImportContext, type Written } from './draft.ts';
import { Excuses } from './excuses.ts';
import { contractFiles, environmentFiles, systemFiles } from './files.ts';
import { type Gathered, gather, topicsOf } from './gathered.ts';
import { importReport } from './import-report.ts';
import { Judge } from './judged.ts';
import { type Answered, answered, type PulledSchemas, readPulled } from './pulled-schemas.ts';
import { type Kept, keep, servicesOf } from './kept.ts';
import { LeftAlone } from './left-alone.ts';
import { nothingOf } from './nothing-of.ts';
import { select, tooManyTopics } from './selection.ts';
import { tooLong } from './too-long.ts';

export interface ImportProps {
  readonly root: string;
  /** `2026-12-31` */
  readonly today: string;
  /** Its name. */
  readonly environment: string;
  /** The export. */
  readonly live: string;
  /** Namespace of objects that say none, as manifests in git. @default they are left alone */
  readonly namespace?: string | undefined;
  /** Where topics and users of others go. */
  readonly system: string | undefined;
  readonly class: TopicClass;
  readonly owner: Written['owner'] | undefined;
  /** Say what would be written, and write nothing. */
  readonly dryRun: boolean;
  /** A folder that `schemas pull` wrote, of this environment. @default the schemas are questions */
  readonly schemas?: string | undefined;
}

/** What was written, or why nothing was. */
export type ImportResult =
  | {
      readonly done: string;
      readonly edits: readonly Edit[];
      /** Whether a plan would change something all the same. */
      readonly changes: boolean;
    }
  | { readonly refused: string };

/**
 * Makes contracts from what an export holds: infers what can be, asks the same comparison as `plan` what would change,
 * pins that, judges the repository as it would be by every rule in every environment, and only then writes. An object
 * that a rule refuses, and no exception may excuse, is left aside by its name.
 */
export function runImport(props: ImportProps): ImportResult {
  const { root, today } = props;
  const project = loadProject({ root, today, incomplete: true, errorsOnly: true });
  const exported = readExport(props.live);
  const pulled = props.schemas === undefined ? undefined : readPulled(props.schemas);
  const unread = [project, exported, pulled].flatMap((read) =>
    read === undefined || read.ok ? [] : read.problems,
  );
  if (!project.ok || !exported.ok || pulled?.ok === false) return { refused: problemReport(unread) };
  const environment = project.value.environments.find((one) => one.environment === props.environment);
  if (environment === undefined) {
    const names = project.value.environments.map((one) => one.environment);
    return { refused: problemReport([unknownEnvironment(props.environment, names)]) };
  }
  if (props.owner !== undefined && !contractSchema.shape.owner.safeParse(props.owner).success) {
    const fix = 'the team is lowercase kebab, for example orders; rotation and channel are one line each';
    return { refused: problemReport([problem(atFlag('--owner'), '', 'this is no owner', fix)]) };
  }
  const objects = exported.value.objects.map(inNamespace(props.namespace));
  const many = tooManyTopics(objects, environment, props.live);
  if (many !== undefined) return { refused: problemReport([many]) };
  const scene: Scene = {
    props,
    project: project.value,
    environment,
    context: { environment: props.environment, today },
    exported: { ...exported.value, objects },
    judge: new Judge(project.value, today),
    pulled: pulled?.value,
  };
  const refused = new Map<string, string>();
  for (;;) {
    const result = attempt(scene, refused);
    if (!('aside' in result)) return result;
    for (const [id, reason] of result.aside) refused.set(id, reason);
  }
}

/** What an import is made from. */
interface Scene {
  readonly props: ImportProps;
  readonly project: Project;
  readonly environment: Environment;
  readonly context: ImportContext;
  readonly exported: Export;
  readonly judge: Judge;
  readonly pulled: PulledSchemas | undefined;
}

/** Objects that rules refuse, by their id, with the reason: the import is tried again without them. */
interface Aside {
  readonly aside: ReadonlyMap<string, string>;
}

function inNamespace(namespace: string | undefined): (one: Manifest) => Manifest {
  return (one) =>
    namespace === undefined || one.metadata.namespace !== undefined
      ? one
      : { ...one, metadata: { ...one.metadata, namespace } };
}

function attempt(scene: Scene, refused: ReadonlyMap<string, string>): ImportResult | Aside {
  const { props, project, environment, context, exported } = scene;
  const left = new LeftAlone();
  for (const { key, what } of exported.odd) left.addOdd(what, key);
  for (const [id, reason] of refused) left.addOdd(reason, id);
  const selection = select(exported.objects, environment, left, new Set(refused.keys()));
  const { gathered: found, problems } = gather({ ...props, project, environment, selection, left, context });
  if (problems.length > 0) return { refused: problemReport(problems) };
  const schemas =
    scene.pulled === undefined
      ? undefined
      : answered(
          found.drafts,
          (draft) => topicsOf(draft, found.topics).map(({ name }) => name),
          scene.pulled,
        );
  const gathered = schemas === undefined ? found : { ...found, drafts: schemas.drafts };
  if (gathered.topics.length + gathered.users.length + gathered.declared === 0)
    return { refused: problemReport([nothingOf(exported.objects, environment, props.live, left)]) };
  return finish(gathered, keep(gathered, { system: props.system, project, environment, context }), scene, {
    left,
    schemas,
  });
}

interface Told {
  readonly left: LeftAlone;
  readonly schemas: Answered | undefined;
}

function finish(gathered: Gathered, kept: Kept, scene: Scene, about: Told): ImportResult | Aside {
  const { props, context, project, judge } = scene;
  const { root } = props;
  const excuses = new Excuses(gathered.drafts, context);
  const told = (edits: readonly Edit[]) => ({
    done: importReport({ gathered, kept, ...about, excuses, edits, props, environment: scene.environment }),
    edits,
    changes: kept.changes.length > 0,
  });
  const services = servicesOf(gathered, kept.users, context);
  const { system } = props;
  const isOfSystem = gathered.drafts.some(({ onlyThere, address }) => onlyThere && address.system === system);
  const there = project.catalog.systems.find(({ id }) => id === system);
  const systemEdits =
    system !== undefined && (services.length > 0 || isOfSystem)
      ? systemFiles(root, system, services, there, context.environment)
      : [];
  if (gathered.drafts.length === 0 && services.length === 0) return told([]);
  // What users break is known before all is judged, and rendered, for it.
  const { environment } = scene;
  const check = manifestCheck(environment, project.view);
  excuses.takeAll(check(kept.rendered, () => environment.source.place([])).filter(isError));
  const contracts = gathered.drafts.map((draft) => {
    const contract = draftedContract(draft, kept.pins.get(draft) ?? new Map(), context);
    return { draft, contract, exceptions: excuses.of(draft), said: -1, edits: [] as readonly Edit[] };
  });
  // Each stage of the rules is judged only when those before it have passed.
  for (;;) {
    for (const one of contracts) {
      one.exceptions = excuses.of(one.draft);
      if (one.exceptions.length === one.said) continue;
      one.said = one.exceptions.length;
      const pins = kept.pins.get(one.draft) ?? new Map();
      one.edits = contractFiles(root, one.draft, pins, one.exceptions, context).map((edit) =>
        withSchemaComment(root, edit),
      );
    }
    const edits = [
      ...contracts.flatMap((one) => one.edits),
      ...systemEdits.map((edit) => withSchemaComment(root, edit)),
      ...environmentFiles(root, context.environment, excuses.ofEnvironment()),
    ];
    const long = tooLong(edits);
    if (long.length > 0) return { refused: problemReport(long) };
    const errors = judge.problems(contracts, edits, context.environment).filter(isError);
    const rest = excuses.takeAll(errors);
    if (rest.length > 0) {
      const aside = objectsOf(rest, gathered);
      return aside === undefined ? { refused: problemReport(rest) } : { aside };
    }
    if (errors.length > 0) continue;
    if (!props.dryRun) putInPlace(root, edits);
    return told(edits);
  }
}

/** The objects that problems are about, with what is wrong; undefined where one is about something else. */
function objectsOf(
  problems: readonly Problem[],
  { drafts, topics, imported }: Gathered,
): Map<string, string> | undefined {
  const aside = new Map<string, string>();
  const byFile = new Map(drafts.map((draft) => [contractFileOf(draft), draft]));
  for (const { place, what, subject, rule, key } of problems) {
    const draft = byFile.get(place.file);
    const told = `${key === '' ? what : `${key}: ${what}`}${rule === undefined ? '' : ` [${rule}]`}`;
    const those =
      draft === undefined
        ? imported
            .filter(({ id, manifest }) =>
              [manifestId(manifest), manifest.metadata.name, id].includes(subject ?? serviceAt(key)),
            )
            .map(({ manifest }) => manifest)
        : topicsOf(draft, topics).map(({ manifest }) => manifest);
    if (those.length === 0) return undefined;
    for (const one of those) aside.set(manifestId(one), told);
  }
  return aside;
}

/** `billing` of `services.billing.imported` in a system's file. */
function serviceAt(key: string): string {
  return /^services\.([^.]+)/.exec(key)?.[1] ?? '';
}

function unknownEnvironment(name: string, known: readonly string[]): Problem {
  const what = `there is no environment ${JSON.stringify(name)}`;
  return problem(atFlag('--env'), '', what, suggestion(name, known));
}

function atFlag(flag: string) {
  return { file: flag, line: 1, column: 1 };
}
