import { messagesOf } from '../../model/catalog.ts';
import type { Contract } from '../../model/terms/contract.ts';
import type { SchemaFormat } from '../../model/terms/schema-terms.ts';
import { suggestion } from '../../model/text/nearest.ts';
import type { Problem } from '../../model/text/problem.ts';
import { contractFields } from '../../model/schemas/contract-fields.ts';
import type { SchemaField } from '../../model/schemas/schema-fields.ts';
import { type CatalogRule, inContract } from '../rule.ts';
import { isOpen } from './no-open-questions.ts';

export const meaningfulKey: CatalogRule = {
  id: 'meaningful-key',
  on: 'catalog',
  what: 'The key is a field that every message has, and names what the message is about: not the message itself, and not a time.',
  why: 'Order is kept for equal keys only: with a key of its own each message may overtake every other.',
  fix: 'Write the id of the thing that changes as `key.field`, and make it required in the schema.',
  level: 'error',
  check: ({ catalog }) =>
    catalog.contracts.flatMap((contract) => {
      if (isOpen(contract, 'key', 'schema')) return [];
      return judged(contract, contractFields(contract, messagesOf(catalog, contract.address.system)).value);
    }),
};

/** Ids of a message, of a call or of a trace; `runId` and `run_id` are alike. */
const ofTheMessage =
  /^(?:(?:message|event|command|query|record|envelope|correlation|causation|request|trace|span)_?id|uuid|guid|nonce|random.*|idempotency_?key|partition|offset)$/i;

const makeRequired: Readonly<Record<SchemaFormat, string>> = {
  'json-schema': "add it to required in the value's schema",
  avro: 'take null out of its type',
  protobuf: 'write it as text or a number, without optional and outside every oneof',
};

function judged(contract: Contract, fields: readonly SchemaField[]): Problem[] {
  const { field } = contract.terms.key;
  const found = fields.find(({ path }) => path === field);
  const say = (what: string, fix: string): Problem[] => [
    inContract(meaningfulKey, contract, ['key', 'field'], what, fix),
  ];
  if (found === undefined) {
    const known = fields.map(({ path }) => path).filter((path) => path !== '');
    return say(`"${field}" is no field of the value's schema`, suggestion(field, known));
  }
  if (!found.required) {
    return say(
      `"${field}" is not required: a message without it would have no key`,
      makeRequired[contract.terms.schema.format],
    );
  }
  if (ofTheMessage.test(field.split('.').at(-1) ?? '')) {
    return say(
      `"${field}" tells messages apart, not what they are about: no two would be in order`,
      'write the id of the thing that changes, or add an exception with a reason',
    );
  }
  return found.format === 'date-time' || found.format === 'date'
    ? say(`"${field}" is a time`, 'write the id of the thing that changes')
    : [];
}
