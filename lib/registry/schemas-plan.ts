import type { SchemaSubject } from '../policies/schema-subjects.ts';
import type { RegistryClient } from './client.ts';
import { RegistryContents } from './contents.ts';
import { type PlanTerms, planSubject, type SubjectPlan } from './subject-plan.ts';

export interface SchemasPlanProps extends PlanTerms {
  readonly environment: string;
  readonly client: RegistryClient;
  /** References before what names them (`schemaSubjects`). */
  readonly subjects: readonly SchemaSubject[];
  /** Which of them are planned, with the messages that they need. @default all */
  readonly isChosen?: (subject: SchemaSubject) => boolean;
}

/** A registry against the contracts of an environment. */
export interface SchemasPlan {
  readonly environment: string;
  readonly registry: string;
  readonly subjects: readonly SubjectPlan[];
  /** Subjects of the registry that no contract has; empty where only some subjects were chosen. */
  readonly extra: readonly string[];
}

/** Reads a registry and compares; nothing is changed. @throws RegistryError */
export async function planSchemas(props: SchemasPlanProps): Promise<SchemasPlan> {
  const { environment, client, subjects, isChosen } = props;
  const chosen = isChosen === undefined ? subjects : withNeeded(subjects, isChosen);
  const there = await client.subjects();
  const listed = new Set(there);
  const contents = new RegistryContents(client);
  const known = new Map<string, { version: number; pending: boolean }>();
  const planOf = (subject: SchemaSubject) =>
    planSubject(subject, listed.has(subject.subject), { contents, known, terms: props });
  const plans: SubjectPlan[] = [];
  const add = (plan: SubjectPlan): void => {
    plans.push(plan);
    const { subject, registered, nextVersion } = plan;
    const version = nextVersion ?? registered?.version;
    if (version !== undefined) known.set(subject.subject, { version, pending: nextVersion !== undefined });
  };
  // A message is planned when all that it names is.
  for (const message of chosen.filter(({ role }) => role === 'message')) add(await planOf(message));
  const topics = chosen.filter(({ role }) => role !== 'message');
  for (const plan of await Promise.all(topics.map(planOf))) add(plan);
  const ours = new Set(subjects.map(({ subject }) => subject));
  return {
    environment,
    registry: client.url,
    subjects: plans,
    extra: isChosen === undefined ? there.filter((one) => !ours.has(one)) : [],
  };
}

function withNeeded(
  subjects: readonly SchemaSubject[],
  isChosen: (subject: SchemaSubject) => boolean,
): SchemaSubject[] {
  const wanted = new Set<string>();
  for (const one of subjects.toReversed()) {
    if (!wanted.has(one.subject) && !isChosen(one)) continue;
    wanted.add(one.subject);
    if (one.state === 'active') for (const { subject } of one.references) wanted.add(subject);
  }
  return subjects.filter(({ subject }) => wanted.has(subject));
}

/** Whether `apply` would send something. */
export function hasChanges({ subjects }: SchemasPlan): boolean {
  return subjects.some(({ changes }) => changes.length > 0);
}

export function isBlockedPlan({ subjects }: SchemasPlan): boolean {
  return subjects.some(({ blocked }) => blocked.length > 0);
}

/** 0 nothing to do, 2 changes, 3 blocked. */
export function schemasExitCode(plan: SchemasPlan): 0 | 2 | 3 {
  if (isBlockedPlan(plan)) return 3;
  return hasChanges(plan) ? 2 : 0;
}
