import type { JsonSchemaFile } from '../model/terms/contract.ts';
import { contractFields } from '../model/schemas/contract-fields.ts';
import type { Environment } from '../model/terms/environment.ts';
import type { ResolvedFamily } from './resolved-topic.ts';

/**
 * Headers of a message that a service writes, as far as its contract and its environment say them, by their name.
 * @param shared schemas that contracts of the system share
 */
export function serviceHeaders(
  { contract, tenant }: ResolvedFamily,
  environment: Environment,
  service: string,
  shared: readonly JsonSchemaFile[],
): Readonly<Record<string, string>> {
  const { terms, address } = contract;
  const sealed = contractFields(contract, shared).value.some(({ encryption }) => encryption !== undefined);
  const { canaries, mirror } = environment;
  const region = mirror === 'none' ? (canaries === 'off' ? undefined : canaries.region) : mirror.region;
  const known: Readonly<Record<string, string | undefined>> = {
    'x-schema-version': `${address.version}.0`,
    'x-actor': `service-${service}`,
    'x-tenant': tenant,
    'x-scope': service,
    'x-origin': service,
    'x-encryption-scheme': sealed ? 'envelope' : 'none',
    'x-pii-level': terms.pii,
    'x-region': region,
  };
  return Object.fromEntries(
    terms.headers.flatMap((name): [string, string][] => {
      const value = Object.hasOwn(known, name) ? known[name] : undefined;
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
