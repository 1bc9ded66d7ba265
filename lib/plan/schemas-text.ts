import type { Plan } from './plan.ts';
import type { SchemaChange } from './schema-changes.ts';

const changes = ['new', 'changed', 'settings', 'retired', 'left'] as const;

/** Subjects that are shown in full: a reviewer reads no more, and `--format json` holds all. */
const mostSubjects = 50;

/** `schemas: 2 new, 1 changed; …`: who registers them, and when. Asked where there are some. */
export function schemasTitle({ environment, schemas, registeredBy }: Plan): string {
  const counts = changes.flatMap((change) => {
    const count = schemas.filter((one) => one.change === change).length;
    return count === 0 ? [] : [`${count} ${change}`];
  });
  const how = {
    pipeline: `; before this is applied: workstreams schemas apply --env ${environment}`,
    job: '; a Job of each system registers them',
  };
  return `schemas: ${counts.join(', ')}${registeredBy === undefined ? '' : how[registeredBy]}`;
}

/** The subjects that are told, and how many are not. */
export function toldSchemas({ schemas }: Plan): {
  readonly told: readonly SchemaChange[];
  readonly more: number;
} {
  const told = schemas.slice(0, mostSubjects);
  return { told, more: schemas.length - told.length };
}
