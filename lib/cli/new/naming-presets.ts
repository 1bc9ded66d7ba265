import type { NamingTerms } from '../../naming/naming-terms.ts';

/** Ways to name topics that `new system` offers by a word. */
const namingPresets = {
  /** `prod.main.orders.evt.order-placed.v1`: by environment, tenant, context and class */
  namespaced: {
    topic: '{env}.{tenant}.{context}.{class}.{topic}.v{version}',
    retry: '{env}.{tenant}.{context}.rty.{topic}-{tier}.v{version}',
    deadLetter: '{env}.{tenant}.{context}.dlt.{topic}.v{version}',
  },
  /** `shop.order-placed`, later `shop.order-placed.v2`; the topic may have dots */
  'dotted-prefix': {
    topic: '{system}.{topic}[.v{version}]',
    segments: {
      topic: {
        pattern: '[a-z][a-z0-9]*([._-][a-z0-9]+)*',
        not: '.*([._-]v[0-9]+|[.]dlq|[.]retry-[0-9]+[a-z]+)',
      },
    },
  },
  /** `order_events`, later `order_events_v2` */
  flat: {
    topic: '{topic}[_v{version}]',
    segments: { topic: { pattern: '[a-z][a-z0-9]*(_[a-z0-9]+)*_(events|tasks)' } },
  },
  /** `billing.print.invoices.v1`: queues by context, executor class and executor kind */
  queues: {
    topic: '{context}.{executorClass}.{executorKind}.v{version}',
    retry: '{context}.{executorClass}.{executorKind}.rty-{tier}.v{version}',
    deadLetter: '{context}.{executorClass}.{executorKind}.dlt.v{version}',
    parts: { topic: '{executorClass}.{executorKind}' },
  },
} satisfies Readonly<Record<string, NamingTerms>>;

export const presetNames = Object.keys(namingPresets);

/** The naming that an answer stands for: a preset's, or a template of topic names. */
export function namingOf(answer: string): NamingTerms {
  return Object.hasOwn(namingPresets, answer)
    ? namingPresets[answer as keyof typeof namingPresets]
    : { topic: answer };
}
