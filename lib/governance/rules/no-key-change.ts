import { addressText } from '../../model/terms/contract.ts';
import { keyShape } from '../../model/schemas/key-shape.ts';
import { schemaFiles } from '../../model/terms/schema-terms.ts';
import { type CatalogRule, inContract } from '../rule.ts';

export const noKeyChange: CatalogRule = {
  id: 'no-key-change',
  on: 'catalog',
  what: 'Measured by a baseline (`lint --baseline`), the messages of a topic keep their key.',
  why: 'Another key sends messages to other partitions: what happened to one thing is no longer in order, and a compacted topic keeps both keys.',
  fix: 'Make `v<N+1>` of the contract beside this one and move to it by phases (docs/schemas.md), or leave the key as it was. Its schema may allow more or fewer keys, and explain them in other words.',
  level: 'error',
  check: ({ catalog, baseline }) => {
    const earlier = new Map(baseline?.contracts.map((one) => [addressText(one.address), one]));
    return catalog.contracts.flatMap((contract) => {
      const { terms, states = [] } = earlier.get(addressText(contract.address)) ?? {};
      if (terms === undefined || terms.retired) return [];
      const against = `(against ${baseline?.name ?? ''})`;
      const { field } = contract.terms.key;
      const { format } = contract.terms.schema;
      const was = states[0]?.key;
      const shapes = [was, contract.keySchema?.value].map((schema) =>
        schema === undefined ? undefined : keyShape(format, schema),
      );
      return [
        ...(terms.keyField === undefined || terms.keyField === field
          ? []
          : [
              inContract(
                noKeyChange,
                contract,
                ['key', 'field'],
                `the key is "${field}", and was "${terms.keyField}" ${against}`,
                'write the earlier field, or make the next version of the contract',
              ),
            ]),
        ...(shapes.includes(undefined) || shapes[0] === shapes[1] || terms.format !== format
          ? []
          : [
              inContract(
                noKeyChange,
                contract,
                ['key'],
                `keys are written as ${shapes[1]}, and were ${shapes[0]} ${against}: equal keys go to other partitions`,
                `give ${schemaFiles[format].key} its earlier shape, or make the next version of the contract`,
              ),
            ]),
      ];
    });
  },
};
