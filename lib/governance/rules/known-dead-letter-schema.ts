import { messagesOf } from '../../model/catalog.ts';
import { suggestion } from '../../model/text/nearest.ts';
import { type CatalogRule, inContract } from '../rule.ts';

export const knownDeadLetterSchema: CatalogRule = {
  id: 'known-dead-letter-schema',
  on: 'catalog',
  what: 'Where dead letters have a schema of their own, it is one that the system shares.',
  why: 'Who triages at night reads it to know what was wrong with the message.',
  fix: 'Write the `$id` of a schema in the messages folder, or leave `deadLetter.schema` out: dead letters are then as their source.',
  level: 'error',
  check: ({ catalog }) =>
    catalog.contracts.flatMap((contract) => {
      const schema = contract.terms.deadLetter?.schema;
      const known = messagesOf(catalog, contract.address.system).map(
        ({ value }) => (value as { $id?: string }).$id ?? '',
      );
      return schema === undefined || known.includes(schema)
        ? []
        : [
            inContract(
              knownDeadLetterSchema,
              contract,
              ['deadLetter', 'schema'],
              `no shared schema has the $id "${schema}"`,
              suggestion(schema, known),
            ),
          ];
    }),
};
