import { stringify } from 'yaml';
import { currentApiVersion } from '../../model/renamed-keys.ts';
import type { Service } from '../../model/terms/system.ts';
import { withAdditions } from './map-edits.ts';
import type { NamingDeclaration } from '../../naming/naming-terms.ts';

/** Where a system says what it is. */
export function systemFileOf(id: string): string {
  return `contracts/${id}/system.yaml`;
}

/** A new system's file. */
export function systemText(purpose: string, naming: NamingDeclaration, services: readonly Service[]): string {
  const terms = {
    apiVersion: currentApiVersion,
    kind: 'System',
    purpose,
    naming,
    services: Object.fromEntries(services.map(entryOf)),
  };
  return stringify(terms, { lineWidth: 0 });
}

/**
 * A system's file with more services, after the others; comments and everything else stay.
 * @throws Error where its services are no map
 */
export function withServices(file: string, text: string, services: readonly Service[]): string {
  const added = services.map(entryOf);
  return withAdditions(
    file,
    text,
    added.map(([key, value]) => ({ path: ['services'], key, value })),
  );
}

/** A service as files have it. Durations and sizes are values by now: services with client settings are not written. */
function entryOf({ id, client, ...terms }: Service): [string, object] {
  if (client !== undefined) throw new Error(`the client settings of ${id} are not written`);
  return [id, terms];
}
