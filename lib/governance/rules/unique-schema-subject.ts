import { groupBy } from '../../model/groups.ts';
import { systemOf } from '../../model/catalog.ts';
import { addressText } from '../../model/terms/contract.ts';
import { type CatalogRule, inContract } from '../rule.ts';

export const uniqueSchemaSubject: CatalogRule = {
  id: 'unique-schema-subject',
  on: 'catalog',
  what: 'A schema subject that is named belongs to one contract and ends with `-value`; where names carry a tenant none is named.',
  why: 'Two topics under one subject judge each other’s schemas; the default `<topic>-value` keeps them apart.',
  fix: 'Leave `schema.subject` out, or write one that no other contract has.',
  level: 'error',
  check: ({ catalog }) => {
    const bySubject = groupBy(catalog.contracts, ({ terms }) => terms.schema.subject);
    return [...bySubject].flatMap(([subject, contracts]) =>
      contracts.flatMap((contract) => {
        const say = (what: string, fix: string) => [
          inContract(uniqueSchemaSubject, contract, ['schema', 'subject'], what, fix),
        ];
        if (systemOf(catalog, contract.address.system)?.naming.hasTenants === true) {
          return say(
            `"${subject}" would be the subject of a topic in every tenant and environment`,
            'leave it out: <topic>-value',
          );
        }
        const others = contracts.filter((one) => one !== contract).map(({ address }) => addressText(address));
        if (others.length > 0) {
          return say(
            `"${subject}" is also the subject of ${others.join(', ')}`,
            'leave it out: <topic>-value',
          );
        }
        return subject.endsWith('-value')
          ? []
          : say(`"${subject}" does not end with -value`, `write "${subject}-value", or leave it out`);
      }),
    );
  },
};
