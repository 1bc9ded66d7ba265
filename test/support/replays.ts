import type { CarriedOperations, CarriedOperator, CarriedReport } from '../../lib/model/carried-contract.ts';
import type { ReplayContract } from '../../runtime/replay/preparation.ts';
import type { ReplayTerms } from '../../runtime/replay/session.ts';
import type { Outgoing } from '../../runtime/kafka/writer.ts';
import { operationsJournal } from '../../lib/model/messages/operations-journal.ts';

/** A journal as the contract of one has it. */
export function journalAt(topic: string): CarriedReport {
  return {
    ...{ topic, key: 'subject', wireFormat: 'plain', subjects: [], headers: {}, headerNames: [] },
    schema: { format: 'json-schema', schema: operationsJournal, shared: [] },
  };
}

/** Who replays in tests. */
export const historian: CarriedOperator = {
  ...{ service: 'history', group: 'shop-history', transactionalId: 'shop-history-' },
  ...{ deadLettersOf: [], replaysInto: [] },
};

/** A system with a journal, whose brokers check no rights. */
export function operationsWith(more: Partial<CarriedOperations> = {}): CarriedOperations {
  return {
    ...{ environment: 'qa', system: 'shop', operators: [historian], journal: journalAt('journal') },
    ...more,
  };
}

/** Messages with an id and a whole number. */
export const contract = (topic: string): ReplayContract => ({
  ...{ topic, keyField: 'id', plainKeys: true, wireFormat: 'plain', subjects: [] },
  schema: {
    format: 'json-schema',
    schema: {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      type: 'object',
      required: ['id', 'n'],
      properties: { id: { type: 'string' }, n: { type: 'integer' }, type: { type: 'string' } },
    },
    shared: [],
  },
});

export const termsFor = (topic: string, target: string, further: Partial<ReplayTerms> = {}): ReplayTerms => ({
  ...{ source: { kind: 'topic', topic }, target, filters: {}, message: {}, skipInvalid: false, ...further },
});

/** One of them, as it is written. */
export const event = (topic: string, id: string, n: number | string, further: object = {}): Outgoing => ({
  ...{ topic, key: Buffer.from(id), value: Buffer.from(JSON.stringify({ id, n, ...further })) },
  headers: [['x-trace', Buffer.from(`t${n}`)]],
});
