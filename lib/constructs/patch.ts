import { type ApiObject, JsonPatch } from 'cdk8s';
import type { EnvironmentTerms } from '../model/terms/environment.ts';

/**
 * The one door past what a construct offers: sets a field of a rendered object.
 *
 * @param path keys and list positions, for example `['spec', 'config', 'segment.bytes']`. All but the last
 * must be there already, so that a misspelt path is found.
 * @param reason why no prop does it; kept as an annotation where reviewers see it
 * @throws Error when the path is absent, the reason is empty, or the generated class drops the field in
 * silence (fields that its CRD does not know)
 */
export function patchObject(
  object: ApiObject,
  path: readonly (string | number)[],
  value: unknown,
  reason: string,
): void {
  const shown = `${object.kind}/${object.name} at ${path.join('.')}`;
  const refuse = (why: string): never => {
    throw new Error(`patch of ${shown}: ${why}`);
  };
  if (reason.trim() === '') refuse('a reason is wanted');
  const parent = path.slice(0, -1);
  const last = path.at(-1);
  if (last === undefined) return refuse('an empty path would replace the object');
  if (!isContainer(valueAt(object.toJson(), parent))) refuse(`there is nothing at ${parent.join('.')}`);
  object.addJsonPatch(JsonPatch.add(pointer(path), value));
  if (JSON.stringify(valueAt(object.toJson(), path)) !== JSON.stringify(value)) {
    refuse('its generated class does not know the field and drops it');
  }
  object.metadata.addAnnotation(
    `workstreams.io/patch-${path
      .map(String)
      .join('.')
      .replaceAll(/[^A-Za-z0-9.-]/g, '-')
      .slice(-48)}`,
    reason,
  );
}

/**
 * An object of Strimzi in the API version that the environment's cluster serves. The generated classes know `v1` alone, and
 * write it over every patch.
 */
export function asServed<T extends ApiObject>(object: T, { kafka }: EnvironmentTerms): T {
  if (kafka.strimziApi === 'v1') return object;
  const rendered = object.toJson.bind(object);
  const apiVersion = `${object.apiGroup}/${kafka.strimziApi}`;
  object.toJson = () => ({ ...rendered(), apiVersion });
  return object;
}

function valueAt(root: unknown, path: readonly (string | number)[]): unknown {
  let here = root;
  for (const step of path) {
    if (!isContainer(here)) return undefined;
    here = (here as Record<string | number, unknown>)[step];
  }
  return here;
}

function isContainer(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

/** RFC 6901. */
function pointer(path: readonly (string | number)[]): string {
  return path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
