import type { Approval } from '../model/terms/approval.ts';
import type { Environment } from '../model/terms/environment.ts';
import { type Manifest, manifestId, type OtherFile } from '../model/manifest.ts';
import { isPattern } from '../model/text/name-pattern.ts';
import { type Problem, problem } from '../model/text/problem.ts';
import { judgeApprovals } from './approvals.ts';
import { proposedApprovals, type MissingApproval } from './approval-proposal.ts';
import type { Need, PlannedChange } from './change.ts';
import { concernsOf } from './concern.ts';
import { lifecyclePath } from './kinds/head.ts';
import { type Batch, batchesOf } from './batches.ts';
import { compareObjects } from './compare.ts';
import { type Drift, driftOf } from './drift.ts';
import { foundObjects, inNamespaces, othersOf, type PlannedOther } from './others.ts';
import { filesOfObjects, type OwnersOf } from './owners.ts';
import type { Risk } from './risk.ts';
import { type SchemaChange, schemaChanges } from './schema-changes.ts';
import { kafkaOf } from './world.ts';

export interface PlanInput {
  /** The environment as it will be: its name, its posture on deletion and its approvals. */
  readonly environment: Environment;
  /** What the baseline holds. */
  readonly before: readonly Manifest[];
  /** What is rendered. */
  readonly after: readonly Manifest[];
  /** `2026-12-31`: what approvals are judged by. */
  readonly today: string;
  /** What others keep in the environment's folder. @default nothing */
  readonly others?: readonly OtherFile[];
  /** What an export of the cluster holds. @default not compared */
  readonly live?: readonly Manifest[];
  /** Only objects of this system; the approvals of others are left alone then. @default all */
  readonly system?: string;
  /** Where the field of a rendered object is said; asked only of what needs a decision. @default not told */
  readonly placeOf?: (id: string, path: string) => string | undefined;
  /** What CODEOWNERS says, where the environment asks for owners. @default that nothing has an owner */
  readonly ownersOf?: OwnersOf;
}

export interface Plan {
  readonly environment: string;
  /** Address of the catalogue page, where the environment has one. */
  readonly catalogue?: string;
  /** Sorted by risk, the worst first, then by name. */
  readonly objects: readonly PlannedChange[];
  /** Objects by the worst risk of each. */
  readonly counts: Readonly<Record<Risk, number>>;
  /** Objects that do not change. */
  readonly unchanged: number;
  /** Objects that were there and become ours, in the order of their names: labels and annotations alone are no change. */
  readonly adopted: readonly string[];
  /** Files in the environment's folder that are not from Workstreams and stay as they are. */
  readonly others: readonly PlannedOther[];
  readonly usedApprovals: readonly Approval[];
  /** Approvals that would lift what blocks the plan; like changes have one. */
  readonly proposed: readonly MissingApproval[];
  /** The difference of cluster and baseline; undefined where no export was given. */
  readonly drift: Drift | undefined;
  /** What changes in the schema registry, by subject; empty where the environment has none. */
  readonly schemas: readonly SchemaChange[];
  /** Who registers schemas; undefined without a registry. */
  readonly registeredBy: 'pipeline' | 'job' | undefined;
  /** An order of merges where one is too many for the Topic Operator; else empty. */
  readonly batches: readonly Batch[];
  /** What must be fixed before anything is merged: approvals that are wrong or expired, a render that is empty. */
  readonly problems: readonly Problem[];
  /** Approvals of what is not planned. */
  readonly warnings: readonly Problem[];
}

/** Compares what is rendered with a baseline, object by object, field by field. */
export function planChange(input: PlanInput): Plan {
  const { environment, today, system, live } = input;
  const others = inNamespaces(input.others ?? [], input.after);
  const after = input.after.filter((one) => system === undefined || systemOf(one) === system);
  // What is not ours yet says nothing of its system: it belongs to the one that takes it over.
  const taken = new Set(after.map(manifestId));
  const before = input.before.filter(
    (one) =>
      system === undefined ||
      systemOf(one) === system ||
      (systemOf(one) === undefined && taken.has(manifestId(one))),
  );
  const rendered = new Set(input.after.map(manifestId));
  const { inFiles, inCluster } = foundObjects(input.before, others, live ?? []);
  const found = [...inFiles, ...inCluster];
  const kafkas = new Set(input.after.filter(({ kind }) => kind === 'KafkaTopic').map(kafkaOf));
  // Two objects over one topic are a conflict, whoever has made the other.
  const staying = found.filter(
    (one) => one.kind === 'KafkaTopic' && kafkas.has(kafkaOf(one)) && !rendered.has(manifestId(one)),
  );
  const foundOfOurs = found.filter((one) => rendered.has(manifestId(one)));
  const worlds = {
    before: [...input.before, ...foundOfOurs, ...staying],
    after: [...input.after, ...staying],
  };
  const compared = compareObjects(
    [...before, ...found.filter((one) => taken.has(manifestId(one)))],
    after,
    worlds,
  );
  // A count is of the whole environment, whatever part of it is shown.
  const isPart = system !== undefined && environment.approvals.some(({ object }) => isPattern(object));
  const approvals = judgeApprovals({
    environment,
    today,
    changes: compared.changes,
    ...(isPart
      ? { counted: compareObjects([...input.before, ...foundOfOurs], input.after, worlds).changes }
      : {}),
    ...(input.ownersOf === undefined ? {} : { ownersOf: input.ownersOf }),
    ...(environment.approvers === 'anyone'
      ? {}
      : { fileOf: filesOfObjects(environment, worlds.before, worlds.after) }),
    ...(system === undefined ? {} : { mine: new Set([...before, ...after].map(manifestId)) }),
  });
  const objects = approvals.changes.map(withConcern(input));
  const counts = { safe: 0, review: 0, destructive: 0, impossible: 0 };
  for (const { risk } of objects) counts[risk] += 1;
  const problems = [...approvals.problems];
  if (after.length === 0 && before.length > 0) {
    problems.push(
      problem(
        environment.source.place([]),
        '',
        `nothing is rendered, and the baseline holds ${before.length} objects`,
        'refusing to delete everything: remove contracts one at a time, each with its approvals',
      ),
    );
  }
  return {
    environment: environment.environment,
    ...(environment.monitoring.catalogue === 'none' ? {} : { catalogue: environment.monitoring.catalogue }),
    objects,
    counts,
    unchanged: compared.unchanged,
    adopted: compared.adopted,
    others: othersOf(others, rendered),
    usedApprovals: approvals.used,
    proposed: proposedApprovals({ objects }, [...rendered]),
    drift:
      live === undefined
        ? undefined
        : driftOf([...before, ...inFiles.filter((one) => taken.has(manifestId(one)))], live, {
            system,
            after,
            declared: new Set(inFiles.map(manifestId)),
          }),
    schemas: schemaChanges(before, after),
    registeredBy:
      environment.schemaRegistry === 'none' ? undefined : environment.schemaRegistry.registration.by,
    batches: batchesOf(objects),
    problems,
    warnings: approvals.warnings,
  };
}

/** Adds to what needs a decision whom it concerns, and where it is said. */
function withConcern({ before, after, placeOf }: PlanInput): (change: PlannedChange) => PlannedChange {
  const concernOf = concernsOf(before, after);
  return (change) => {
    if (change.risk === 'safe' && !change.fields.some(({ path }) => path === lifecyclePath)) return change;
    const concern = concernOf(change);
    const fields = change.fields.map((field) => {
      const from = field.risk === 'safe' ? undefined : placeOf?.(change.to ?? change.id, field.path);
      return from === undefined ? field : { ...field, from };
    });
    return { ...change, fields, ...(concern === undefined ? {} : { concern }) };
  };
}

const blocking: ReadonlySet<Need['state']> = new Set(['missing', 'expired', 'impossible']);

/** Whether it must not be merged: something is impossible, or destructive and not approved. */
export function isBlocked({ objects }: Plan): boolean {
  return objects.some(({ needs }) => needs.some(({ state }) => blocking.has(state)));
}

/** 0 nothing to do, 1 problems, 2 changes or drift, 3 blocked. */
export function planExitCode(plan: Plan): 0 | 1 | 2 | 3 {
  if (plan.problems.length > 0) return 1;
  if (isBlocked(plan)) return 3;
  return plan.objects.length > 0 || (plan.drift?.entries.length ?? 0) > 0 ? 2 : 0;
}

function systemOf({ metadata }: Manifest): string | undefined {
  return metadata.labels?.['app.kubernetes.io/part-of'];
}
