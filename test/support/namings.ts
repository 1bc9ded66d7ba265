import { namingOf } from '../../lib/model/terms/naming-terms.ts';
import type { ContractAddress, NameScope } from '../../lib/naming/address.ts';
import type { Naming } from '../../lib/naming/naming.ts';
import type { NamingDeclaration, NamingTerms } from '../../lib/naming/naming-terms.ts';

/** Four ways to name topics, each with something that the others lack. */
export const namings = {
  /** A namespace a class, for several tenants; derived topics have a class of their own. */
  namespaced: {
    topic: '{env}.{tenant}.{context}.{class}.{topic}.v{version}',
    retry: '{env}.{tenant}.{context}.rty.{topic}-{tier}.v{version}',
    deadLetter: '{env}.{tenant}.{context}.dlt.{topic}.v{version}',
  },
  /** The topic's folder consists of two segments. */
  queues: {
    topic: '{context}.{executorClass}.{executorKind}.v{version}',
    retry: '{context}.{executorClass}.{executorKind}.rty-{tier}.v{version}',
    deadLetter: '{context}.{executorClass}.{executorKind}.dlt.v{version}',
    parts: { topic: '{executorClass}.{executorKind}' },
  },
  /** No version in the first one; the topic may have dots. */
  dotted: {
    topic: '{system}.{topic}[.v{version}]',
    segments: {
      topic: {
        pattern: '[a-z][a-z0-9]*([._-][a-z0-9]+)*',
        not: '.*([._-]v[0-9]+|[.]dlq|[.]retry-[0-9]+[a-z]+)',
      },
    },
  },
  /** One segment alone, in snake case. */
  flat: {
    topic: '{topic}[_v{version}]',
    segments: { topic: { pattern: '[a-z][a-z0-9]*(_[a-z0-9]+)*_(events|tasks)' } },
  },
} satisfies Record<string, NamingTerms>;

export const scope: NameScope = { env: 'prod', tenant: 'acme' };
export const at = (change: Partial<ContractAddress>): ContractAddress => ({
  system: 'shop',
  context: 'orders',
  class: 'evt',
  topic: 'order-placed',
  version: 1,
  ...change,
});

/** Topic, a retry and the dead letter topic. */
export function names(naming: Naming, address: ContractAddress, where = scope): string[] {
  return [
    naming.topic(address, where),
    naming.retry(address, where, '15m'),
    naming.deadLetter(address, where),
  ].map((one) => (one.ok ? one.value : one.error));
}

export const declared = (declaration: NamingDeclaration, system = 'shop') => namingOf(system, declaration);
