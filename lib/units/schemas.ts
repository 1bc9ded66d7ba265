import { RegistrationJob } from '../constructs/workloads/registration-job.ts';
import { SchemaList } from '../constructs/workloads/schema-list.ts';
import type { ResolvedSystem } from '../policies/resolve.ts';
import type { Unit } from './unit.ts';

/**
 * What a system has in the registry, and the Job that registers it where the environment wants one. None without a
 * registry, or without schemas.
 * @param program text of the program that the Job runs; asked only where there is a Job
 */
export function schemaUnits(resolved: ResolvedSystem, program: () => string): Unit[] {
  const { declaration, environment, namespace, schemas } = resolved;
  const { schemaRegistry } = environment;
  if (schemas === undefined || schemas.subjects.length === 0 || schemaRegistry === 'none') return [];
  const { id: system } = declaration;
  const { registration, metadata, verdict } = schemaRegistry;
  const { subjects, excepted } = schemas;
  return [
    {
      name: 'schemas',
      build: (chart) => {
        new SchemaList(chart, 'List', { environment, system, namespace, subjects });
        if (registration.by !== 'job') return;
        new RegistrationJob(chart, 'Job', {
          environment,
          system,
          namespace,
          image: registration.image,
          program: program(),
          registration: {
            environment: environment.environment,
            keepsMetadata: metadata === 'kept',
            asksBoth: verdict === 'both',
            excepted,
            subjects,
          },
        });
      },
    },
  ];
}
