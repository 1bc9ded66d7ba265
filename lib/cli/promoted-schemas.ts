import { setTimeout } from 'node:timers/promises';
import type { Environment } from '../model/terms/environment.ts';
import { problem, type Read } from '../model/text/problem.ts';
import type { RegisteredSubject } from '../policies/system-schemas.ts';
import { RegistryClient } from '../registry/client.ts';
import { registryPlace } from '../registry/credentials.ts';
import { RegistryError } from '../registry/registry-error.ts';
import { planSchemas } from '../registry/schemas-plan.ts';
import type { SubjectPlan } from '../registry/subject-plan.ts';
import type { MissingSchema } from '../release/registry-check.ts';
import type { ReleasedSchema } from '../release/release.ts';
import { credentialsFromVariables } from './schemas/registry.ts';

/** What a registry has of the schemas of a release. */
export interface FoundSchemas {
  /** By subject. */
  readonly found: ReadonlyMap<string, Required<ReleasedSchema>>;
  readonly missing: readonly MissingSchema[];
}

/**
 * Asks the registry of an environment for every schema that a release needs, and changes nothing there.
 * @param subjects of the release
 */
export async function findSchemas(
  environment: Environment,
  subjects: readonly RegisteredSubject[],
): Promise<Read<FoundSchemas>> {
  const wrong = (what: string, fix: string): Read<FoundSchemas> => {
    return {
      ok: false,
      problems: [problem(environment.source.place(['schemaRegistry']), 'schemaRegistry', what, fix)],
    };
  };
  const place = registryPlace(environment, undefined, credentialsFromVariables());
  if (!place.ok) {
    const [what = '', fix = ''] = place.error.split('\n  ');
    return wrong(what, `${fix}; or do not ask it: --registry skip`);
  }
  const { url, credentials, ...terms } = place.value;
  const client = new RegistryClient({ url, credentials, fetch, wait: (time) => setTimeout(time) });
  try {
    const plan = await planSchemas({
      environment: environment.environment,
      client,
      ...terms,
      subjects,
      isChosen: () => true,
      // Whether a version may be registered is asked by who registers it.
      isExcepted: () => true,
    });
    const digests = new Map(subjects.map(({ subject, digest }) => [subject, digest]));
    const active = plan.subjects.filter(({ subject }) => subject.state === 'active');
    const found = active.flatMap(({ subject: { subject }, registered }) =>
      registered === undefined
        ? []
        : [
            [
              subject,
              { schema: digests.get(subject) ?? '', version: registered.version, id: registered.id },
            ] as const,
          ],
    );
    const missing = active.filter(({ registered }) => registered === undefined).map(missingSchema);
    return { ok: true, value: { found: new Map(found), missing } };
  } catch (error) {
    if (!(error instanceof RegistryError)) throw error;
    return wrong(error.message, 'or promote without asking it: --registry skip');
  }
}

function missingSchema({ subject, contents }: SubjectPlan): MissingSchema {
  return {
    subject: subject.subject,
    why:
      contents === undefined
        ? 'not registered'
        : `another schema: none of its versions, up to ${contents.latest.version}, has this one`,
    contracts: subject.contracts,
  };
}
